// The core modules that undici's fetch requires, for the bundler to put in their place.
import { networkBridge } from './connections.ts';
import { coreModule } from './coreModules.ts';

type Module = Record<string, unknown>;
const core = (name: string): Module => coreModule(name)?.() as Module;

// Only the engine can tell a proxy; fetch asks in order to read headers by another way that comes to the same.
const types = (): Module => ({ ...core('util/types'), isProxy: () => false });
const own: Record<string, () => Module> = {
  // Nothing of a hook's ever leaves its one thread, and nobody observes resource timings.
  worker_threads: () => ({}),
  perf_hooks: () => ({
    performance: { now: () => networkBridge().now(), markResourceTiming: () => undefined },
  }),
  // Asked as it loads, which may be before there is a host to ask.
  crypto: () => Object.create(core('crypto'), { getHashes: { value: () => ['sha256', 'sha384', 'sha512'] } }),
  'util/types': types,
  util: () => ({ ...core('util'), types: types() }),
};
export const fetchModule = (name: string): Module => (own[name] ?? (() => core(name)))();
