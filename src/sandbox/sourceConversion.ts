import { extname } from 'node:path';
import { parse as parseModule } from 'es-module-lexer/js';
import type { Message, TransformFailure, TransformOptions } from 'esbuild';
import * as v from 'valibot';
import type { CacheFolder } from './cacheFolder.ts';
import { importFunction, type ModuleFormat } from './hookSource.ts';

/** A file's text as CommonJS. `map`: its source map's JSON text; null where no place has moved. */
export interface ConvertedSource {
  text: string;
  map: string | null;
}

const Kept = v.object({ text: v.string(), map: v.string() });
/** Changes whenever what is converted changes. */
const conversionVersion = 1;

const typeScript = ['.ts', '.cts', '.mts', '.tsx'];
export const isTypeScript = (file: string): boolean => typeScript.includes(extname(file));

/** What the text is that a file with no say in it holds: Node, too, decides by the syntax. */
export function hasModuleSyntax(text: string): boolean {
  // The lexer needs a millisecond for a large file, and most files need none.
  if (!/\b(?:import|export)\b/.test(text)) return false;
  try {
    return parseModule(text)[3];
  } catch {
    // Whoever compiles it tells what is wrong.
    return false;
  }
}

/** CommonJS may import ES modules with `import()`, which an isolate does not have: a function does it. */
function withImportFunction(text: string): string {
  if (!/\bimport\s*\(/.test(text)) return text;
  try {
    let result = '';
    let from = 0;
    for (const found of parseModule(text)[0]) {
      if (found.type !== 'dynamic' || found.phase !== null) continue;
      result += text.slice(from, found.importStart) + importFunction;
      from = found.importStart + 'import'.length;
    }
    return result + text.slice(from);
  } catch {
    return text;
  }
}

const notInModule = 'Top-level await does not run in a hook: move it into an async function.';

/** A SyntaxError at a place of the file; esbuild counts columns from 0. */
function syntaxError(file: string, { text, location }: Message): SyntaxError {
  const message = text.startsWith('Top-level await') ? notInModule : text;
  const error = new SyntaxError(message);
  const { line = 1, column = 0 } = location ?? {};
  error.stack = `SyntaxError: ${message}\n    at ${file}:${line}:${column + 1}`;
  return error;
}

const isFailure = (error: unknown): error is TransformFailure =>
  error instanceof Error && 'errors' in error && Array.isArray(error.errors);

/** Converts with esbuild, which is loaded and started when it is first needed. */
function convert(file: string, text: string): ConvertedSource {
  const { transformSync } = process.getBuiltinModule('node:module').createRequire(__filename)(
    'esbuild',
  ) as typeof import('esbuild');
  const options: TransformOptions = {
    format: 'cjs',
    loader: isTypeScript(file) ? (extname(file) === '.tsx' ? 'tsx' : 'ts') : 'js',
    sourcefile: file,
    sourcesContent: false,
    sourcemap: 'external',
    target: 'esnext',
    supported: { 'dynamic-import': false },
    // What the file itself requires; what esbuild makes of an import is `require`.
    define: { require: '__require', 'import.meta': '__importMeta' },
    // Nothing but what stands in the file decides; a tsconfig.json nearby does not.
    tsconfigRaw: { compilerOptions: { experimentalDecorators: true, verbatimModuleSyntax: false } },
    keepNames: false,
    logLevel: 'silent',
  };
  try {
    const { code, map } = transformSync(text, options);
    // The namespaces are the guest's business: it knows which module is which.
    const own = code.replace(/^var __toESM = /m, 'var __toESM = __namespace, __unused = ');
    return { text: own, map };
  } catch (error) {
    const [first] = isFailure(error) ? error.errors : [];
    throw first ? syntaxError(file, first) : error;
  }
}

/** Makes the text of a file run as a CommonJS module; throws a SyntaxError with its place in the file. */
export function createSourceConversion(cache: CacheFolder) {
  return (file: string, text: string, format: ModuleFormat): ConvertedSource => {
    if (format === 'commonjs') return { text: withImportFunction(text), map: null };
    const key = process
      .getBuiltinModule('node:crypto')
      .createHash('sha256')
      .update(`${conversionVersion}\0${format}\0${extname(file)}\0${text}`)
      .digest('hex');
    const kept = v.safeParse(v.pipe(v.string(), v.parseJson(), Kept), cache.read(`${key}.json`)?.toString());
    if (kept.success) return kept.output;
    const converted = convert(file, text);
    cache.write(`${key}.json`, Buffer.from(JSON.stringify(converted)));
    return converted;
  };
}
