/** Which built-in class a value is of, whatever its prototype says: what Node's util.types asks V8. */

/** Whether `probe`, which only an object of the class stands, takes the value. */
const brand =
  (probe: (this: unknown) => unknown) =>
  (value: unknown): boolean => {
    if (typeof value !== 'object' || value === null) return false;
    try {
      probe.call(value);
      return true;
    } catch {
      return false;
    }
  };
const getter = (prototype: object, name: string): ((this: unknown) => unknown) =>
  Object.getOwnPropertyDescriptor(prototype, name)?.get ?? (() => undefined);
const { toString: tagOf } = Object.prototype;
const tagged = (tag: string) => {
  const text = `[object ${tag}]`;
  return (value: unknown): boolean =>
    ((typeof value === 'object' && value !== null) || typeof value === 'function') &&
    tagOf.call(value) === text;
};
const probeKey = {};
const { has: hasInWeakMap } = WeakMap.prototype;
const { has: hasInWeakSet } = WeakSet.prototype;
const source = getter(RegExp.prototype, 'source');
const isRegularExpression = brand(source);

const isArrayBuffer = brand(getter(ArrayBuffer.prototype, 'byteLength'));
const isSharedArrayBuffer =
  typeof SharedArrayBuffer === 'function'
    ? brand(getter(SharedArrayBuffer.prototype, 'byteLength'))
    : () => false;
const isNumberObject = brand(Number.prototype.valueOf);
const isStringObject = brand(String.prototype.valueOf);
const isBooleanObject = brand(Boolean.prototype.valueOf);
const isBigIntObject = brand(BigInt.prototype.valueOf);
const isSymbolObject = brand(Symbol.prototype.valueOf);
const { isError } = Error as unknown as { isError?: (value: unknown) => boolean };
const asyncTags = ['[object AsyncFunction]', '[object AsyncGeneratorFunction]'];
const generatorTags = ['[object GeneratorFunction]', '[object AsyncGeneratorFunction]'];
const NativePromise = Promise;

export const typesBinding = {
  isExternal: () => false,
  isProxy: () => false,
  isDate: brand(Date.prototype.getTime),
  isArgumentsObject: (value: unknown) => tagged('Arguments')(value) && !(Symbol.toStringTag in Object(value)),
  isBigIntObject,
  isBooleanObject,
  isNumberObject,
  isStringObject,
  isSymbolObject,
  isBoxedPrimitive: (value: unknown) =>
    isNumberObject(value) ||
    isStringObject(value) ||
    isBooleanObject(value) ||
    isBigIntObject(value) ||
    isSymbolObject(value),
  isNativeError: (value: unknown) => (isError ? isError(value) : value instanceof Error),
  isRegExp: (value: unknown) => value !== RegExp.prototype && isRegularExpression(value),
  isAsyncFunction: (value: unknown) => typeof value === 'function' && asyncTags.includes(tagOf.call(value)),
  isGeneratorFunction: (value: unknown) =>
    typeof value === 'function' && generatorTags.includes(tagOf.call(value)),
  isGeneratorObject: (value: unknown) => tagged('Generator')(value) || tagged('AsyncGenerator')(value),
  // V8 alone knows without touching it: then() would count as handling it.
  isPromise: (value: unknown) => value instanceof NativePromise && value !== NativePromise.prototype,
  isMap: brand(getter(Map.prototype, 'size')),
  isSet: brand(getter(Set.prototype, 'size')),
  isMapIterator: tagged('Map Iterator'),
  isSetIterator: tagged('Set Iterator'),
  isWeakMap: brand(function (this: unknown) {
    return hasInWeakMap.call(this as WeakMap<object, unknown>, probeKey);
  }),
  isWeakSet: brand(function (this: unknown) {
    return hasInWeakSet.call(this as WeakSet<object>, probeKey);
  }),
  isArrayBuffer,
  isSharedArrayBuffer,
  isAnyArrayBuffer: (value: unknown) => isArrayBuffer(value) || isSharedArrayBuffer(value),
  isModuleNamespaceObject: (value: unknown) =>
    tagged('Module')(value) && Object.getPrototypeOf(value as object) === null,
};
