import { type CoreModuleRow, coreModuleTable } from './coreModuleTable.ts';
import { lazy } from './lazy.ts';
import { process } from './process.ts';
import { refusingModule } from './refusedModules.ts';
import { timersModule } from './timers.ts';

/** How each module of the table is made; those of the tier `refused` need no line. */
const makers: Record<string, () => unknown> = {
  assert: () => require('node-module:assert').default,
  'assert/strict': () => require('node-module:assert').default.strict,
  async_hooks: () => require('node-lib:async_hooks'),
  buffer: () => require('node-module:buffer').default,
  constants: () => require('./constantsModule.ts').constantsModule,
  diagnostics_channel: () => require('node-lib:diagnostics_channel'),
  events: () => require('node-module:events').default,
  fs: () => require('./fileSystem.ts').fileSystem(),
  'fs/promises': () => require('./fileSystem.ts').fileSystem().promises,
  os: () => require('./operatingSystem.ts').operatingSystem,
  path: () => require('node-module:path').default,
  'path/posix': () => require('node-module:path').default.posix,
  'path/win32': () => require('node-module:path').default.win32,
  perf_hooks: () => require('./performanceEntries.ts').createPerfHooks(),
  process: () => process,
  punycode: () => require('node-module:punycode').default,
  querystring: () => require('node-module:querystring').default,
  stream: () => require('node-module:stream').default,
  'stream/consumers': () => require('node-lib:stream/consumers'),
  'stream/promises': () => require('node-module:stream/promises').default,
  'stream/web': () => require('node-lib:stream/web'),
  string_decoder: () => require('node-module:string_decoder').default,
  sys: () => require('node-module:util').default,
  timers: () => timersModule,
  'timers/promises': () => require('node-lib:timers/promises'),
  tty: () => require('./ttyModule.ts').ttyModule,
  url: () => require('node-module:url').default,
  util: () => require('node-module:util').default,
  'util/types': () => require('node-module:util').default.types,
};

const modules = new Map<string, () => unknown>();
for (const { name, tier } of coreModuleTable) {
  if (tier === 'refused')
    modules.set(
      name,
      lazy(() => refusingModule(name)),
    );
  else if (makers[name]) modules.set(name, lazy(makers[name]));
}

/** Adds what needs the bridge: http, https, console, and others of the table. */
export function addCoreModule(name: string, exports: () => unknown): void {
  modules.set(name, exports);
}

/** The rows of the table for which there is no module: there must be none. */
export const missingModules = (): CoreModuleRow[] => coreModuleTable.filter(({ name }) => !modules.has(name));

/** Modules that Node gives only by the name with `node:`. */
const schemeOnly = new Set(coreModuleTable.filter((row) => row.schemeOnly).map(({ name }) => name));

/** A function that gives the module, for a name with or without `node:`; null for what is no core module. */
export function coreModule(specifier: unknown): (() => unknown) | null {
  if (typeof specifier !== 'string') return null;
  const name = specifier.replace(/^node:/, '');
  if (name === specifier && schemeOnly.has(name)) return null;
  return modules.get(name) ?? null;
}

/** What `module.builtinModules` lists. */
export const coreModuleNames = (): string[] => [...modules.keys()].filter((name) => !schemeOnly.has(name));
