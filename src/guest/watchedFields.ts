/**
 * Reads of fields that the platform does not send are told, so that a hook that hopes for user.name learns of it
 * here. The one way that hook code cannot notice is a Proxy with a trap for reads alone: keys, spread, JSON, `in`,
 * identities and prototypes are those of the object itself, and an isolate has nothing that tells a proxy. An
 * accessor on a prototype would show in each of these. Only a debugger shows the proxy.
 */

/** What Auth0 documents. */
const documented = {
  user: [
    'id',
    'tenant',
    'username',
    'email',
    'emailVerified',
    'phoneNumber',
    'phoneNumberVerified',
    'user_metadata',
    'app_metadata',
  ],
  context: ['requestLanguage', 'connection', 'webtask'],
  'context.connection': ['id', 'name', 'tenant'],
  'context.webtask.secrets': [] as string[],
};
type Watched = keyof typeof documented;

/** What it is called here, where it is there under another name. */
const otherNames: Record<string, string> = {
  'user.user_id': 'user.id, which has no "auth0|" before it',
  'user._id': 'user.id',
  'user.userId': 'user.id',
  'user.email_verified': 'user.emailVerified',
  'user.phone_number': 'user.phoneNumber',
  'user.phone_verified': 'user.phoneNumberVerified',
  'user.phone_number_verified': 'user.phoneNumberVerified',
  'user.userMetadata': 'user.user_metadata',
  'user.metadata': 'user.user_metadata',
  'user.appMetadata': 'user.app_metadata',
  'user.connection': 'context.connection',
  'context.tenant': 'context.connection.tenant',
  'context.secrets': 'context.webtask.secrets',
  'context.data': 'context.webtask.data',
  'context.locale': 'context.requestLanguage',
  'context.language': 'context.requestLanguage',
};

/** What packages and the language look for on any object. */
const asked = ['toJSON', 'then', 'inspect', 'length', 'nodeType', 'constructor', '__esModule', 'default'];

// Captured before any code of the hook's can replace it.
const { get: reflectGet, has: reflectHas } = Reflect;

export interface FieldWarning {
  code: string;
  message: string;
}

let quietly = 0;

/** Reads within are the sandbox's own, and say nothing of the hook. */
export function unwatched<T>(read: () => T): T {
  quietly += 1;
  try {
    return read();
  } finally {
    quietly -= 1;
  }
}

/** Tells of the first read of each field that is not there and that the platform does not send. */
export function watchFields<T extends object>(
  name: Watched,
  target: T,
  tell: (warning: FieldWarning) => void,
): T {
  const quiet: Record<string, true> = Object.create(null);
  for (const key of documented[name]) quiet[key] = true;
  for (const key of asked) quiet[key] = true;
  return new Proxy(target, {
    get(object, key, receiver) {
      if (quietly === 0 && typeof key === 'string' && quiet[key] === undefined && !reflectHas(object, key)) {
        quiet[key] = true;
        tell(name === 'context.webtask.secrets' ? missingSecret(key) : undocumentedField(name, key));
      }
      return reflectGet(object, key, receiver);
    },
  });
}

function undocumentedField(name: Exclude<Watched, 'context.webtask.secrets'>, key: string): FieldWarning {
  const field = `${name}.${key}`;
  const other = Object.hasOwn(otherNames, field) ? otherNames[field] : undefined;
  const advice =
    other === undefined ? `It has ${documented[name].join(', ')}.` : `What you look for is in ${other}.`;
  return {
    code: 'undocumented-field',
    message: `${field} is undefined: Auth0 does not send it to this hook. ${advice}`,
  };
}

const missingSecret = (key: string): FieldWarning => ({
  code: 'secret-missing',
  message: `context.webtask.secrets.${key} is undefined: there is no secret of that name in this run.`,
});
