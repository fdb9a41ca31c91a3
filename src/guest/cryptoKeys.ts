import { inspect } from 'node-inspect-extracted';
import { nodeError } from './errors.ts';
import { adopt, callNative, Handle, onHandle } from './native.ts';

/** The options for what is shown inside of something, as Node's crypto counts its depth. */
export const innerOptions = (options: { depth?: number | null }) => ({
  ...options,
  depth: options.depth == null ? null : options.depth - 1,
});

const notMade = () => new TypeError('Illegal constructor');

/** Node's KeyObject: the key itself stays with the host. */
export class KeyObject {
  readonly #type: string;
  constructor(type: unknown, handle: unknown) {
    if (type !== 'secret' && type !== 'public' && type !== 'private') {
      throw nodeError(
        'ERR_INVALID_ARG_VALUE',
        `The argument 'type' is invalid. Received ${inspect(type)}`,
        TypeError,
      );
    }
    if (!(handle instanceof Handle)) {
      throw nodeError('ERR_INVALID_ARG_TYPE', 'The "handle" argument must be of type object.', TypeError);
    }
    this.#type = type;
    adopt(this, handle);
  }
  static from(key: unknown): unknown {
    return callNative('crypto', 'keyFrom', [key]);
  }
  get type(): string {
    return this.#type;
  }
  equals(other: unknown): unknown {
    return callNative(this, 'equals', [other]);
  }
  export(options?: unknown): unknown {
    return callNative(this, 'export', options === undefined ? [] : [options]);
  }
  toCryptoKey(...args: unknown[]): unknown {
    return callNative(this, 'toCryptoKey', args);
  }
  get [Symbol.toStringTag](): string {
    return 'KeyObject';
  }
}
class SecretKeyObject extends KeyObject {
  get symmetricKeySize(): unknown {
    return callNative(this, 'symmetricKeySize', []);
  }
}
class AsymmetricKeyObject extends KeyObject {
  get asymmetricKeyType(): unknown {
    return callNative(this, 'asymmetricKeyType', []);
  }
  get asymmetricKeyDetails(): unknown {
    return callNative(this, 'asymmetricKeyDetails', []);
  }
}
class PublicKeyObject extends AsymmetricKeyObject {}
class PrivateKeyObject extends AsymmetricKeyObject {}

onHandle('KeyObject', (handle) => {
  const { about: type } = handle;
  if (type === 'secret') return new SecretKeyObject(type, handle);
  if (type === 'public') return new PublicKeyObject(type, handle);
  return new PrivateKeyObject(type, handle);
});

/** The web's key: what it is for is told with it, the key itself stays with the host. */
export class CryptoKey {
  readonly #about: Record<string, unknown>;
  constructor(handle?: unknown) {
    if (!(handle instanceof Handle)) throw nodeErrorOfConstructor();
    this.#about = Object(handle.about);
    adopt(this, handle);
  }
  get type(): unknown {
    return this.#about.type;
  }
  get extractable(): unknown {
    return this.#about.extractable;
  }
  get algorithm(): unknown {
    return this.#about.algorithm;
  }
  get usages(): unknown {
    return this.#about.usages;
  }
  get [Symbol.toStringTag](): string {
    return 'CryptoKey';
  }
  [Symbol.for('nodejs.util.inspect.custom')](depth: number, options: { depth?: number | null }): unknown {
    if (depth < 0) return this;
    const { type, extractable, algorithm, usages } = this;
    return `CryptoKey ${inspect({ type, extractable, algorithm, usages }, innerOptions(options))}`;
  }
}
const nodeErrorOfConstructor = () => nodeError('ERR_ILLEGAL_CONSTRUCTOR', notMade().message, TypeError);

onHandle('CryptoKey', (handle) => new CryptoKey(handle));
