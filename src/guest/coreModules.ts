import { type CoreModuleRow, coreModuleTable } from './coreModuleTable.ts';
import { lazy } from './lazy.ts';
import { process } from './process.ts';
import { refusingModule } from './refusedModules.ts';
import { timersModule } from './timers.ts';

/** How each module of the table is made; those of the tier `refused` need no line. */
const makers: Record<string, () => unknown> = {
  assert: () => require('@jspm/core/nodelibs/assert').default,
  'assert/strict': () => require('@jspm/core/nodelibs/assert').default.strict,
  async_hooks: () => require('node-lib:async_hooks'),
  buffer: () => require('@jspm/core/nodelibs/buffer').default,
  constants: () => require('./constantsModule.ts').constantsModule,
  diagnostics_channel: () => require('node-lib:diagnostics_channel'),
  events: () => require('@jspm/core/nodelibs/events').default,
  fs: () => require('./fileSystem.ts').fileSystem(),
  'fs/promises': () => require('./fileSystem.ts').fileSystem().promises,
  os: () => require('./operatingSystem.ts').operatingSystem,
  path: () => require('@jspm/core/nodelibs/path').default,
  'path/posix': () => require('@jspm/core/nodelibs/path').default.posix,
  'path/win32': () => require('@jspm/core/nodelibs/path').default.win32,
  perf_hooks: () => require('./performanceEntries.ts').createPerfHooks(),
  process: () => process,
  punycode: () => require('@jspm/core/nodelibs/punycode').default,
  querystring: () => require('@jspm/core/nodelibs/querystring').default,
  stream: () => require('@jspm/core/nodelibs/stream').default,
  'stream/consumers': () => require('node-lib:stream/consumers'),
  'stream/promises': () => require('@jspm/core/nodelibs/stream/promises').default,
  'stream/web': () => require('node-lib:stream/web'),
  string_decoder: () => require('@jspm/core/nodelibs/string_decoder').default,
  sys: () => require('@jspm/core/nodelibs/util').default,
  timers: () => timersModule,
  'timers/promises': () => require('node-lib:timers/promises'),
  tty: () => require('./ttyModule.ts').ttyModule,
  url: () => require('@jspm/core/nodelibs/url').default,
  util: () => require('@jspm/core/nodelibs/util').default,
  'util/types': () => require('@jspm/core/nodelibs/util').default.types,
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
