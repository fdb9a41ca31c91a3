import events, { EventEmitter } from '@jspm/core/nodelibs/events';
import type { Bridge } from './bridge.ts';
import { refuse } from './errors.ts';
import { lazy } from './lazy.ts';
import { nextTick } from './ticks.ts';

/** Auth0 runs hooks on Node 22 (since January 2025); packages ask for the version to choose what they use. */
const version = '22.12.0';

const unavailable = (name: string) => () => {
  throw refuse(`process.${name}`);
};

/** The hook's `process`: an empty environment, no way to the host. Polyfill packages get this very object too. */
export const process = Object.assign(Object.create(EventEmitter.prototype) as EventEmitter, {
  title: 'node',
  version: `v${version}`,
  versions: { node: version, v8: '12.4.254.21-node.21', modules: '127' },
  release: { name: 'node', lts: 'Jod' },
  arch: 'x64',
  platform: 'linux',
  pid: 1,
  ppid: 0,
  env: {} as Record<string, string>,
  argv: ['/usr/local/bin/node'],
  execArgv: [] as string[],
  execPath: '/usr/local/bin/node',
  exitCode: undefined as number | undefined,
  features: { inspector: false, tls: true },
  config: { variables: {}, target_defaults: {} },
  nextTick,
  umask: () => 0o022,
  getuid: () => 1000,
  getgid: () => 1000,
  binding: unavailable('binding'),
  dlopen: unavailable('dlopen'),
  chdir: unavailable('chdir'),
  kill: unavailable('kill'),
  abort: unavailable('abort'),
});

// The constructor's work, which Object.create leaves out.
const { init } = events as unknown as { init: (this: EventEmitter) => void };
init.call(process);

/** Gives `process` what needs the host. `log` writes a line of the log. */
export function connectProcess(
  bridge: Bridge,
  log: (level: 'log' | 'error' | 'warn', text: string) => void,
): void {
  const startedAt = bridge.now();
  const nanoseconds = (): bigint => BigInt(Math.round(bridge.now() * 1e6));
  const hrtime = (previous?: [number, number]): [number, number] => {
    const since = previous ? BigInt(previous[0]) * 1_000_000_000n + BigInt(previous[1]) : 0n;
    const passed = nanoseconds() - since;
    return [Number(passed / 1_000_000_000n), Number(passed % 1_000_000_000n)];
  };
  Object.assign(process, {
    hrtime: Object.assign(hrtime, { bigint: nanoseconds }),
    uptime: () => (bridge.now() - startedAt) / 1000,
    memoryUsage: Object.assign(() => ({ rss: 0, heapTotal: 0, heapUsed: 0, external: 0, arrayBuffers: 0 }), {
      rss: () => 0,
    }),
    cpuUsage: () => ({ user: Math.round((bridge.now() - startedAt) * 1000), system: 0 }),
    emitWarning: (warning: unknown, typeOrOptions?: unknown) => {
      const type = typeof typeOrOptions === 'string' ? typeOrOptions : 'Warning';
      log(
        'warn',
        warning instanceof Error ? `${warning.name}: ${warning.message}` : `${type}: ${String(warning)}`,
      );
    },
    exit: (code?: number) => bridge.exit(Number(code ?? process.exitCode ?? 0)),
    stdin: { isTTY: false },
  });
  for (const [name, level] of [
    ['stdout', 'log'],
    ['stderr', 'error'],
  ] as const) {
    const get = lazy(() => require('./stdout.ts').createOutput((text) => log(level, text)));
    Object.defineProperty(process, name, { get, enumerable: true, configurable: true });
  }
}

/** The hook's file is the program that runs: process.argv and process.cwd() tell it. */
export function startProcess(file: string, folder: string): void {
  process.argv.push(file);
  Object.assign(process, { cwd: () => folder });
}
