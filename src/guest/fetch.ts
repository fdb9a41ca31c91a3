import { defineGlobal, nativeGlobal } from './globalName.ts';
import { defineLazyGlobal, lazy } from './lazy.ts';

/**
 * fetch and its classes are undici's, as Node's own are: the same steps, errors and inspection. Its requests go over
 * the guest's http (see fetchDispatcher.ts), since its own client needs what an isolate does not have.
 */
export function defineFetch(): void {
  for (const name of ['Blob', 'File'] as const) defineLazyGlobal(name, () => require('./blob.ts')[name]);
  const classes = lazy(() => {
    // undici asks whether a value is one; there need not be any.
    if (!('MessagePort' in nativeGlobal)) defineGlobal('MessagePort', class MessagePort {});
    return require('./fetchClasses.ts');
  });
  function fetch(input: unknown, init: unknown = undefined): Promise<unknown> {
    return classes().fetch(input, init);
  }
  defineGlobal('fetch', fetch, true);
  for (const name of ['Headers', 'Request', 'Response', 'FormData'] as const) {
    defineLazyGlobal(name, () => classes()[name]);
  }
}
