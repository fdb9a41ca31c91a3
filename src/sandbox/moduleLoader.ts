import { readFileSync, realpathSync, statSync } from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
import { basename, dirname, extname, isAbsolute, join, relative, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Script } from 'node:vm';
import { moduleResolve } from 'import-meta-resolve';
import type { BridgeError, ReadModule, ResolvedModule } from '../guest/bridge.ts';
import { openCacheFolder } from './cacheFolder.ts';
import { type ModuleFormat, type ModuleScript, wrapHook, wrapModule } from './hookSource.ts';
import { type ModuleWarning, missingWarning, readVersionedName, versionWarning } from './installedPackage.ts';
import { createModuleFormat } from './moduleFormat.ts';
import { createSourceConversion, hasModuleSyntax, isTypeScript } from './sourceConversion.ts';
import { createSourcePlaces } from './sourcePlaces.ts';

/** A file larger than this, in bytes, is no source that a person meant to load. */
const largestFile = 32 * 1024 * 1024;
/** What the platform's Node 22 takes for `import`. */
const importConditions = new Set(['node', 'import', 'module-sync', 'node-addons']);

const refusal = (message: string, code: string): { error: BridgeError } => ({
  error: { name: 'Error', message, properties: { code } },
});

const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined;

const tellError = (error: unknown): { error: BridgeError } => {
  if (!(error instanceof Error)) return { error: { name: 'Error', message: String(error), properties: {} } };
  const { name, message, stack } = error;
  const code = codeOf(error);
  const properties = {
    ...(typeof code === 'string' ? { code } : {}),
    // The place of a SyntaxError is in the file; any other stack is of the host.
    ...(error instanceof SyntaxError && stack !== undefined ? { stack } : {}),
  };
  return { error: { name, message, properties } };
};

/** The node_modules folders that Node searches for a file, from its own folder up to the root. */
function packageFolders(file: string): string[] {
  const folders: string[] = [];
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    folders.push(join(folder, 'node_modules'));
    if (folder === dirname(folder)) return folders;
  }
}

const isInside = (folder: string, file: string): boolean => {
  const path = relative(folder, file);
  return path !== '' && path !== '..' && !path.startsWith(`..${sep}`) && !isAbsolute(path);
};
const isOfPackage = (file: string): boolean => /[\\/]node_modules[\\/]/.test(file);
const isMissing = (error: unknown): boolean =>
  ['MODULE_NOT_FOUND', 'ERR_MODULE_NOT_FOUND', 'ERR_UNSUPPORTED_DIR_IMPORT'].includes(String(codeOf(error)));

/** A file made ready to be compiled; `map` is its source map where it was converted. */
export type LoadedModule =
  | { format: 'json'; text: string }
  | { format: ModuleFormat; script: ModuleScript; map: string | null }
  | { error: BridgeError };

/** How a file is asked for. `paths` are those of require.resolve. */
export interface ResolveOptions {
  kind: 'require' | 'import';
  paths?: string[] | undefined;
}

/**
 * Finds and reads modules for the guest as Node's CommonJS does, inside `folders` and the package folders that Node
 * searches for the hook, and nowhere else. Every path is judged by where it really is, links followed. TypeScript and
 * ES modules come as CommonJS.
 */
export function createModuleLoader(hookFile: string, folders: string[], cache = openCacheFolder()) {
  const realPaths = new Map<string, string | null>();
  const requires = new Map<string, NodeJS.Require>();
  const formatOf = createModuleFormat();
  const places = createSourcePlaces();
  const convert = createSourceConversion(cache);
  /** The files whose text went to the guest, in the order in which it asked. */
  const read = new Set<string>();

  const realPathOf = (path: string): string | null => {
    const known = realPaths.get(path);
    if (known !== undefined) return known;
    let real: string | null = null;
    try {
      real = realpathSync.native(path);
    } catch {
      // There is none.
    }
    realPaths.set(path, real);
    return real;
  };
  const roots = [...folders, ...packageFolders(hookFile)].map(realPathOf).filter((root) => root !== null);
  const mayRead = (realFile: string): boolean => roots.some((root) => isInside(root, realFile));
  const outside = (file: string) =>
    refusal(
      `Cannot load ${file}: a hook reads files of its workspace folder and of installed packages only.`,
      'ERR_SANDBOX_FILE',
    );
  /** Whether something may be resolved from a file, which itself need not exist. */
  const mayResolveFrom = (file: string): boolean => {
    if (file === hookFile) return true;
    if (!isAbsolute(file)) return false;
    const folder = realPathOf(dirname(file));
    return mayRead(realPathOf(file) ?? (folder === null ? '' : join(folder, basename(file))));
  };

  const requireOf = (file: string): NodeJS.Require => {
    const known = requires.get(file);
    if (known) return known;
    const made = createRequire(file);
    requires.set(file, made);
    return made;
  };
  const find = (fromFile: string, specifier: string, { kind, paths }: ResolveOptions): string => {
    if (kind === 'require') return requireOf(fromFile).resolve(specifier, paths ? { paths } : undefined);
    const url = moduleResolve(specifier, pathToFileURL(fromFile), importConditions, false);
    return url.protocol === 'file:' ? fileURLToPath(url) : url.href;
  };
  /** What people's own files may leave out, as editors and bundlers let them: extensions, TypeScript's above all. */
  const findLoosely = (fromFile: string, specifier: string): string | null => {
    if (isOfPackage(fromFile) || !/^\.{0,2}\//.test(specifier)) return null;
    const typed = specifier.replace(/\.([cm]?)js$/, '.$1ts');
    const endings = ['', '.ts', '.cts', '.mts', '.mjs', '/index.ts'];
    for (const name of [typed, ...endings.map((ending) => specifier + ending)]) {
      try {
        return requireOf(fromFile).resolve(name);
      } catch {
        // The next one.
      }
    }
    return null;
  };

  const load = (file: string): LoadedModule => {
    const real = realPathOf(file);
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
      const text = withoutBom(readFileSync(real, 'utf8'));
      if (extname(real) === '.json') return { format: 'json', text };
      const format = formatOf(real, text);
      const converted = convert(real, withoutHashbang(text), format);
      return { format, script: wrapModule(converted.text, format), map: converted.map };
    } catch (error) {
      return tellError(error);
    }
  };

  return {
    /** Where a path really is, links followed; null for what is not there, or not for the hook to read. */
    readablePath(path: string): string | null {
      if (!isAbsolute(path)) return null;
      const real = realPathOf(path);
      return real !== null && (mayRead(real) || roots.includes(real)) ? real : null;
    },
    /** Where the places of compiled code are in the files that people wrote. */
    places,
    load,
    /** The files that were read for the guest so far. */
    filesRead: (): string[] => [...read],

    resolve(
      fromFile: string,
      specifier: string,
      options: ResolveOptions = { kind: 'require' },
    ): ResolvedModule {
      if (!mayResolveFrom(fromFile)) return outside(fromFile);
      if (specifier.startsWith('node:') && !isBuiltin(specifier)) {
        return refusal(`No such built-in module: ${specifier}`, 'ERR_UNKNOWN_BUILTIN_MODULE');
      }
      let file: string | null;
      let warning: ModuleWarning | null = null;
      try {
        file = find(fromFile, specifier, options);
      } catch (error) {
        if (!isMissing(error)) return tellError(error);
        file = findLoosely(fromFile, specifier);
        const versioned = file === null ? readVersionedName(specifier) : null;
        if (versioned) {
          try {
            file = find(fromFile, versioned.name + versioned.subpath, options);
            warning = versionWarning(versioned, fromFile);
          } catch {
            // The error that names what was asked for tells more.
          }
        }
        if (file === null) {
          const hint = isOfPackage(fromFile) ? null : missingWarning(specifier, fromFile);
          return { ...tellError(error), ...(hint ? { warning: hint } : {}) };
        }
      }
      if (!isAbsolute(file)) {
        return refusal(
          `${specifier} is not available in the sandbox that hooks run in. Remove the call, or use a package that does without it.`,
          'ERR_SANDBOX_UNAVAILABLE',
        );
      }
      const real = realPathOf(file);
      if (real === null || !mayRead(real)) return outside(file);
      return { file: real, ...(warning ? { warning } : {}) };
    },

    read(file: string): ReadModule {
      const loaded = load(file);
      if ('error' in loaded) return loaded;
      read.add(file);
      if (loaded.format === 'json') return loaded;
      const { format, script, map } = loaded;
      places.add(file, { map, shift: script.headerLength });
      return { format, code: script.code };
    },

    /** The stack of the SyntaxError that Node finds in the file; '' where it finds none. Nothing is run. */
    explainSyntax(file: string): string {
      const loaded = load(file);
      if ('error' in loaded || loaded.format === 'json') return '';
      const { code, headerLength } = loaded.script;
      try {
        new Script(code, { filename: file, columnOffset: -headerLength });
        return '';
      } catch (error) {
        if (!(error instanceof Error)) return '';
        const lines = (error.stack ?? '').split('\n');
        const line = Number(/:(\d+)$/.exec(lines[0] ?? '')?.[1] ?? 1);
        // V8 prints the line, and marks the place below it.
        const marked = (lines[2] ?? '').indexOf('^');
        const column = marked === -1 ? 1 : marked + 1 - (line === 1 ? headerLength : 0);
        const place = { file, line, column: Math.max(1, column) };
        const at = loaded.map === null ? place : places.original(place);
        return `SyntaxError: ${error.message}\n    at ${file}:${at.line}:${at.column}`;
      }
    },

    /** The hook's own text, made ready. Its syntax alone says what it is: Auth0 knows no package.json. Throws a SyntaxError. */
    loadHook(text: string): { format: ModuleFormat; script: ModuleScript } {
      const plain = withoutHashbang(withoutBom(text));
      const isModule = extname(hookFile) !== '.cts' && !['.ts', '.tsx'].includes(extname(hookFile));
      const typed = isTypeScript(hookFile) ? 'interop' : 'commonjs';
      const format = isModule && hasModuleSyntax(plain) ? 'module' : typed;
      // The platform, which puts its own lines in front, takes no `#!`: nor is it taken here, unless the file is built.
      const converted = convert(hookFile, format === 'commonjs' ? withoutBom(text) : plain, format);
      places.add(hookFile, { map: converted.map, shift: 0 });
      return { format, script: wrapHook(converted.text, format) };
    },
  };
}
export type ModuleLoader = ReturnType<typeof createModuleLoader>;

const withoutBom = (text: string): string => (text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
/** A `#!` line is no JavaScript once something stands in front of it; its line stays. */
const withoutHashbang = (text: string): string => (text.startsWith('#!') ? `//${text.slice(2)}` : text);
