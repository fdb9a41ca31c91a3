import type { webcrypto } from 'node:crypto';
import type { Told, ToldError } from '../guest/nativeValues.ts';
import { ZlibStream } from './zlibHost.ts';

const typedArrays: Record<string, (bytes: ArrayBuffer) => unknown> = {
  Buffer: (bytes) => Buffer.from(bytes),
  ArrayBuffer: (bytes) => bytes,
  DataView: (bytes) => new DataView(bytes),
  Int8Array: (bytes) => new Int8Array(bytes),
  Uint8Array: (bytes) => new Uint8Array(bytes),
  Uint8ClampedArray: (bytes) => new Uint8ClampedArray(bytes),
  Int16Array: (bytes) => new Int16Array(bytes),
  Uint16Array: (bytes) => new Uint16Array(bytes),
  Int32Array: (bytes) => new Int32Array(bytes),
  Uint32Array: (bytes) => new Uint32Array(bytes),
  Float32Array: (bytes) => new Float32Array(bytes),
  Float64Array: (bytes) => new Float64Array(bytes),
  BigInt64Array: (bytes) => new BigInt64Array(bytes),
  BigUint64Array: (bytes) => new BigUint64Array(bytes),
};

const refuse = (what: string): never => {
  throw new TypeError(`The bridge expected a value but got ${what}.`);
};
const text = (value: unknown): string => (typeof value === 'string' ? value : refuse('no text'));
const size = (value: unknown, most: number): number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= most
    ? value
    : refuse('a size that cannot be');

/**
 * Makes the guest's arguments: plain data, copies of bytes, and what is held by number. A function becomes one that
 * does nothing, an instance of a class an object that only bears its name: Node's own messages tell of them.
 */
export function decodeArguments(told: unknown, bytes: ArrayBuffer, held: (id: number) => object): unknown[] {
  const decode = (value: unknown): unknown => {
    if (value === null || ['string', 'number', 'boolean'].includes(typeof value)) return value;
    if (!Array.isArray(value)) return refuse('an object');
    const [tag, first, second, third]: unknown[] = value;
    switch (tag) {
      case 'undefined':
        return undefined;
      case 'number':
        return Number(text(first));
      case 'bigint':
        return BigInt(text(first));
      case 'date':
        return new Date(Number(first));
      case 'symbol':
        return Symbol(text(first));
      case 'function':
        return Object.defineProperty(() => undefined, 'name', { value: text(first) });
      case 'list':
        return Array.isArray(first) ? first.map(decode) : refuse('no list');
      case 'object':
        return decodeObject(text(first), Array.isArray(second) ? second : refuse('no entries'));
      case 'bytes': {
        const make = Object.hasOwn(typedArrays, text(first)) ? typedArrays[text(first)] : undefined;
        const offset = size(second, bytes.byteLength);
        const length = size(third, bytes.byteLength - offset);
        return make ? make(bytes.slice(offset, offset + length)) : refuse('unknown bytes');
      }
      case 'handle':
        return held(size(second, Number.MAX_SAFE_INTEGER));
      default:
        return refuse('an unknown kind of value');
    }
  };
  const decodeObject = (type: string, entries: unknown[]): object => {
    // Not assigned, since a key may be __proto__.
    const object = Object.fromEntries(
      entries.map((entry) =>
        Array.isArray(entry) ? [text(entry[0]), decode(entry[1])] : refuse('no entry'),
      ),
    );
    if (type === '') return Object.setPrototypeOf(object, null);
    if (type !== 'Object') {
      const value = Object.defineProperty(() => undefined, 'name', { value: type });
      Object.setPrototypeOf(object, Object.create(Object.prototype, { constructor: { value } }));
    }
    return object;
  };
  const args = decode(told);
  return Array.isArray(args) ? args : refuse('no list of arguments');
}

const heldTypes = (): [type: string, constructor: { prototype: object }][] => {
  const crypto = process.getBuiltinModule('node:crypto');
  const { Hash, Hmac, Cipheriv, Decipheriv, Sign, Verify, X509Certificate, KeyObject } = crypto;
  const { DiffieHellman, DiffieHellmanGroup, ECDH } = crypto;
  return Object.entries({
    ...{ Hash, Hmac, Cipheriv, Decipheriv, Sign, Verify, X509Certificate, KeyObject },
    ...{ CryptoKey, DiffieHellman, DiffieHellmanGroup, ECDH },
    ZlibStream,
  });
};
let types: ReturnType<typeof heldTypes> | undefined;
const isOf = (value: object, { prototype }: { prototype: object }): boolean =>
  Object.prototype.isPrototypeOf.call(prototype, value);

/** The class of what stays with the host; undefined for what does not. */
export function heldType(value: object): string | undefined {
  types ??= heldTypes();
  return types.find(([, Class]) => isOf(value, Class))?.[0];
}

/** What stays here is told as a handle, with what the guest shows of it. */
export function tellResult(
  value: object,
  tell: (value: unknown) => Told,
  hold: (value: object) => number,
): Told | undefined {
  const type = heldType(value);
  if (type !== undefined) return ['handle', type, hold(value), about(type, value, tell)];
  if (value instanceof Error) return tellFailure(value, tell);
  return isPlain(value) ? undefined : ['object', 'Object', tellEngine(value, tell)];
}

/** Anything else that the host's functions may give is one of its own objects, which is not for the guest. */
function isPlain(value: object): boolean {
  if (Array.isArray(value) || value instanceof Date) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

/** Of the stream that zlib gives beside a result (`info: true`), what is asked of it. */
const tellEngine = (value: object, tell: (value: unknown) => Told): [string, Told][] =>
  'bytesWritten' in value ? [['bytesWritten', tell(value.bytesWritten)]] : [];

function about(type: string, value: object, tell: (value: unknown) => Told): Told {
  if (type === 'KeyObject') return tell(Reflect.get(value, 'type'));
  if (type !== 'CryptoKey') return null;
  const { type: kind, extractable, algorithm, usages } = value as webcrypto.CryptoKey;
  return tell({ type: kind, extractable, algorithm, usages });
}

/** An error with all that Node gave it but its stack, which is the host's. */
export function tellFailure(thrown: unknown, tell: (value: unknown) => Told): Told {
  if (!(thrown instanceof Error)) return ['error', { ...plainError, message: String(thrown) }];
  const code: unknown = Reflect.get(thrown, 'code');
  const type =
    thrown instanceof DOMException
      ? 'DOMException'
      : thrown instanceof TypeError
        ? 'TypeError'
        : thrown instanceof RangeError
          ? 'RangeError'
          : 'Error';
  const properties = Object.keys(thrown)
    .filter((key) => key !== 'stack' && key !== 'cause')
    .map((key): [string, Told] => [key, tell(Reflect.get(thrown, key))]);
  return [
    'error',
    {
      type,
      name: thrown.name,
      message: thrown.message,
      showsCode:
        typeof code === 'string' && (thrown.stack ?? '').split('\n')[0]?.includes(`[${code}]`) === true,
      properties,
    },
  ];
}
const plainError: ToldError = { type: 'Error', name: 'Error', message: '', showsCode: false, properties: [] };
