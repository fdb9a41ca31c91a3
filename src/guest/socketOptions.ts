import { nodeError } from './errors.ts';

/** What net.connect takes, of which a hook may pass any part, with values of any kind. */
export type ConnectOptions = Record<string, unknown>;
type Listener = (...args: never[]) => void;

/** Sorts out the signatures: (options, listener), (port, host, listener), (path, listener). */
export function connectArguments(args: unknown[]): {
  options: ConnectOptions;
  listener: Listener | undefined;
} {
  const [first, second] = Array.isArray(args[0]) && args.length === 1 ? (args[0] as unknown[]) : args;
  const listener = args.flat().find((value): value is Listener => typeof value === 'function');
  if (typeof first === 'object' && first !== null) return { options: { ...first }, listener };
  if (typeof first === 'string' && !/^\d+$/.test(first)) return { options: { path: first }, listener };
  if (first === undefined || typeof first === 'function') {
    throw nodeError(
      'ERR_MISSING_ARGS',
      'The "options" or "port" or "path" argument must be specified',
      TypeError,
    );
  }
  return { options: { port: first, ...(typeof second === 'string' ? { host: second } : {}) }, listener };
}

/** The port, or Node's error for what is none. */
export function portOf(value: unknown): number {
  if (value === undefined || value === null) {
    throw nodeError(
      'ERR_MISSING_ARGS',
      'The "options" or "port" or "path" argument must be specified',
      TypeError,
    );
  }
  const port = typeof value === 'string' && value.trim() === '' ? Number.NaN : Number(value);
  if (Number.isInteger(port) && port >= 0 && port < 65_536) return port;
  const received =
    typeof value === 'string' ? `type string ('${value}')` : `type ${typeof value} (${String(value)})`;
  throw nodeError(
    'ERR_SOCKET_BAD_PORT',
    `Port should be >= 0 and < 65536. Received ${received}.`,
    RangeError,
  );
}
