import { inspect } from 'node-inspect-extracted';
import { nodeError } from './errors.ts';
import { callNative, startNative } from './native.ts';

/**
 * A function of the host's that works in the background where its last argument is a callback. Without one it works at
 * once; where it has only the one way, `place` is where its callback belongs.
 */
export function background(
  module: 'crypto' | 'zlib',
  name: string,
  place: number | null,
): (...args: unknown[]) => unknown {
  const call = (...args: unknown[]): unknown => {
    const callback = args.at(-1);
    if (typeof callback !== 'function') {
      if (place === null) return callNative(module, name, args);
      throw noCallback(args[place]);
    }
    startNative(module, name, args.slice(0, -1), (...results) => void callback(...results));
    return undefined;
  };
  return Object.defineProperty(call, 'name', { value: name });
}

/** What Node throws where it is to call something that is no function. */
export const noCallback = (given: unknown): Error =>
  nodeError(
    'ERR_INVALID_ARG_TYPE',
    `The "callback" argument must be of type function. Received ${received(given)}`,
    TypeError,
  );

/** A value as Node's messages about wrong arguments tell it. */
function received(value: unknown): string {
  if (value === undefined || value === null) return String(value);
  if (typeof value === 'object') {
    const Class: unknown = Reflect.get(value, 'constructor');
    return typeof Class === 'function' && Class.name !== ''
      ? `an instance of ${Class.name}`
      : inspect(value, { depth: -1 });
  }
  const shown = inspect(value);
  return `type ${typeof value} (${shown.length > 28 ? `${shown.slice(0, 25)}...` : shown})`;
}

/** A table of the host's module, asked for when first read. */
export function constantsOf(
  module: 'crypto' | 'zlib',
  name: string,
  finish: (constants: object) => void = () => undefined,
): () => object {
  let known: object | undefined;
  return () => {
    if (known === undefined) {
      known = Object(callNative(module, name, [])) as object;
      finish(known);
    }
    return known;
  };
}

/**
 * A class that may be called like a function, as Node's older ones may. `isConstructor` says whether it is the one that
 * its instances name: Node hands some out in a wrapper.
 */
export function withoutNew<T extends new (...args: never[]) => object>(Class: T, isConstructor = true): T {
  const callable = new Proxy(Class, {
    apply: (target, _receiver, args) => Reflect.construct(target, args),
  });
  const descriptor = { value: callable, configurable: true, writable: true };
  if (isConstructor) Object.defineProperty(Class.prototype, 'constructor', descriptor);
  return callable;
}
