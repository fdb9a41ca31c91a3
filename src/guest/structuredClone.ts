/** The standard's structured clone, for what lives in one isolate; errors are those of V8. */

import { nodeError } from './errors.ts';
import { internalBinding } from './node/internalBinding.ts';
import { typesBinding as types } from './node/typesBinding.ts';

type DomException = new (message: string, name: string) => Error;

const cannot = (value: unknown): Error => {
  const { DOMException } = internalBinding('messaging') as { DOMException: DomException };
  const text =
    typeof value === 'function' || typeof value === 'symbol'
      ? String(value)
      : `#<${(value as { constructor?: { name?: string } }).constructor?.name ?? 'Object'}>`;
  return new DOMException(`${text} could not be cloned.`, 'DataCloneError');
};

const errorNames = ['EvalError', 'RangeError', 'ReferenceError', 'SyntaxError', 'TypeError', 'URIError'];
type ViewConstructor = new (buffer: ArrayBufferLike, offset: number, length?: number) => ArrayBufferView;

function cloneError(error: Error, clone: (value: unknown) => unknown): Error {
  const named = errorNames.includes(error.name) ? error.name : 'Error';
  const made = new Error();
  Object.setPrototypeOf(made, (Reflect.get(globalThis, named) as ErrorConstructor).prototype);
  Reflect.deleteProperty(made, 'stack');
  for (const key of ['stack', 'message', 'cause'] as const) {
    const own = Object.getOwnPropertyDescriptor(error, key);
    if (!own) continue;
    const value: unknown = key === 'stack' ? error.stack : own.value;
    Object.defineProperty(made, key, {
      value: key === 'cause' ? clone(value) : String(value),
      writable: true,
      configurable: true,
    });
  }
  return made;
}

/** Things of the web that say themselves how they are cloned or moved. */
export const cloneSymbol = Symbol('clone');
export const transferSymbol = Symbol('transfer');

export function structuredClone(value: unknown, options?: { transfer?: unknown[] } | null): unknown {
  const seen = new Map<object, unknown>();
  const moved = [...(options?.transfer ?? [])];
  const places: Places = new Map();
  for (const thing of moved) {
    if (
      !types.isArrayBuffer(thing) &&
      !(typeof thing === 'object' && thing !== null && transferSymbol in thing)
    ) {
      const { DOMException } = internalBinding('messaging') as { DOMException: DomException };
      throw new DOMException('Found invalid object in transferList', 'DataCloneError');
    }
  }

  const cloneObject = (source: object): unknown => {
    if (moved.includes(source)) return source;
    if (types.isBoxedPrimitive(source)) {
      if (types.isSymbolObject(source)) throw cannot(source);
      return Object(source.valueOf());
    }
    if (types.isDate(source)) return new Date((source as Date).getTime());
    if (types.isRegExp(source)) return new RegExp((source as RegExp).source, (source as RegExp).flags);
    if (types.isArrayBuffer(source)) {
      const buffer = source as ArrayBuffer;
      return buffer.resizable ? resized(buffer) : buffer.slice(0);
    }
    if (types.isSharedArrayBuffer(source)) return source;
    if (ArrayBuffer.isView(source)) {
      const view = source as Uint8Array;
      const tag = (source as { [Symbol.toStringTag]?: string })[Symbol.toStringTag] ?? 'DataView';
      const View = Reflect.get(globalThis, tag) as ViewConstructor;
      const elements = source instanceof DataView ? view.byteLength : view.length;
      if (moved.includes(view.buffer)) {
        // What it shows it can tell no more once the buffer has moved.
        const stand = new View(view.buffer, view.byteOffset, elements);
        const offset = view.byteOffset;
        places.set(stand, (buffer) => new View(buffer, offset, elements));
        return stand;
      }
      return new View(clone(view.buffer) as ArrayBuffer, view.byteOffset, elements);
    }
    return undefined;
  };
  const resized = (buffer: ArrayBuffer): ArrayBuffer => {
    const copy = new ArrayBuffer(buffer.byteLength, { maxByteLength: buffer.maxByteLength });
    new Uint8Array(copy).set(new Uint8Array(buffer));
    return copy;
  };

  const clone = (source: unknown): unknown => {
    if (typeof source === 'function' || typeof source === 'symbol') throw cannot(source);
    if (typeof source !== 'object' || source === null) return source;
    if (seen.has(source)) return seen.get(source);
    const simple = cloneObject(source);
    if (simple !== undefined) {
      seen.set(source, simple);
      return simple;
    }
    if (types.isNativeError(source)) {
      const error = cloneError(source as Error, clone);
      seen.set(source, error);
      return error;
    }
    if (types.isMap(source)) {
      const copy = new Map<unknown, unknown>();
      seen.set(source, copy);
      for (const [key, item] of [...(source as Map<unknown, unknown>)]) copy.set(clone(key), clone(item));
      return copy;
    }
    if (types.isSet(source)) {
      const copy = new Set<unknown>();
      seen.set(source, copy);
      for (const item of [...(source as Set<unknown>)]) copy.add(clone(item));
      return copy;
    }
    const cloneItself: unknown = Reflect.get(source, cloneSymbol);
    if (typeof cloneItself === 'function') {
      const copy: unknown = cloneItself.call(source);
      seen.set(source, copy);
      return copy;
    }
    if (isUncloneable(source)) throw cannot(source);
    const copy: Record<string, unknown> | unknown[] = Array.isArray(source) ? new Array(source.length) : {};
    seen.set(source, copy);
    for (const key of Object.keys(source)) {
      Object.defineProperty(copy, key, {
        value: clone(Reflect.get(source, key)),
        writable: true,
        enumerable: true,
        configurable: true,
      });
    }
    return copy;
  };

  const copy = clone(value);
  if (moved.length === 0) return copy;
  // Only now: what fails to clone has moved nothing.
  const taken = new Map(
    moved.map((thing) => [
      thing,
      types.isArrayBuffer(thing)
        ? (thing as ArrayBuffer).transfer()
        : (Reflect.get(thing as object, transferSymbol) as () => unknown).call(thing),
    ]),
  );
  return replaceMoved(copy, taken, places);
}

/** The global, which Node checks for its argument. */
export const structuredCloneGlobal = {
  structuredClone(value: unknown, options?: { transfer?: unknown[] } | null): unknown {
    // biome-ignore lint/complexity/noArguments: none at all is not the same as undefined
    if (arguments.length === 0) {
      const message = 'The "The value argument must be specified" argument must be specified';
      throw nodeError('ERR_MISSING_ARGS', message, TypeError);
    }
    return structuredClone(value, options);
  },
}.structuredClone;

/** What has no data of its own that could be cloned. */
const isUncloneable = (source: object): boolean =>
  types.isPromise(source) ||
  types.isWeakMap(source) ||
  types.isWeakSet(source) ||
  types.isGeneratorObject(source) ||
  [
    '[object WeakRef]',
    '[object URL]',
    '[object URLSearchParams]',
    '[object AbortSignal]',
    '[object Headers]',
  ].includes(Object.prototype.toString.call(source));

type Places = Map<object, (buffer: ArrayBuffer) => ArrayBufferView>;

function replaceMoved(root: unknown, taken: Map<unknown, unknown>, places: Places): unknown {
  const seen = new Set<unknown>();
  const visit = (value: unknown): unknown => {
    if (taken.has(value)) return taken.get(value);
    if (typeof value !== 'object' || value === null || seen.has(value)) return value;
    const remake = ArrayBuffer.isView(value) && places.get(value);
    if (remake) return remake(taken.get((value as ArrayBufferView).buffer) as ArrayBuffer);
    seen.add(value);
    if (value instanceof Map) for (const [key, item] of [...value]) value.set(visit(key), visit(item));
    else if (!ArrayBuffer.isView(value))
      for (const key of Object.keys(value)) Reflect.set(value, key, visit(Reflect.get(value, key)));
    return value;
  };
  return visit(root);
}
