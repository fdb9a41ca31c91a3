import { nodeError } from './errors.ts';

/** Keeps the JSON text for later runs (undefined: nothing), and gives its etag: MD5 in base64. */
export type SaveStorage = (json: string | undefined) => string;

type Done = (error?: unknown, data?: unknown) => unknown;

/**
 * context.webtask.storage, line by line what webtask-runtime@1.7.1 has in lib/storage.js: one value, guarded by an
 * etag. Its callbacks come at once. `stored` is what earlier runs have left, as JSON text.
 */
export function createStorage(stored: string | undefined, save: SaveStorage) {
  // Captured before any code of the hook's can replace it.
  const { stringify } = JSON;
  const storage = {
    data: undefined as unknown,
    etag: undefined as unknown,
    get(options?: unknown, cb?: unknown): void {
      const [given, done] = cb ? [options, cb] : [{}, options];
      if (typeof done !== 'function') throw new Error('Callback must be a function.');
      if (typeof given !== 'object') throw new Error('Options must be an object.');
      // Tells `set` that the first read has been done.
      if (typeof storage.data === 'undefined') storage.etag = null;
      done(null, storage.data);
    },
    set(data?: unknown, options?: unknown, cb?: unknown): unknown {
      const [given, done] = cb ? [options, cb] : [{}, options];
      if (done && typeof done !== 'function') throw new Error('Callback must be a function.');
      if (typeof given !== 'object') throw new Error('Options must be an object.');
      // null passes, and fails where it is read: as there.
      const chosen = given as { force?: unknown; etag?: unknown };
      const isEmpty = data === undefined || data === null;
      if (!isEmpty && storage.etag === undefined && !chosen.force) {
        throw new Error(
          'When calling storage.set without having called storage.get before, you must specify the .force option.',
        );
      }
      const finish = done as Done | undefined;
      if (isEmpty) {
        storage.data = undefined;
        storage.etag = undefined;
        save(undefined);
      } else {
        const { data: former, etag: current } = storage;
        // As there, it is read anew each time: it may be a getter.
        if (
          chosen.etag !== undefined &&
          ((chosen.etag === null && typeof former !== 'undefined') ||
            (chosen.etag !== null && current !== chosen.etag))
        ) {
          const conflict = Object.assign(new Error('Item was modified since it was read.'), {
            conflict: former,
          });
          // biome-ignore lint/complexity/useOptionalChain: as the platform has it, 0 and '' are no callbacks either
          return finish && finish(conflict);
        }
        storage.data = data;
        storage.etag = etagOf(stringify(data), save);
      }
      // biome-ignore lint/complexity/useOptionalChain: as above
      return finish && finish();
    },
  };
  Object.defineProperty(storage.get, 'length', { value: 2, configurable: true });
  Object.defineProperty(storage.set, 'length', { value: 3, configurable: true });
  const initial: unknown = stored === undefined ? undefined : JSON.parse(stored);
  if (initial) storage.set(initial, { force: true }, () => undefined);
  return storage;
}

/** What JSON cannot hold at all, a function say, is what Node's hash refuses. */
function etagOf(json: string | undefined, save: SaveStorage): string {
  if (json !== undefined) return save(json);
  throw nodeError(
    'ERR_INVALID_ARG_TYPE',
    'The "data" argument must be of type string or an instance of Buffer, TypedArray, or DataView. Received undefined',
    TypeError,
  );
}
