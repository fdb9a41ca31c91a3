/**
 * What hands cb what it probably was not meant to get. Values of the hook's are only looked at by their descriptors:
 * no getter of theirs runs, and nothing that they do can stop the run.
 */
export interface CallbackWarning {
  code: string;
  message: string;
}

// Captured before any code of the hook's can replace them.
const { getOwnPropertyDescriptor, getPrototypeOf } = Object;
const NativeError = Error;

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
const has = (value: object, key: string): boolean => getOwnPropertyDescriptor(value, key) !== undefined;

/** A property's value, of the object or of what it inherits from; undefined for an accessor. */
function plainValue(value: object, key: string | symbol): unknown {
  for (let at: object | null = value; at !== null; at = getPrototypeOf(at)) {
    const descriptor = getOwnPropertyDescriptor(at, key);
    if (descriptor) return descriptor.value;
  }
  return undefined;
}

/** Node's message, what axios gives, or what fetch gives. */
const isHttpResponse = (value: object): boolean =>
  (has(value, 'statusCode') && has(value, 'rawHeaders')) ||
  (has(value, 'status') && has(value, 'headers') && has(value, 'config')) ||
  plainValue(value, Symbol.toStringTag) === 'Response';

/** Keys of an answer by which other extensibility points change the user or the transaction. */
const effects = ['user', 'user_metadata', 'app_metadata', 'context', 'email', 'emailVerified', 'username'];

/** The warnings for one call of cb. `user` is what the hook was given. */
export function warnOfCallback(error: unknown, data: unknown, user: unknown): CallbackWarning[] {
  try {
    return [...ofError(error), ...(error ? [] : ofResponse(data, user))];
  } catch {
    // A proxy of the hook's may throw at any look at it.
    return [];
  }
}

function ofError(error: unknown): CallbackWarning[] {
  if (!error) return [];
  if (error instanceof NativeError) {
    if (plainValue(error, 'name') !== 'PreUserRegistrationError') return [];
    const message =
      'PreUserRegistrationError denies nothing here: the user is registered before this hook runs. Auth0 logs the error and goes on.';
    return [{ code: 'denial-ignored', message }];
  }
  const kind = typeof error === 'string' ? 'a text' : isObject(error) ? 'an object' : `a ${typeof error}`;
  const code = typeof error === 'string' ? 'callback-with-text' : 'callback-with-no-error';
  const message = `cb() got ${kind} as its first argument, which is the error's place: Auth0 takes the run as failed. For an error, call cb(new Error(…)); for a response, cb(null, …).`;
  return [{ code, message }];
}

function ofResponse(data: unknown, user: unknown): CallbackWarning[] {
  if (!isObject(data)) return [];
  if (isHttpResponse(data)) {
    const message =
      'cb() got the HTTP response of a request as its response. Auth0 has no use for it, and may fail to write it as JSON: check its status, then call cb() with nothing.';
    return [{ code: 'http-response-in-callback', message }];
  }
  if (data !== user && !effects.some((key) => has(data, key))) return [];
  const message =
    'The response of this hook changes nothing: the user is stored before the hook runs, and Auth0 ignores what cb() gets. To change the user, call the Management API.';
  return [{ code: 'response-ignored', message }];
}
