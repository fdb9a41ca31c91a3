/**
 * The namespace objects that `import` gives. Those of V8 cannot be made by hand: these have the same keys and values,
 * and console shows them alike.
 */

type Read = (name: string) => unknown;
const { defineProperty, getOwnPropertyDescriptor, getOwnPropertyNames, create, preventExtensions } = Object;

const tagged = (): object =>
  defineProperty(create(null), Symbol.toStringTag, { value: 'Module', configurable: true });

/** A namespace whose values are read when they are asked for. */
export function liveNamespace(names: string[], read: Read): object {
  const target = tagged();
  for (const name of names.sort()) {
    defineProperty(target, name, { value: undefined, writable: true, enumerable: true, configurable: true });
  }
  return new Proxy(target, {
    get: (_target, key) => (typeof key === 'string' ? read(key) : Reflect.get(target, key)),
    getOwnPropertyDescriptor(_target, key) {
      const descriptor = getOwnPropertyDescriptor(target, key);
      return descriptor && typeof key === 'string' ? { ...descriptor, value: read(key) } : descriptor;
    },
    set: () => false,
    defineProperty: () => false,
    deleteProperty: (_target, key) => !(key in target),
  });
}

const membersOf = (exports: unknown): string[] =>
  (typeof exports === 'object' && exports !== null) || typeof exports === 'function'
    ? getOwnPropertyNames(exports).filter(
        (name) =>
          name !== 'default' &&
          !(
            typeof exports === 'function' &&
            ['length', 'name', 'prototype', 'arguments', 'caller'].includes(name)
          ),
      )
    : [];
const member = (exports: unknown, name: string): unknown => Reflect.get(Object(exports), name);

/** What an ES module sees of a CommonJS module that has run: all of it as the default, and its members by name. */
export function namespaceOfCommonJs(exports: unknown): object {
  const namespace = tagged();
  for (const name of [...membersOf(exports), 'default'].sort()) {
    const value = name === 'default' ? exports : member(exports, name);
    defineProperty(namespace, name, { value, enumerable: true });
  }
  return preventExtensions(namespace);
}

/** What an ES module sees of a module that is not done, or of a core module, whose members may be made when read. */
export const namespaceInProgress = (exports: () => unknown): object =>
  liveNamespace([...membersOf(exports()), 'default'], (name) =>
    name === 'default' ? exports() : member(exports(), name),
  );
