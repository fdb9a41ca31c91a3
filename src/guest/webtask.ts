/** What a run hands to the guest, as JSON text. */
export interface WebtaskInput {
  /** The request's body, as it came. */
  bodyRaw: string;
  secrets: Record<string, string>;
}

/** context.webtask, with the keys that webtask-runtime@1.7.1 (lib/context.js) gives it. */
export interface WebtaskContext {
  data: Record<string, unknown>;
  headers: Record<string, string>;
  id: string;
  params: Record<string, unknown>;
  query: Record<string, unknown>;
  secrets: Record<string, string>;
  meta: Record<string, unknown>;
  storage: ReturnType<typeof createStorage>;
  token: string | undefined;
  body_raw: string;
  body: unknown;
  create_token: () => never;
  create_token_url: () => never;
}

const unsupported = (api: string) => (): never => {
  throw new Error(`The '${api}' method is not supported in this environment`);
};

/** Builds context.webtask; `data` merges the secrets, as query and params are empty for a hook. */
export function createWebtask({ bodyRaw, secrets }: WebtaskInput): WebtaskContext {
  const body: unknown = JSON.parse(bodyRaw);
  return {
    data: { ...secrets },
    headers: { 'content-type': 'application/json' },
    id: String(Date.now()),
    params: {},
    query: {},
    secrets: { ...secrets },
    meta: {},
    storage: createStorage(),
    token: undefined,
    body_raw: bodyRaw,
    body,
    create_token: unsupported('create_token'),
    create_token_url: unsupported('create_token_url'),
  };
}

type Done = (error?: Error | null, data?: unknown) => void;

/** context.webtask.storage, as webtask-runtime's lib/storage.js: one value, guarded by an etag. */
function createStorage() {
  let writes = 0;
  const storage = {
    data: undefined as unknown,
    etag: undefined as string | null | undefined,
    get(...args: unknown[]): void {
      const [options, done] =
        typeof args[1] === 'function' ? [args[0], args[1] as Done] : [{}, args[0] as Done];
      if (typeof done !== 'function') throw new Error('Callback must be a function.');
      if (typeof options !== 'object') throw new Error('Options must be an object.');
      if (storage.data === undefined) storage.etag = null;
      done(null, storage.data);
    },
    set(data: unknown, ...args: unknown[]): void {
      const [options, done] = args[1] ? [args[0], args[1]] : [{}, args[0]];
      if (done && typeof done !== 'function') throw new Error('Callback must be a function.');
      if (typeof options !== 'object' || options === null) throw new Error('Options must be an object.');
      const { force, etag } = options as { force?: boolean; etag?: string | null };
      const isEmpty = data === undefined || data === null;
      if (!isEmpty && storage.etag === undefined && !force) {
        throw new Error(
          'When calling storage.set without having called storage.get before, you must specify the .force option.',
        );
      }
      const finish = done as Done | undefined;
      if (isEmpty) {
        storage.data = undefined;
        storage.etag = undefined;
      } else {
        const changed = etag === null ? storage.data !== undefined : storage.etag !== etag;
        if (etag !== undefined && changed) {
          const error = new Error('Item was modified since it was read.');
          finish?.(Object.assign(error, { conflict: storage.data }));
          return;
        }
        writes += 1;
        storage.data = data;
        storage.etag = String(writes);
      }
      finish?.();
    },
  };
  return storage;
}
