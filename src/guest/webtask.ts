import { createStorage, type SaveStorage } from './webtaskStorage.ts';

/** What a run hands to the guest, as JSON text. */
export interface WebtaskInput {
  /** The request's body, as it came. */
  bodyRaw: string;
  secrets: Record<string, string>;
  /** JSON text of what earlier runs have stored. */
  stored?: string;
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
export function createWebtask(
  { bodyRaw, secrets, stored }: WebtaskInput,
  saveStorage: SaveStorage,
): WebtaskContext {
  const webtask: WebtaskContext = {
    data: {},
    headers: { 'content-type': 'application/json' },
    id: String(Date.now()),
    params: {},
    query: {},
    secrets: {},
    meta: {},
    storage: createStorage(stored, saveStorage),
    token: undefined,
    body_raw: bodyRaw,
    body: JSON.parse(bodyRaw),
    create_token: unsupported('create_token'),
    create_token_url: unsupported('create_token_url'),
  };
  // By assignment, as there: a secret named __proto__ comes to nothing.
  for (const [name, value] of Object.entries(secrets)) {
    webtask.secrets[name] = value;
    webtask.data[name] = value;
  }
  return webtask;
}
