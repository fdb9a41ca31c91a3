/** Primordials for the web streams, which ask whether a promise of theirs is pending: these remember. */
import { pendingPromises } from './internalBinding.ts';

const primordials = () =>
  require('node-lib:internal/per_context/primordials') as {
    PromiseWithResolvers: <T>() => PromiseWithResolvers<T>;
  };

function withResolvers<T>(): PromiseWithResolvers<T> {
  const { promise, resolve, reject } = primordials().PromiseWithResolvers<T>();
  pendingPromises.add(promise);
  return {
    promise,
    resolve: (value) => {
      pendingPromises.delete(promise);
      resolve(value);
    },
    reject: (reason) => {
      pendingPromises.delete(promise);
      reject(reason);
    },
  };
}

export const tracked = (): object =>
  Object.create(primordials(), { PromiseWithResolvers: { value: withResolvers, enumerable: true } });
