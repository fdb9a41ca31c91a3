import events, { type EventEmitter } from 'node-module:events';
import type { Bridge } from './bridge.ts';
import { nodeError, refuse } from './errors.ts';
import { lazy } from './lazy.ts';
import { process as bare, processPrototype } from './processObject.ts';
import { runGuarded } from './ticks.ts';

type Log = (level: 'log' | 'error' | 'warn', text: string) => void;

const unavailable = (name: string) => () => {
  throw refuse(`process.${name}`);
};
type Warn = (...args: unknown[]) => void;
interface Warnings {
  emitWarning: Warn;
  onWarning: Warn;
}
const warnings = lazy(() => require('node-lib:internal/process/warning') as unknown as Warnings);

Object.setPrototypeOf(processPrototype, events.prototype);

/** The hook's `process`: an empty environment, no way to the host. Polyfill packages get this very object too. */
export const process = Object.assign(bare as typeof bare & EventEmitter, {
  umask: () => 0o022,
  getuid: () => 1000,
  geteuid: () => 1000,
  getgid: () => 1000,
  getegid: () => 1000,
  getgroups: () => [1000],
  cwd: () => '/',
  emitWarning: (...args: unknown[]) => {
    if (process.listenerCount('warning') === 0) process.on('warning', warnings().onWarning);
    warnings().emitWarning(...args);
  },
  getActiveResourcesInfo: () => [],
  _getActiveHandles: () => [],
  _getActiveRequests: () => [],
  setSourceMapsEnabled: () => undefined,
  constrainedMemory: () => 0,
  hasUncaughtExceptionCaptureCallback: () => capture !== null,
  setUncaughtExceptionCaptureCallback: (callback: ((error: unknown) => void) | null) => {
    capture = callback;
  },
  ref: () => undefined,
  unref: () => undefined,
  report: Object.fromEntries(
    ['writeReport', 'getReport'].map((name) => [name, unavailable(`report.${name}`)]),
  ),
  finalization: {
    register: () => undefined,
    registerBeforeExit: () => undefined,
    unregister: () => undefined,
  },
  ...Object.fromEntries(
    [
      'binding',
      'dlopen',
      'chdir',
      'kill',
      'abort',
      'setuid',
      'setgid',
      'setgroups',
      'initgroups',
      'execve',
      'loadEnvFile',
    ]
      .concat(['openStdin', 'seteuid', 'setegid'])
      .map((name) => [name, unavailable(name)]),
  ),
});
let capture: ((error: unknown) => void) | null = null;

// The constructor's work, which Object.create leaves out.
const { init } = events as unknown as { init: (this: EventEmitter) => void };
init.call(process);

/** Whether code of the hook's takes an error that nothing caught; it has been told then. */
export function takesUncaught(error: unknown): boolean {
  if (capture) {
    capture(error);
    return true;
  }
  if (process.listenerCount('uncaughtExceptionMonitor') > 0)
    process.emit('uncaughtExceptionMonitor', error, 'uncaughtException');
  return process.emit('uncaughtException', error, 'uncaughtException');
}

/** Gives `process` what needs the host. `log` writes a line of the log. */
export function connectProcess(bridge: Bridge, log: Log): void {
  const startedAt = bridge.now();
  const nanoseconds = (): bigint => BigInt(Math.round(bridge.now() * 1e6));
  const hrtime = (previous?: [number, number]): [number, number] => {
    if (previous !== undefined && (!Array.isArray(previous) || previous.length !== 2)) {
      throw nodeError('ERR_INVALID_ARG_TYPE', 'The "time" argument must be an instance of Array.', TypeError);
    }
    const since = previous ? BigInt(previous[0]) * 1_000_000_000n + BigInt(previous[1]) : 0n;
    const passed = nanoseconds() - since;
    return [Number(passed / 1_000_000_000n), Number(passed % 1_000_000_000n)];
  };
  const memory = (): {
    rss: number;
    heapTotal: number;
    heapUsed: number;
    external: number;
    arrayBuffers: number;
  } => JSON.parse(bridge.memoryUsage());
  const cpu = () => ({ user: Math.round((bridge.now() - startedAt) * 1000), system: 0 });
  Object.assign(process, {
    hrtime: Object.assign(hrtime, { bigint: nanoseconds }),
    uptime: () => (bridge.now() - startedAt) / 1000,
    memoryUsage: Object.assign(memory, { rss: () => memory().rss }),
    availableMemory: () => memory().heapTotal,
    cpuUsage: cpu,
    threadCpuUsage: cpu,
    resourceUsage: () => ({
      userCPUTime: cpu().user,
      systemCPUTime: 0,
      maxRSS: Math.round(memory().rss / 1024),
    }),
    exit: (code?: unknown) => {
      if (code !== undefined) process.exitCode = Number(code);
      if (process.listenerCount('exit') > 0) runGuarded(() => process.emit('exit', process.exitCode ?? 0));
      bridge.exit(Number(process.exitCode ?? 0));
    },
    reallyExit: (code?: unknown) => bridge.exit(Number(code ?? 0)),
    _rawDebug: (text: unknown) => log('error', String(text)),
    stdin: { isTTY: undefined, fd: 0 },
  });
  for (const [name, level, fd] of [
    ['stdout', 'log', 1],
    ['stderr', 'error', 2],
  ] as const) {
    const get = lazy(() =>
      Object.assign(
        require('./stdout.ts').createOutput((text) => log(level, text)),
        { fd },
      ),
    );
    Object.defineProperty(process, name, { get, enumerable: true, configurable: true });
  }
}

/** The hook's file is the program that runs: process.argv and process.cwd() tell it. */
export function startProcess(file: string, folder: string): void {
  process.argv.push(file);
  Object.assign(process, { cwd: () => folder });
}
