import { CryptoKey } from './cryptoKeys.ts';
import { nodeError } from './errors.ts';
import { callNative, startNative } from './native.ts';

const key = Symbol('web crypto');
const check = (given: unknown): void => {
  if (given !== key) throw nodeError('ERR_ILLEGAL_CONSTRUCTOR', 'Illegal constructor', TypeError);
};

/** Copies what the host has made into the view that the hook gave. */
export function fillRandomly(view: unknown, filled: unknown): void {
  const into = bytesOf(view);
  const from = bytesOf(filled);
  if (into && from) into.set(from);
}
function bytesOf(value: unknown): Uint8Array | null {
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  return value instanceof ArrayBuffer ? new Uint8Array(value) : null;
}

export function getRandomValues(view: unknown): unknown {
  fillRandomly(view, callNative('webcrypto', 'getRandomValues', [view]));
  return view;
}

/** The web's SubtleCrypto, done by the host's own. */
class SubtleCrypto {
  constructor(given?: unknown) {
    check(given);
  }
  static supports(...args: unknown[]): unknown {
    return callNative('webcrypto', 'supports', args);
  }
  get [Symbol.toStringTag](): string {
    return 'SubtleCrypto';
  }
}
const methods = [
  ...['encrypt', 'decrypt', 'sign', 'verify', 'digest', 'generateKey', 'deriveKey', 'deriveBits'],
  ...['importKey', 'exportKey', 'wrapKey', 'unwrapKey', 'getPublicKey'],
  ...['encapsulateBits', 'encapsulateKey', 'decapsulateBits', 'decapsulateKey'],
];
for (const name of methods) {
  const method = (...args: unknown[]) =>
    new Promise((resolve, reject) => {
      startNative('subtle', name, args, (error, result) => {
        if (error) reject(error);
        else resolve(result);
      });
    });
  Object.defineProperty(SubtleCrypto.prototype, name, {
    value: Object.defineProperty(method, 'name', { value: name }),
    configurable: true,
    writable: true,
    enumerable: true,
  });
}
const subtle = new SubtleCrypto(key);

class Crypto {
  constructor(given?: unknown) {
    check(given);
  }
  get subtle(): SubtleCrypto {
    return subtle;
  }
  getRandomValues(view: unknown): unknown {
    return getRandomValues(view);
  }
  randomUUID(options?: unknown): unknown {
    return callNative('crypto', 'randomUUID', [options]);
  }
  get [Symbol.toStringTag](): string {
    return 'Crypto';
  }
}

export const webcrypto = new Crypto(key);
export { Crypto, CryptoKey, SubtleCrypto };
