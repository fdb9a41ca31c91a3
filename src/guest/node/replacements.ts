/** Stand-ins for the files of Node's own library that need more than JavaScript, by their names there. */

import { asyncHooksInternals } from '../asyncHooks.ts';
import { process } from '../processObject.ts';
import { nextTick, queueMicrotask } from '../ticks.ts';
import { timerParts, timersModule } from '../timers.ts';
import { tracked } from './trackedPrimordials.ts';

/** Of Node's options, only that by which AsyncLocalStorage is built on frames is on. */
const getOptionValue = (name: string): unknown =>
  name === '--async-context-frame' ? true : name === '--disable-warning' ? [] : undefined;

const replacements: Record<string, () => unknown> = {
  'tracked-primordials': () => tracked(),
  'internal/options': () => ({ getOptionValue, getEmbedderOptions: () => ({}) }),
  'internal/process/task_queues': () => ({ nextTick, queueMicrotask, runNextTicks: () => undefined }),
  'internal/process/execution': () => ({ tryGetCwd: () => '/' }),
  'internal/v8/startup_snapshot': () => ({
    isBuildingSnapshot: () => false,
    addDeserializeCallback: () => undefined,
    addSerializeCallback: () => undefined,
    addAfterUserSerializeDeserializeSnapshot: () => undefined,
    namespace: { isBuildingSnapshot: () => false, addDeserializeCallback: () => undefined },
  }),
  'internal/bootstrap/realm': () => ({ BuiltinModule: { exists: () => false } }),
  'internal/source_map/source_map_cache': () => ({
    findSourceMap: () => undefined,
    getSourceMapsSupport: () => ({}),
  }),
  'internal/errors/error_source': () => ({
    getErrorSourceExpression: () => undefined,
    getErrorSourcePositions: () => undefined,
  }),
  'internal/crypto/keys': () => ({ isKeyObject: isOf('KeyObject'), isCryptoKey: isOf('CryptoKey') }),
  'internal/modules/helpers': () => ({ getRequireStack: () => [], urlToFilename: (url: unknown) => url }),
  'internal/worker/js_transferable': () => ({
    markTransferMode: () => undefined,
    structuredClone: require('../structuredClone.ts').structuredCloneGlobal,
  }),
  'internal/worker/io': () => ({
    get MessageChannel() {
      return require('../messageChannel.ts').MessageChannel;
    },
  }),
  'internal/timers': () => timerParts,
  timers: () => timersModule,
  'internal/async_hooks': () => asyncHooksInternals,
  zlib: () => require('../zlibModule.ts').zlibModule,
  fs: () => require('../fileSystem.ts').fileSystem(),
  'internal/perf/observe': () => require('../performanceEntries.ts').observe,
  'internal/perf/nodetiming': () => ({}),
  'internal/perf/timerify': () => require('../performanceEntries.ts').timerify,
  'internal/perf/event_loop_utilization': () => ({
    eventLoopUtilization: () => ({ idle: 0, active: 0, utilization: 0 }),
  }),
  'internal/perf/resource_timing': () => ({ markResourceTiming: () => undefined }),
  'internal/tty': () => ({ getColorDepth: () => 1, hasColors: () => false }),
  'internal/blob': () => webFiles(),
  'internal/file': () => webFiles(),
  'internal/crypto/random': () => ({}),
  'internal/console/global': () => ({
    error: (text: unknown) =>
      (process as typeof process & { _rawDebug(text: unknown): void })._rawDebug(text),
  }),
  // Node keeps a realm of its own for what hooks may have changed; there is but one here.
  vm: () => ({ runInNewContext: () => ({ RegExp, Error, console: {} }) }),
  worker_threads: () => ({ isMainThread: true }),
  'internal/readline/callbacks': () => ({
    clearLine: () => true,
    clearScreenDown: () => true,
    cursorTo: () => true,
    moveCursor: () => true,
  }),
};

const isOf = (name: string) => (value: unknown) =>
  typeof value === 'object' && value !== null && Object.prototype.toString.call(value) === `[object ${name}]`;

/** Blob and File, as the globals have them. */
function webFiles(): object {
  const { Blob, File } = require('../blob.ts');
  return {
    Blob,
    File,
    resolveObjectURL: () => undefined,
    isBlob: (value: unknown) => value instanceof Blob,
  };
}

export function replacement(name: string): unknown {
  return (replacements[name] ?? (() => require('../refusedModules.ts').refusingModule(name)))();
}
