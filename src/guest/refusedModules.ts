import { refuse } from './errors.ts';

const nothing = (): void => undefined;
/** What packages ask of these modules while they load, which tells that there is but this one thread. */
const facts: Record<string, Record<string, unknown>> = {
  cluster: { isMaster: true, isPrimary: true, isWorker: false, workers: {}, settings: {} },
  worker_threads: {
    isMainThread: true,
    isInternalThread: false,
    parentPort: null,
    workerData: null,
    threadId: 0,
    resourceLimits: {},
    SHARE_ENV: Symbol.for('nodejs.worker_threads.SHARE_ENV'),
    markAsUncloneable: nothing,
    markAsUntransferable: nothing,
    isMarkedAsUntransferable: () => false,
  },
};

/** An object on which any member may be read, called, constructed or extended up to the point where it would act. */
export function refusingModule(moduleName: string): object {
  const members = new Map<string, unknown>(Object.entries(facts[moduleName] ?? {}));
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
