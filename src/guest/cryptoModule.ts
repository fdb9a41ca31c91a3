import { X509Certificate } from './cryptoCertificate.ts';
import { Hash, Hmac } from './cryptoDigest.ts';
import { DiffieHellman, DiffieHellmanGroup, ECDH } from './cryptoExchange.ts';
import { KeyObject } from './cryptoKeys.ts';
import { Cipheriv, Decipheriv, Sign, Verify } from './cryptoStreams.ts';
import { refuse } from './errors.ts';
import { callNative, startNative } from './native.ts';
import { background, constantsOf, noCallback, withoutNew } from './nativeFunctions.ts';
import { nextTick } from './ticks.ts';
import { fillRandomly, getRandomValues, webcrypto } from './webcrypto.ts';

const synchronous = [
  ...['createPrivateKey', 'createPublicKey', 'createSecretKey', 'generateKeySync', 'generateKeyPairSync'],
  ...['hash', 'timingSafeEqual', 'publicEncrypt', 'publicDecrypt', 'privateEncrypt', 'privateDecrypt'],
  ...['pbkdf2Sync', 'scryptSync', 'hkdfSync', 'argon2Sync', 'randomUUID', 'randomUUIDv7'],
  ...[
    'generatePrimeSync',
    'checkPrimeSync',
    'getHashes',
    'getCiphers',
    'getCurves',
    'getCipherInfo',
    'getFips',
  ],
];
/** With a callback they work in the background, without one at once. */
const either = ['sign', 'verify', 'diffieHellman', 'encapsulate', 'decapsulate', 'randomBytes'];
/** With the place of their callback. */
const asynchronous = {
  ...{ pbkdf2: 5, scrypt: 4, hkdf: 5, argon2: 2, generateKey: 2, generatePrime: 2, checkPrime: 2 },
};

const named = <T extends object>(name: string, call: T): T =>
  Object.defineProperty(call, 'name', { value: name });

const generateKeyPair = Object.assign(background('crypto', 'generateKeyPair', 2), {
  [Symbol.for('nodejs.util.promisify.custom')]: (...args: unknown[]) =>
    new Promise((resolve, reject) => {
      startNative('crypto', 'generateKeyPair', args, (error, publicKey, privateKey) => {
        if (error) reject(error);
        else resolve({ publicKey, privateKey });
      });
    }),
});

function randomInt(...args: unknown[]): unknown {
  const callback = args.at(-1);
  if (typeof callback !== 'function') return callNative('crypto', 'randomInt', args);
  const value = callNative('crypto', 'randomInt', args.slice(0, -1));
  nextTick(() => callback(undefined, value));
  return undefined;
}

function randomFill(view: unknown, ...rest: unknown[]): void {
  const callback = rest.pop();
  if (typeof callback !== 'function') throw noCallback(callback);
  background('crypto', 'randomFill', 3)(view, ...rest, (error: unknown, filled: unknown) => {
    if (!error) fillRandomly(view, filled);
    if (error) callback(error);
    else callback(error, view);
  });
}

const exportChallenge = (...args: unknown[]) => callNative('crypto', 'certificateChallenge', args);
const exportPublicKey = (...args: unknown[]) => callNative('crypto', 'certificatePublicKey', args);
const verifySpkac = (...args: unknown[]) => callNative('crypto', 'verifySpkac', args);
/** The old class for keygen elements: all it does is in its functions. */
class Certificate {
  static exportChallenge = exportChallenge;
  static exportPublicKey = exportPublicKey;
  static verifySpkac = verifySpkac;
  exportChallenge = exportChallenge;
  exportPublicKey = exportPublicKey;
  verifySpkac = verifySpkac;
}

const classes = {
  ...{ Cipheriv, Decipheriv, DiffieHellman, DiffieHellmanGroup, ECDH, Hash, Hmac, Sign, Verify, Certificate },
};
const callableClasses = Object.fromEntries(
  Object.entries(classes).map(([name, Class]) => [name, withoutNew(Class, Class !== Hash && Class !== Hmac)]),
);

/** Node's crypto, done by the host's own. */
export const cryptoModule: Record<string, unknown> = {
  ...Object.fromEntries(
    synchronous.map((name) => [name, named(name, (...args: unknown[]) => callNative('crypto', name, args))]),
  ),
  ...Object.fromEntries(either.map((name) => [name, background('crypto', name, null)])),
  ...Object.fromEntries(
    Object.entries(asynchronous).map(([name, place]) => [name, background('crypto', name, place)]),
  ),
  createHash: named('createHash', (algorithm: unknown, options?: unknown) => new Hash(algorithm, options)),
  createHmac: named(
    'createHmac',
    (algorithm: unknown, key: unknown, options?: unknown) => new Hmac(algorithm, key, options),
  ),
  createCipheriv: named(
    'createCipheriv',
    (cipher: unknown, key: unknown, iv: unknown, options?: unknown) => new Cipheriv(cipher, key, iv, options),
  ),
  createDecipheriv: named(
    'createDecipheriv',
    (cipher: unknown, key: unknown, iv: unknown, options?: unknown) =>
      new Decipheriv(cipher, key, iv, options),
  ),
  createSign: named('createSign', (algorithm: unknown, options?: unknown) => new Sign(algorithm, options)),
  createVerify: named(
    'createVerify',
    (algorithm: unknown, options?: unknown) => new Verify(algorithm, options),
  ),
  createDiffieHellman: named('createDiffieHellman', (...args: unknown[]) => new DiffieHellman(...args)),
  createDiffieHellmanGroup: named(
    'createDiffieHellmanGroup',
    (name: unknown) => new DiffieHellmanGroup(name),
  ),
  getDiffieHellman: named('getDiffieHellman', (name: unknown) => new DiffieHellmanGroup(name)),
  createECDH: named('createECDH', (curve: unknown) => new ECDH(curve)),
  generateKeyPair,
  randomInt,
  randomFill,
  randomFillSync: named('randomFillSync', (view: unknown, ...rest: unknown[]) => {
    fillRandomly(view, callNative('crypto', 'randomFillSync', [view, ...rest]));
    return view;
  }),
  setEngine: () => {
    throw refuse('crypto.setEngine');
  },
  setFips: () => {
    throw refuse('crypto.setFips');
  },
  secureHeapUsed: () => ({ total: 0, min: 0, used: 0, utilization: 0 }),
  ...callableClasses,
  KeyObject,
  X509Certificate,
  webcrypto,
  subtle: webcrypto.subtle,
  getRandomValues: named('getRandomValues', (view: unknown) => getRandomValues(view)),
};
Object.defineProperty(cryptoModule, 'constants', {
  configurable: false,
  enumerable: true,
  get: constantsOf('crypto', 'constants', (constants) => {
    // The one constant that may be set: a setting of Node's TLS, which is not the hook's here.
    let list: unknown = Reflect.get(constants, 'defaultCipherList');
    Object.defineProperty(constants, 'defaultCipherList', {
      enumerable: true,
      configurable: true,
      get: () => list,
      set: (value) => {
        list = value;
      },
    });
  }),
});
for (const alias of ['prng', 'pseudoRandomBytes', 'rng']) {
  Object.defineProperty(cryptoModule, alias, {
    configurable: true,
    enumerable: false,
    writable: true,
    value: cryptoModule.randomBytes,
  });
}
Object.defineProperty(cryptoModule, 'fips', { configurable: false, enumerable: false, get: () => 0 });
