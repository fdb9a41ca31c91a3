import events from '@jspm/core/nodelibs/events';
import { refuse } from './errors.ts';
import { lazy } from './lazy.ts';
import { process } from './process.ts';

/**
 * The core modules that a hook can require, by name without `node:`. Those in `refusedModules` load, since packages
 * require them in passing, and refuse any use.
 */
const modules = new Map<string, () => unknown>(
  Object.entries({
    assert: lazy(() => require('@jspm/core/nodelibs/assert').default),
    buffer: lazy(() => require('@jspm/core/nodelibs/buffer').default),
    constants: lazy(() => require('@jspm/core/nodelibs/constants').default),
    events: () => events,
    os: lazy(() => operatingSystem),
    path: lazy(() => require('@jspm/core/nodelibs/path').default),
    'path/posix': lazy(() => require('@jspm/core/nodelibs/path').default.posix),
    process: () => process,
    punycode: lazy(() => require('@jspm/core/nodelibs/punycode').default),
    querystring: lazy(() => require('@jspm/core/nodelibs/querystring').default),
    stream: lazy(() => require('@jspm/core/nodelibs/stream').default),
    'stream/promises': lazy(() => require('@jspm/core/nodelibs/stream/promises').default),
    string_decoder: lazy(() => require('@jspm/core/nodelibs/string_decoder').default),
    tty: lazy(() => ({ isatty: () => false })),
    url: lazy(() => require('./urlModule.ts').urlModule),
    util: lazy(() => require('./utilModule.ts').utilModule),
    'util/types': lazy(() => require('./utilModule.ts').utilModule.types),
  }),
);

/** A machine that tells nothing of the one that it runs on. */
const operatingSystem = {
  EOL: '\n',
  arch: () => 'x64',
  platform: () => 'linux',
  type: () => 'Linux',
  release: () => '',
  hostname: () => 'localhost',
  homedir: () => '/',
  tmpdir: () => '/tmp',
  endianness: () => 'LE',
  cpus: () => [],
  totalmem: () => 0,
  freemem: () => 0,
  loadavg: () => [0, 0, 0],
  uptime: () => 0,
  networkInterfaces: () => ({}),
};

const refusedModules = [
  ...[
    'async_hooks',
    'child_process',
    'cluster',
    'crypto',
    'dgram',
    'diagnostics_channel',
    'dns',
    'domain',
    'fs',
  ],
  ...[
    'fs/promises',
    'http2',
    'inspector',
    'module',
    'net',
    'perf_hooks',
    'readline',
    'repl',
    'stream/web',
    'sys',
  ],
  ...['tls', 'trace_events', 'v8', 'vm', 'wasi', 'worker_threads', 'zlib'],
];

for (const name of refusedModules) {
  const module = refusingModule(name);
  modules.set(name, () => module);
}

/** An object on which any member may be read, called, constructed or extended up to the point where it would act. */
function refusingModule(moduleName: string): object {
  const members = new Map<string, unknown>();
  return new Proxy(Object.create(null), {
    get(_target, key) {
      // What tells modules and promises apart is asked of every module, and is no use of it.
      if (typeof key === 'symbol' || key === '__esModule' || key === 'then' || key === 'default')
        return undefined;
      const name = `${moduleName}.${key}`;
      if (!members.has(key)) {
        members.set(key, function refused() {
          throw refuse(name);
        });
      }
      return members.get(key);
    },
  });
}

/** Adds what needs the bridge: http, https, timers, console. */
export function addCoreModule(name: string, exports: () => unknown): void {
  modules.set(name, exports);
}

/** A function that gives the module, for a name with or without `node:`; null for what is no core module. */
export function coreModule(specifier: unknown): (() => unknown) | null {
  if (typeof specifier !== 'string') return null;
  const name = specifier.replace(/^node:/, '');
  return modules.get(name) ?? null;
}
