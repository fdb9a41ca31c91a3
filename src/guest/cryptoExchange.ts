/** Key agreement: the secrets stay with the host. */
import { adopt, callForHandle, callNative } from './native.ts';

class Exchange {
  constructor(factory: string, args: unknown[]) {
    adopt(this, callForHandle('crypto', factory, args));
  }
  generateKeys(...args: unknown[]): unknown {
    return callNative(this, 'generateKeys', args);
  }
  computeSecret(...args: unknown[]): unknown {
    return callNative(this, 'computeSecret', args);
  }
  getPublicKey(...args: unknown[]): unknown {
    return callNative(this, 'getPublicKey', args);
  }
  getPrivateKey(...args: unknown[]): unknown {
    return callNative(this, 'getPrivateKey', args);
  }
}

class PrimeExchange extends Exchange {
  getPrime(...args: unknown[]): unknown {
    return callNative(this, 'getPrime', args);
  }
  getGenerator(...args: unknown[]): unknown {
    return callNative(this, 'getGenerator', args);
  }
  get verifyError(): unknown {
    return callNative(this, 'verifyError', []);
  }
}

export class DiffieHellman extends PrimeExchange {
  constructor(...args: unknown[]) {
    super('createDiffieHellman', args);
  }
  setPublicKey(...args: unknown[]): this {
    callNative(this, 'setPublicKey', args);
    return this;
  }
  setPrivateKey(...args: unknown[]): this {
    callNative(this, 'setPrivateKey', args);
    return this;
  }
}

export class DiffieHellmanGroup extends PrimeExchange {
  constructor(name: unknown) {
    super('createDiffieHellmanGroup', [name]);
  }
}

export class ECDH extends Exchange {
  constructor(curve: unknown) {
    super('createECDH', [curve]);
  }
  static convertKey(...args: unknown[]): unknown {
    return callNative('crypto', 'convertKey', args);
  }
  setPublicKey(...args: unknown[]): this {
    callNative(this, 'setPublicKey', args);
    return this;
  }
  setPrivateKey(...args: unknown[]): this {
    callNative(this, 'setPrivateKey', args);
    return this;
  }
}
