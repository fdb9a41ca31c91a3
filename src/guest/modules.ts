import type {
  Bridge,
  GuestMessage,
  PreparedModule,
  ReadModule,
  ResolvedModule,
  ScriptFormat,
} from './bridge.ts';
import { coreModule, coreModuleNames } from './coreModules.ts';
import { captureStack, nodeError, rebuildError, refuse } from './errors.ts';
import { liveNamespace, namespaceInProgress, namespaceOfCommonJs } from './moduleNamespace.ts';
import { folderOf, packageFolders, pathOfUrl, urlOf } from './modulePaths.ts';
import type { StackFormat } from './stackFormat.ts';

type Exports = unknown;
type Import = (specifier: unknown) => unknown;
/**
 * What a file's text becomes: a function of the five names that CommonJS gives it, and more. For CommonJS the sixth is
 * what `import()` calls. In what was converted the second is what `import` became, and the rest are `require`,
 * `import.meta`, and what makes a namespace of what was imported.
 */
export type ModuleFunction = (
  exports: Exports,
  require: Require | Import,
  module: Module,
  filename: string,
  dirname: string,
  ...more: unknown[]
) => unknown;

interface ResolveOptions {
  paths?: string[];
}
export interface Require {
  (specifier: unknown): Exports;
  resolve: {
    (specifier: unknown, options?: ResolveOptions): string;
    paths(specifier: unknown): string[] | null;
  };
  main: Module | undefined;
  cache: Record<string, Module>;
  extensions: Record<string, (module: Module, filename: string) => void>;
}

export interface Module {
  id: string;
  path: string;
  exports: Exports;
  filename: string | null;
  loaded: boolean;
  children: Module[];
  paths: string[];
  parent: Module | null | undefined;
  require(specifier: unknown): Exports;
  load(filename: string): void;
  _compile(content: string, filename: string): unknown;
}

const parameters = 'exports, require, module, __filename, __dirname';
const { parse, stringify } = JSON;
const encode = encodeURI;
const received = (value: unknown): string => (value === null ? 'null' : typeof value);
// Captured: the hook may overwrite globals, and this must stay an indirect eval, which sees no local name.
// biome-ignore lint/security/noGlobalEval: modules are compiled inside the isolate, which has nothing else for it
const evaluate = globalThis.eval;

type Prepared = { format: 'json'; text: string } | { format: ScriptFormat; code: ModuleFunction };
/** CommonJS, as Node does it: files are found and read by the host, compiled and cached in here. */
export function createModules(bridge: Bridge, stacks: StackFormat, send: (message: GuestMessage) => void) {
  // No prototype, as in Node: a file may be named like a member of Object.prototype.
  const cache: Record<string, Module> = Object.create(null);
  const prepared = new Map<string, Prepared>();
  const resolved = new Map<string, string>();
  const parents = new WeakMap<Module, Module | null>();
  const formats = new WeakMap<Module, ScriptFormat | 'json'>();
  const namespaces = new WeakMap<object, object>();
  const warned = new Set<string>();
  let main: Module | undefined;

  class LoadedModule implements Module {
    id: string;
    path: string;
    exports: Exports = {};
    filename: string | null = null;
    loaded = false;
    children: Module[] = [];
    paths: string[] = [];

    constructor(id = '', parent?: Module | null) {
      this.id = id;
      this.path = folderOf(id);
      if (parent !== undefined) parents.set(this, parent);
      if (parent && !parent.children.includes(this)) parent.children.push(this);
    }
    get parent(): Module | null | undefined {
      return parents.get(this);
    }
    set parent(parent) {
      if (parent !== undefined) parents.set(this, parent);
    }
    require(specifier: unknown): Exports {
      if (typeof specifier !== 'string') {
        throw nodeError(
          'ERR_INVALID_ARG_TYPE',
          `The "id" argument must be of type string. Received ${received(specifier)}`,
          TypeError,
        );
      }
      if (specifier === '') {
        throw nodeError(
          'ERR_INVALID_ARG_VALUE',
          "The argument 'id' must be a non-empty string. Received ''",
          TypeError,
        );
      }
      return LoadedModule._load(specifier, this, false);
    }
    load(filename: string): void {
      this.filename ??= filename;
      this.paths = packageFolders(folderOf(filename));
      const extension = /[^\\/.][^\\/]*?(\.[^\\/]*)$/.exec(filename)?.[1] ?? '.js';
      const handler = extensions[extension] ?? extensions[/\.[^.]*$/.exec(extension)?.[0] ?? '.js'];
      (handler ?? loadFile)(this, filename);
      this.loaded = true;
    }
    _compile(content: string, filename: string): unknown {
      stacks.add(filename, 'first-line');
      const code = compile(filename, `(function (${parameters}) { ${content}\n})`);
      return code.call(this.exports, this.exports, requireOf(this), this, filename, folderOf(filename));
    }

    static readonly Module = LoadedModule;
    static readonly _cache = cache;
    static readonly _pathCache: object = Object.create(null);
    static readonly globalPaths: string[] = [];
    static _nodeModulePaths = packageFolders;
    static _load(request: string, parent: Module | null | undefined, isMain: boolean): Exports {
      const core = coreModule(request);
      if (core) {
        const replaced = request.startsWith('node:') ? undefined : cache[request];
        return replaced ? replaced.exports : core();
      }
      const file = LoadedModule._resolveFilename(request, parent, isMain);
      const known = cache[file];
      if (known) {
        if (parent && !parent.children.includes(known)) parent.children.push(known);
        return known.exports;
      }
      const module = new LoadedModule(file, parent);
      cache[file] = module;
      try {
        module.load(file);
      } catch (error) {
        delete cache[file];
        const at = parent?.children.indexOf(module) ?? -1;
        if (at !== -1) parent?.children.splice(at, 1);
        throw error;
      }
      return module.exports;
    }
    static _resolveFilename(
      request: string,
      parent: Module | null | undefined,
      _isMain?: boolean,
      options?: ResolveOptions,
    ): string {
      return coreModule(request) ? request : find(parent, request, 'require', options?.paths);
    }
    static _extensions: Require['extensions'] = Object.assign(Object.create(null), {
      '.js': (module: Module, filename: string) => loadFile(module, filename),
      '.json': (module: Module, filename: string) => loadFile(module, filename),
      '.node': (module: Module, filename: string) => loadFile(module, filename),
    });
    static createRequire(filename: unknown): Require {
      const text = String(filename);
      const file = text.startsWith('file:') ? pathOfUrl(text) : text;
      if (!/^(?:[\\/]|[A-Za-z]:[\\/])/.test(file)) {
        throw nodeError(
          'ERR_INVALID_ARG_VALUE',
          `The argument 'filename' must be a file URL object, file URL string, or absolute path string. Received '${text}'`,
          TypeError,
        );
      }
      const module = new LoadedModule(file);
      module.filename = file;
      module.paths = packageFolders(folderOf(file));
      return requireOf(module);
    }
    static isBuiltin = (name: unknown): boolean => coreModule(name) !== null;
    static wrap = (script: string): string => `(function (${parameters}) { ${script}\n});`;
    static syncBuiltinESMExports = (): void => undefined;
    static findSourceMap = (): undefined => undefined;
  }
  // As Node has it; console then shows a module without a class.
  Object.defineProperty(LoadedModule.prototype, 'constructor', { get: () => LoadedModule });
  Object.defineProperty(LoadedModule, 'name', { value: 'Module' });
  for (const name of ['register', 'registerHooks', 'enableCompileCache', 'findPackageJSON', 'runMain']) {
    Object.defineProperty(LoadedModule, name, {
      value: () => {
        throw refuse(`module.${name}`);
      },
    });
  }
  Object.defineProperty(LoadedModule, 'builtinModules', { get: coreModuleNames, enumerable: true });
  const extensions = LoadedModule._extensions;

  /** The files that led to a module, as Node's errors list them. */
  const requireStack = (from: Module | null | undefined): string[] => {
    const files: string[] = [];
    for (let at = from; at; at = parents.get(at)) files.push(at.filename ?? at.id);
    return files;
  };

  const find = (
    from: Module | null | undefined,
    specifier: string,
    kind: 'require' | 'import',
    paths?: string[],
  ): string => {
    const file = from?.filename ?? main?.filename ?? '';
    const key = `${kind}\n${folderOf(file)}\n${specifier}`;
    const known = paths ? undefined : resolved.get(key);
    if (known !== undefined) return known;
    const found = parse(bridge.resolveModule(file, specifier, stringify({ kind, paths }))) as ResolvedModule;
    const { warning } = found;
    if (warning && !warned.has(warning.message)) {
      warned.add(warning.message);
      send({ kind: 'warning', code: warning.code, message: warning.message, stack: captureStack() });
    }
    if ('file' in found) {
      if (!paths) resolved.set(key, found.file);
      return found.file;
    }
    const { error } = found;
    if (error.properties.code === 'MODULE_NOT_FOUND' && error.message.startsWith('Cannot find module')) {
      const stack = requireStack(from);
      const [first = ''] = error.message.split('\n');
      const message = stack.length > 0 ? `${first}\nRequire stack:\n- ${stack.join('\n- ')}` : first;
      throw Object.assign(rebuildError({ ...error, message }), { requireStack: stack });
    }
    throw rebuildError(error);
  };

  const compile = (file: string, code: string): ModuleFunction => {
    try {
      // The header shares the first line, so that lines are the file's own; sourceURL gives the file its name.
      return evaluate(`${code}\n//# sourceURL=${encode(file)}`) as ModuleFunction;
    } catch (error) {
      const explained = bridge.explainSyntax(file);
      if (explained !== '' && error instanceof SyntaxError) error.stack = explained;
      throw error;
    }
  };

  const read = (file: string): Prepared => {
    const ready = prepared.get(file);
    if (ready) return ready;
    const found = parse(bridge.readModule(file)) as ReadModule;
    if ('error' in found) throw rebuildError(found.error);
    if (found.format === 'json') return found;
    stacks.add(file, found.format === 'commonjs' ? 'first-line' : 'everywhere');
    return { format: found.format, code: compile(file, found.code) };
  };

  const loadFile = (module: Module, file: string): void => {
    const source = read(file);
    formats.set(module, source.format);
    if (source.format === 'json') module.exports = parseJson(file, source.text);
    else execute(module, source.format, source.code);
  };

  const requireOf = (module: Module): Require => {
    const require = (specifier: unknown): Exports => module.require(specifier);
    const resolve = (specifier: unknown, options?: ResolveOptions): string => {
      if (typeof specifier !== 'string') {
        throw nodeError(
          'ERR_INVALID_ARG_TYPE',
          `The "request" argument must be of type string. Received ${received(specifier)}`,
          TypeError,
        );
      }
      return LoadedModule._resolveFilename(specifier, module, false, options);
    };
    const paths = (specifier: unknown): string[] | null => {
      if (coreModule(specifier)) return null;
      return /^\.{1,2}(?:[\\/]|$)/.test(String(specifier))
        ? [folderOf(module.filename ?? module.id)]
        : packageFolders(folderOf(module.filename ?? module.id));
    };
    return Object.assign(require, { resolve: Object.assign(resolve, { paths }), main, extensions, cache });
  };

  /** What `import` gives of a file that was found. */
  const namespaceOf = (module: Module): object => {
    const { exports } = module;
    // The live object of the converted module: faster than its namespace, with the same members.
    const own = exportsOfModules.get(module);
    if (own) return own;
    if (formats.get(module) === 'module') return Object(exports);
    if (!module.loaded) return namespaceInProgress(() => module.exports);
    const known = namespaces.get(module);
    if (known) return known;
    const made = namespaceOfCommonJs(exports);
    namespaces.set(module, made);
    return made;
  };
  /** What esbuild made of the exports of an ES module that has run: getters, by name. */
  const exportsOfModules = new WeakMap<Module, object>();
  /** The namespace of what `import` gave, for `import * as` and `import()`. */
  const shown = (imported: unknown): unknown =>
    typeof imported === 'object' && imported !== null ? (namespaces.get(imported) ?? imported) : imported;

  const importFrom = (module: Module, specifier: unknown): object => {
    const name = String(specifier).startsWith('file:') ? pathOfUrl(String(specifier)) : String(specifier);
    const core = coreModule(name);
    if (core) return namespaceInProgress(core);
    const file = find(module, name, 'import');
    const known = cache[file];
    if (known) return namespaceOf(known);
    LoadedModule._load(file, module, false);
    const loaded = cache[file];
    return loaded ? namespaceOf(loaded) : {};
  };
  /** What TypeScript's own compiler makes of an import: a require, and a default where the module has none. */
  const importLoosely = (module: Module, specifier: unknown): unknown => {
    try {
      return module.require(specifier);
    } catch (error) {
      const { code } = error as { code?: unknown };
      if (code !== 'ERR_PACKAGE_PATH_NOT_EXPORTED') throw error;
      return importFrom(module, specifier);
    }
  };
  const loose = (imported: unknown): unknown => {
    return '__esModule' in Object(imported) ? imported : namespaceInProgress(() => imported);
  };
  const dynamicImport =
    (module: Module) =>
    async (specifier: unknown): Promise<unknown> => {
      // As in Node, what is imported is loaded when the code that asked for it is done.
      await undefined;
      return shown(importFrom(module, specifier));
    };

  /** What require() gives of an ES module that has run, as Node 22 has it. */
  const finishModule = (module: Module, initial: unknown): void => {
    const exports = Object(module.exports) as object;
    if (
      typeof module.exports === 'function' ||
      (exports !== initial && !Object.hasOwn(exports, '__esModule'))
    ) {
      // It imports, but exports as CommonJS does; Node has no such thing, but transpilers do.
      formats.set(module, 'commonjs');
      return;
    }
    exportsOfModules.set(module, exports);
    const names = Object.keys(exports);
    const get = (name: string): unknown => Reflect.get(exports, name);
    // `__esModule` is esbuild's mark, unless the module exports it.
    const namespace = liveNamespace(names, (name) => (names.includes(name) ? get(name) : undefined));
    namespaces.set(exports, namespace);
    if (names.includes('module.exports')) module.exports = get('module.exports');
    else if (!names.includes('default') || names.includes('__esModule')) module.exports = namespace;
    else
      module.exports = liveNamespace([...names, '__esModule'], (name) =>
        name === '__esModule' ? true : names.includes(name) ? get(name) : undefined,
      );
  };

  const execute = (module: Module, format: ScriptFormat, code: ModuleFunction): unknown => {
    const file = module.filename ?? module.id;
    const folder = folderOf(file);
    const require = requireOf(module);
    if (format === 'commonjs') {
      // Code can count its arguments: there is a sixth only where the text has import().
      if (code.length <= 5) return code.call(module.exports, module.exports, require, module, file, folder);
      return code.call(module.exports, module.exports, require, module, file, folder, dynamicImport(module));
    }
    const meta = Object.assign(Object.create(null), {
      dirname: folder,
      filename: file,
      url: urlOf(file),
      resolve: (specifier: unknown) => {
        const name = String(specifier);
        if (coreModule(name)) return name.startsWith('node:') ? name : `node:${name}`;
        return urlOf(find(module, name, 'import'));
      },
    });
    if (format === 'interop') {
      const imported: Import = (specifier) => importLoosely(module, specifier);
      return code.call(module.exports, module.exports, imported, module, file, folder, require, meta, loose);
    }
    const imported: Import = (specifier) => importFrom(module, specifier);
    const initial = module.exports;
    const returned = code.call(
      undefined,
      module.exports,
      imported,
      module,
      file,
      folder,
      require,
      meta,
      shown,
    );
    finishModule(module, initial);
    return returned;
  };

  return {
    /** The module named `module`. */
    Module: LoadedModule,

    /** Takes what the host has compiled ahead of the run; `functions` are those of the modules that are not JSON. */
    prepare(modules: PreparedModule[], functions: ModuleFunction[]): void {
      let at = 0;
      for (const module of modules) {
        if (module.format === 'json') {
          prepared.set(module.file, module);
          continue;
        }
        const code = functions[at];
        at += 1;
        if (!code) continue;
        prepared.set(module.file, { format: module.format, code });
        if (module.format !== 'commonjs') stacks.add(module.file, 'everywhere');
      }
    },

    /**
     * Runs the hook's file, which the host has compiled, and gives what the platform takes for the hook: what the file
     * returns, or else what it exports. Throws what the file throws.
     */
    loadMain(file: string, format: ScriptFormat, code: ModuleFunction): unknown {
      if (format !== 'commonjs') stacks.add(file, 'everywhere');
      const module = new LoadedModule(file, null);
      main = module;
      module.id = '.';
      module.filename = file;
      module.paths = packageFolders(module.path);
      formats.set(module, format);
      cache[file] = module;
      const returned = execute(module, format, code);
      module.loaded = true;
      return returned || defaultOf(module.exports, format);
    },
  };
}

/** The platform knows no ES modules; in one, the hook is the default export. */
function defaultOf(exports: Exports, format: ScriptFormat): unknown {
  if (format === 'commonjs' || typeof exports !== 'object' || exports === null) return exports;
  return 'default' in exports ? exports.default : exports;
}

function parseJson(file: string, text: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof Error) error.message = `${file}: ${error.message}`;
    throw error;
  }
}
