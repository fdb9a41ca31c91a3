import type { BridgeError, GuestError } from './bridge.ts';

const NativeError = Error;

type Inspect = (value: unknown, options?: object) => string;
/** Looked up late: Node's inspect needs errors while it loads. */
const inspect: Inspect = (value, options) =>
  (require('node-lib:internal/util/inspect') as { inspect: Inspect }).inspect(value, options);
const longestText = 64 * 1024;

const cut = (text: string): string =>
  text.length > longestText ? `${text.slice(0, longestText)}… (${text.length} characters)` : text;

/** Reads a property that may be a getter that throws, or no string. */
function textOf(error: object, key: 'name' | 'message' | 'stack'): string {
  try {
    const value: unknown = Reflect.get(error, key);
    return typeof value === 'string' ? cut(value) : '';
  } catch {
    return '';
  }
}

/** Tells any thrown value in plain data; runs no code of the value's but the getters of name, message and stack. */
export function tellError(value: unknown): GuestError {
  if (value instanceof NativeError) {
    const name = textOf(value, 'name') || 'Error';
    const message = textOf(value, 'message');
    return { name, message, stack: textOf(value, 'stack') || `${name}: ${message}` };
  }
  const text = tellValue(value);
  return { name: 'Error', message: `Uncaught ${text}`, stack: `Uncaught ${text}` };
}

/** Any value as Node's inspect shows it. */
export function tellValue(value: unknown): string {
  try {
    return cut(inspect(value));
  } catch {
    return `[${typeof value}]`;
  }
}

/** Makes an error of the guest's own out of what the host told. */
export function rebuildError(told: BridgeError): Error {
  const classes: Record<string, ErrorConstructor> = { TypeError, RangeError, SyntaxError };
  const error = new (classes[told.name] ?? NativeError)(told.message);
  Object.assign(error, told.properties);
  return error;
}

/** An error with a code, as Node's own have it: the stack's first line shows the code, the name does not. */
export function nodeError(code: string, message: string, Base: ErrorConstructor = NativeError): Error {
  // The order of its own properties is that of Node's: it shows where the error is written as JSON.
  const error = Object.assign(new Base(), { code });
  Object.defineProperty(error, 'message', { value: message, configurable: true, writable: true });
  const { name } = error;
  Object.defineProperty(error, 'name', { value: `${name} [${code}]`, configurable: true, writable: true });
  // Read once, so that V8 formats the stack with the code in it.
  void error.stack;
  Reflect.deleteProperty(error, 'name');
  Object.defineProperty(error, 'toString', {
    value: () => `${error.name} [${code}]: ${error.message}`,
    configurable: true,
    writable: true,
  });
  return error;
}

/** How Node's errors of arguments name the value that was given. */
export function received(value: unknown): string {
  if (value === null || value === undefined) return ` Received ${String(value)}`;
  if (typeof value === 'function') return ` Received function ${value.name}`;
  if (typeof value === 'object') {
    const name: unknown = value.constructor?.name;
    return name ? ` Received an instance of ${String(name)}` : ` Received ${tellValue(value)}`;
  }
  return ` Received type ${typeof value} (${tellValue(value)})`;
}

/** Where the running code stands, as a V8 stack; '' where the hook has disabled stacks. */
export function captureStack(): string {
  try {
    const { stackTraceLimit, prepareStackTrace } = NativeError as {
      prepareStackTrace?: unknown;
      stackTraceLimit?: number;
    };
    Reflect.set(NativeError, 'stackTraceLimit', 40);
    Reflect.set(NativeError, 'prepareStackTrace', undefined);
    const { stack } = new NativeError();
    Reflect.set(NativeError, 'stackTraceLimit', stackTraceLimit);
    Reflect.set(NativeError, 'prepareStackTrace', prepareStackTrace);
    return typeof stack === 'string' ? stack : '';
  } catch {
    return '';
  }
}

/** The sentence for what the sandbox does not have; the same for every module and function. */
export function refuse(name: string): Error {
  return nodeError(
    'ERR_SANDBOX_UNAVAILABLE',
    `${name} is not available in the sandbox that hooks run in. Remove the call, or use a package that does without it.`,
  );
}
