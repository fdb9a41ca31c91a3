/**
 * Parts of the world that are big and that many hooks never touch are evaluated when first asked for; a process that
 * stands ready evaluates all of them ahead of its run (see `warmUp`).
 */
import { nativeGlobal } from './globalName.ts';

const parts: (() => unknown)[] = [];

/** A value that is made once, when first asked for. */
export function lazy<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  const get = (): T => {
    made ??= { value: make() };
    return made.value;
  };
  parts.push(get);
  return get;
}

/** A global that is made when first read, and is then a plain property. */
export function defineLazyGlobal(name: string, make: () => unknown, enumerable = false): void {
  const settle = (value: unknown): void => {
    Object.defineProperty(nativeGlobal, name, {
      value,
      writable: true,
      configurable: true,
      enumerable,
    });
  };
  const get = lazy(() => {
    const value = make();
    settle(value);
    return value;
  });
  Object.defineProperty(nativeGlobal, name, { configurable: true, enumerable, get, set: settle });
}

/** Makes all that is lazy. */
export function warmUp(): void {
  for (const part of parts) part();
}
