import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, isAbsolute, join, relative, sep } from 'node:path';
import { Script } from 'node:vm';
import type { BridgeError, ReadModule, ResolvedModule } from '../guest/bridge.ts';
import { plainJavaScript } from './hookSource.ts';

/** A file larger than this, in bytes, is no source that a person meant to load. */
const largestFile = 32 * 1024 * 1024;

const refusal = (message: string, code: string): { error: BridgeError } => ({
  error: { name: 'Error', message, properties: { code } },
});

const tellError = (error: unknown): { error: BridgeError } => {
  const { name, message, code } = error as { name?: string; message?: string; code?: string };
  return {
    error: {
      name: name ?? 'Error',
      message: message ?? String(error),
      properties: code === undefined ? {} : { code },
    },
  };
};

/** The node_modules folders that Node searches for a file, from its own folder up to the root. */
function packageFolders(file: string): string[] {
  const folders: string[] = [];
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    folders.push(join(folder, 'node_modules'));
    if (folder === dirname(folder)) return folders;
  }
}

const realpathOf = (path: string): string | null => {
  try {
    return realpathSync(path);
  } catch {
    return null;
  }
};

const isInside = (folder: string, file: string): boolean => {
  const path = relative(folder, file);
  return path !== '' && path !== '..' && !path.startsWith(`..${sep}`) && !isAbsolute(path);
};

/**
 * Finds and reads modules for the guest as Node's CommonJS does, inside `folders` and the package folders that Node
 * searches for the hook, and nowhere else. Every path is judged by where it really is, links followed.
 */
export function createModuleLoader(hookFile: string, folders: string[]) {
  const roots = [...folders, ...packageFolders(hookFile)].map(realpathOf).filter((root) => root !== null);
  const mayRead = (realFile: string): boolean => roots.some((root) => isInside(root, realFile));
  const outside = (file: string) =>
    refusal(
      `Cannot load ${file}: a hook reads files of its workspace folder and of installed packages only.`,
      'ERR_SANDBOX_FILE',
    );

  const isModule = (file: string): boolean => {
    if (extname(file) === '.mjs' || extname(file) === '.mts') return true;
    if (extname(file) !== '.js' && extname(file) !== '.ts') return false;
    return packageType(dirname(file)) === 'module';
  };

  return {
    resolve(fromFile: string, specifier: string): ResolvedModule {
      if (fromFile !== hookFile && !mayRead(realpathOf(fromFile) ?? '')) return outside(fromFile);
      let file: string;
      try {
        file = createRequire(fromFile).resolve(specifier);
      } catch (error) {
        return tellError(error);
      }
      if (!isAbsolute(file)) {
        return refusal(
          `${specifier} is not available in the sandbox that hooks run in. Remove the call, or use a package that does without it.`,
          'ERR_SANDBOX_UNAVAILABLE',
        );
      }
      const real = realpathOf(file);
      return real !== null && mayRead(real) ? { file: real } : outside(file);
    },

    read(file: string): ReadModule {
      const real = realpathOf(file);
      if (real === null || !mayRead(real)) return outside(file);
      try {
        const stat = statSync(real);
        if (!stat.isFile()) return refusal(`Cannot load ${real}: it is no file.`, 'ERR_SANDBOX_FILE');
        if (stat.size > largestFile) {
          return refusal(
            `Cannot load ${real}: ${stat.size} bytes are more than the ${largestFile} that a module may have.`,
            'ERR_SANDBOX_FILE',
          );
        }
        if (extname(real) === '.node') {
          return refusal(
            `Cannot load ${real}: native addons do not run in the sandbox. Use a package that is all JavaScript.`,
            'ERR_DLOPEN_FAILED',
          );
        }
        if (extname(real) === '.json')
          return { text: withoutBom(readFileSync(real, 'utf8')), format: 'json' };
        if (isModule(real)) {
          return refusal(
            `require() of ES module ${real} is not supported. Use a version of the package that has CommonJS.`,
            'ERR_REQUIRE_ESM',
          );
        }
        const text = withoutHashbang(withoutBom(readFileSync(real, 'utf8')));
        return { text: plainJavaScript(real, text), format: 'commonjs' };
      } catch (error) {
        return tellError(error);
      }
    },

    /** The stack of the SyntaxError that Node finds in the file; '' where it finds none. Nothing is run. */
    explainSyntax(file: string): string {
      const read = this.read(file);
      if ('error' in read) return '';
      try {
        new Script(`(function (exports, require, module, __filename, __dirname) { ${read.text}\n})`, {
          filename: file,
        });
        return '';
      } catch (error) {
        const { stack = '', message } = error as Error;
        const line = /:(\d+)$/m.exec(stack.split('\n')[0] ?? '')?.[1] ?? '1';
        return `SyntaxError: ${message}\n    at ${file}:${line}:1`;
      }
    },
  };
}
export type ModuleLoader = ReturnType<typeof createModuleLoader>;

/** The `type` of the package that a folder belongs to; undefined where there is none. */
function packageType(folder: string): unknown {
  const manifest = join(folder, 'package.json');
  if (existsSync(manifest)) return (JSON.parse(readFileSync(manifest, 'utf8')) as { type?: unknown }).type;
  return folder === dirname(folder) ? undefined : packageType(dirname(folder));
}

const withoutBom = (text: string): string => (text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
/** A `#!` line is no JavaScript once something stands in front of it; its line stays. */
const withoutHashbang = (text: string): string => (text.startsWith('#!') ? `//${text.slice(2)}` : text);
