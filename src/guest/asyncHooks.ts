/** Stands in for Node's lib/internal/async_hooks.js: ids count, but nobody is told of what V8 does with promises. */

let lastId = 1;
let current = 1;

export const asyncHooksInternals = {
  symbols: {
    async_id_symbol: Symbol('asyncId'),
    trigger_async_id_symbol: Symbol('triggerAsyncId'),
    init_symbol: Symbol('init'),
    before_symbol: Symbol('before'),
    after_symbol: Symbol('after'),
    destroy_symbol: Symbol('destroy'),
    promise_resolve_symbol: Symbol('promiseResolve'),
    owner_symbol: Symbol('owner'),
  },
  constants: { kInit: 0, kBefore: 1, kAfter: 2, kDestroy: 3, kPromiseResolve: 4, kTotals: 5 },
  asyncWrap: { Providers: {} },
  registerDestroyHook: () => undefined,
  kNoPromiseHook: Symbol('kNoPromiseHook'),
  executionAsyncId: () => current,
  triggerAsyncId: () => 0,
  executionAsyncResource: () => ({}),
  newAsyncId: () => {
    lastId += 1;
    return lastId;
  },
  getDefaultTriggerAsyncId: () => current,
  hasAsyncIdStack: () => true,
  getHookArrays: () => [[], [0, 0, 0, 0, 0, 0]],
  enableHooks: () => undefined,
  disableHooks: () => undefined,
  updatePromiseHookMode: () => undefined,
  initHooksExist: () => false,
  destroyHooksExist: () => false,
  emitInit: () => undefined,
  emitBefore: (id: number) => {
    current = id;
  },
  emitAfter: () => {
    current = 1;
  },
  emitDestroy: () => undefined,
};
