// Node's name for the global object, which packages look for while they load: imported before any of them.
export const nativeGlobal = globalThis;

/** Defines a global as Node does: writable and configurable, listed only where Node lists it. */
export function defineGlobal(name: string, value: unknown, enumerable = false): void {
  Object.defineProperty(nativeGlobal, name, { value, writable: true, configurable: true, enumerable });
}

defineGlobal('global', nativeGlobal, true);
Object.defineProperty(nativeGlobal, Symbol.toStringTag, { value: 'global', configurable: true });
