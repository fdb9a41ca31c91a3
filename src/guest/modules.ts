import type { Bridge, ReadModule, ResolvedModule } from './bridge.ts';
import { coreModule } from './coreModules.ts';
import { nodeError, rebuildError } from './errors.ts';

type Exports = unknown;
/** What a file's text becomes: a function of the five names that CommonJS gives it. */
export type ModuleFunction = (
  exports: Exports,
  require: Require,
  module: Module,
  filename: string,
  dirname: string,
) => unknown;

interface Require {
  (specifier: string): Exports;
  resolve(specifier: string): string;
  main: Module | undefined;
  cache: Record<string, Module>;
  extensions: Record<string, unknown>;
}

export interface Module {
  id: string;
  filename: string;
  path: string;
  exports: Exports;
  loaded: boolean;
  parent: Module | null;
  children: Module[];
  paths: string[];
  require: (specifier: string) => Exports;
}

const parameters = 'exports, require, module, __filename, __dirname';
const folderOf = (file: string): string => file.replace(/[\\/][^\\/]*$/, '') || '/';
// Captured: the hook may overwrite globals, and this must stay an indirect eval, which sees no local name.
// biome-ignore lint/security/noGlobalEval: modules are compiled inside the isolate, which has nothing else for it
const evaluate = globalThis.eval;

/** CommonJS, as Node does it: files are found and read by the host, compiled and cached in here. */
export function createModules(bridge: Bridge) {
  // No prototype, as in Node: a file may be named like a member of Object.prototype.
  const cache: Record<string, Module> = Object.create(null);
  let main: Module | undefined;

  const resolve = (from: string, specifier: unknown): string => {
    if (typeof specifier !== 'string') {
      throw nodeError(
        'ERR_INVALID_ARG_TYPE',
        `The "id" argument must be of type string. Received ${specifier === null ? 'null' : typeof specifier}`,
        TypeError,
      );
    }
    const resolved = JSON.parse(bridge.resolveModule(from, specifier)) as ResolvedModule;
    if ('error' in resolved) throw rebuildError(resolved.error);
    return resolved.file;
  };

  const compile = (file: string, text: string): ModuleFunction => {
    try {
      // The header shares the first line, so that lines are the file's own; sourceURL gives the file its name.
      return evaluate(
        `(function (${parameters}) { ${text}\n})\n//# sourceURL=${encodeURI(file)}`,
      ) as ModuleFunction;
    } catch (error) {
      const explained = bridge.explainSyntax(file);
      if (explained !== '' && error instanceof SyntaxError) error.stack = explained;
      throw error;
    }
  };

  const createModule = (file: string, parent: Module | null): Module => {
    const module: Module = {
      id: parent === null ? '.' : file,
      filename: file,
      path: folderOf(file),
      exports: {},
      loaded: false,
      parent,
      children: [],
      paths: [],
      require: (specifier) => load(module, specifier),
    };
    parent?.children.push(module);
    return module;
  };

  const createRequire = (module: Module): Require => {
    const require = (specifier: string): Exports => module.require(specifier);
    return Object.assign(require, {
      resolve: (specifier: string) =>
        coreModule(specifier) ? specifier : resolve(module.filename, specifier),
      main,
      cache,
      extensions: { '.js': undefined, '.json': undefined },
    });
  };

  const load = (parent: Module, specifier: string): Exports => {
    const core = coreModule(specifier);
    if (core) return core();
    const file = resolve(parent.filename, specifier);
    const cached = cache[file];
    if (cached) return cached.exports;
    const read = JSON.parse(bridge.readModule(file)) as ReadModule;
    if ('error' in read) throw rebuildError(read.error);
    const module = createModule(file, parent);
    cache[file] = module;
    try {
      if (read.format === 'json') module.exports = parseJson(file, read.text);
      else run(module, compile(file, read.text));
    } catch (error) {
      delete cache[file];
      throw error;
    }
    module.loaded = true;
    return module.exports;
  };

  const run = (module: Module, code: ModuleFunction): unknown =>
    code.call(module.exports, module.exports, createRequire(module), module, module.filename, module.path);

  return {
    /**
     * Runs the hook's file, which the host has compiled, and gives what the platform takes for the hook: what the file
     * returns, or else what it exports. Throws what the file throws.
     */
    loadMain(file: string, code: ModuleFunction): unknown {
      main = createModule(file, null);
      cache[file] = main;
      const returned = run(main, code);
      main.loaded = true;
      return returned || main.exports;
    },
  };
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof Error) error.message = `${file}: ${error.message}`;
    throw error;
  }
}
