import type { webcrypto } from 'node:crypto';
import { createZlibStream, zlibStreamKinds } from './zlibHost.ts';

type Callable = (...args: unknown[]) => unknown;
type Callback = (...results: unknown[]) => void;

/** What the guest may call of the host's crypto and zlib, by name; nothing else of them is within its reach. */
const calls = {
  crypto: [
    ...['createHash', 'createHmac', 'createCipheriv', 'createDecipheriv', 'createSign', 'createVerify'],
    ...['createDiffieHellman', 'createDiffieHellmanGroup', 'createECDH'],
    ...['createPrivateKey', 'createPublicKey', 'createSecretKey', 'generateKeySync', 'generateKeyPairSync'],
    ...['hash', 'sign', 'verify', 'timingSafeEqual', 'diffieHellman', 'encapsulate', 'decapsulate'],
    ...['publicEncrypt', 'publicDecrypt', 'privateEncrypt', 'privateDecrypt'],
    ...['pbkdf2Sync', 'scryptSync', 'hkdfSync', 'argon2Sync'],
    ...['randomBytes', 'randomInt', 'randomUUID', 'randomUUIDv7', 'generatePrimeSync', 'checkPrimeSync'],
    ...['getHashes', 'getCiphers', 'getCurves', 'getCipherInfo', 'getFips'],
  ],
  zlib: [
    ...['deflateSync', 'inflateSync', 'gzipSync', 'gunzipSync', 'deflateRawSync', 'inflateRawSync'],
    ...['unzipSync', 'brotliCompressSync', 'brotliDecompressSync', 'zstdCompressSync', 'zstdDecompressSync'],
    'crc32',
  ],
} satisfies Record<string, string[]>;

/** Called with a callback, which comes back as an event: they work on the host's thread pool. */
const starts = {
  crypto: [
    ...['pbkdf2', 'scrypt', 'hkdf', 'argon2', 'randomBytes', 'randomInt', 'sign', 'verify', 'diffieHellman'],
    ...['generateKey', 'generateKeyPair', 'generatePrime', 'checkPrime', 'encapsulate', 'decapsulate'],
    'randomFill',
  ],
  zlib: [
    ...['deflate', 'inflate', 'gzip', 'gunzip', 'deflateRaw', 'inflateRaw', 'unzip'],
    ...['brotliCompress', 'brotliDecompress', 'zstdCompress', 'zstdDecompress'],
  ],
} satisfies Record<string, string[]>;

/** Promises rather than callbacks. */
const subtle = [
  ...['encrypt', 'decrypt', 'sign', 'verify', 'digest', 'generateKey', 'deriveKey', 'deriveBits'],
  ...['importKey', 'exportKey', 'wrapKey', 'unwrapKey', 'getPublicKey'],
  ...['encapsulateBits', 'encapsulateKey', 'decapsulateBits', 'decapsulateKey'],
];

/** What may be called or read on what stays with the host, by its class. */
export const members: Record<string, string[]> = {
  Hash: ['update', 'digest', 'copy'],
  Hmac: ['update', 'digest'],
  Cipheriv: ['update', 'final', 'setAutoPadding', 'getAuthTag', 'setAAD'],
  Decipheriv: ['update', 'final', 'setAutoPadding', 'setAuthTag', 'setAAD'],
  Sign: ['update', 'sign'],
  Verify: ['update', 'verify'],
  DiffieHellman: [
    ...['generateKeys', 'computeSecret', 'getPrime', 'getGenerator', 'getPublicKey', 'getPrivateKey'],
    ...['setPublicKey', 'setPrivateKey', 'verifyError'],
  ],
  DiffieHellmanGroup: [
    ...['generateKeys', 'computeSecret', 'getPrime', 'getGenerator', 'getPublicKey', 'getPrivateKey'],
    'verifyError',
  ],
  ECDH: ['generateKeys', 'computeSecret', 'getPublicKey', 'getPrivateKey', 'setPublicKey', 'setPrivateKey'],
  KeyObject: [
    ...['export', 'equals', 'toCryptoKey', 'asymmetricKeyType', 'asymmetricKeyDetails', 'symmetricKeySize'],
  ],
  CryptoKey: [],
  X509Certificate: [
    ...['subject', 'subjectAltName', 'issuer', 'issuerCertificate', 'infoAccess', 'validFrom', 'validTo'],
    ...['validFromDate', 'validToDate', 'fingerprint', 'fingerprint256', 'fingerprint512', 'keyUsage'],
    ...['serialNumber', 'signatureAlgorithm', 'signatureAlgorithmOid', 'raw', 'publicKey', 'ca'],
    ...['toString', 'checkHost', 'checkEmail', 'checkIP', 'checkIssued', 'checkPrivateKey', 'verify'],
    'toLegacyObject',
  ],
  ZlibStream: ['write', 'more', 'flush', 'params', 'end', 'reset', 'processChunk'],
};

const crypto = () => process.getBuiltinModule('node:crypto');
const zlib = () => process.getBuiltinModule('node:zlib');

/** Functions that are not the modules' own under the same name. */
const own: Record<string, Callable> = {
  'crypto.constants': () => crypto().constants,
  'crypto.digest': digest,
  'crypto.X509Certificate': (source) => new (crypto().X509Certificate)(source as string),
  'crypto.keyFrom': (key) => crypto().KeyObject.from(key as webcrypto.CryptoKey),
  'crypto.convertKey': (...args) => Reflect.apply(crypto().ECDH.convertKey, null, args),
  'crypto.certificateChallenge': (...args) => Reflect.apply(crypto().Certificate.exportChallenge, null, args),
  'crypto.certificatePublicKey': (...args) => Reflect.apply(crypto().Certificate.exportPublicKey, null, args),
  'crypto.verifySpkac': (...args) => Reflect.apply(crypto().Certificate.verifySpkac, null, args),
  // These fill the view that they are given, which is the host's copy: it goes back.
  'crypto.randomFillSync': (...args) => Reflect.apply(crypto().randomFillSync, null, args),
  'webcrypto.getRandomValues': (view) => crypto().webcrypto.getRandomValues(view as Uint8Array),
  'webcrypto.supports': (...args) => Reflect.apply(memberOf(SubtleCrypto, 'supports'), SubtleCrypto, args),
  'zlib.constants': () => zlib().constants,
  'zlib.codes': () => Reflect.get(zlib(), 'codes'),
};

/** A hash, or with a key an hmac, of parts that were gathered: one call in place of one for each. */
function digest(algorithm: unknown, key: unknown, encoding: unknown, parts: unknown): unknown {
  const { createHash, createHmac } = crypto();
  const hash: object =
    key === undefined
      ? Reflect.apply(createHash, null, [algorithm])
      : Reflect.apply(createHmac, null, [algorithm, key]);
  const update = memberOf(hash, 'update');
  if (!Array.isArray(parts)) throw new TypeError('The parts of a digest must be a list.');
  for (const part of parts) {
    if (!Array.isArray(part)) throw new TypeError('A part of a digest must be a list.');
    Reflect.apply(update, hash, part.slice(0, 2));
  }
  return Reflect.apply(memberOf(hash, 'digest'), hash, [encoding]);
}

/** The function of that name that answers at once; null where the guest may not have it. */
export function callable(module: string, name: string, mostBytes: number): Callable | null {
  const known = own[`${module}.${name}`];
  if (known && Object.hasOwn(own, `${module}.${name}`)) return known;
  if (module === 'crypto' && calls.crypto.includes(name)) return memberOf(crypto(), name);
  if (module === 'zlib' && calls.zlib.includes(name)) return memberOf(zlib(), name);
  if (module === 'zlib' && zlibStreamKinds.includes(name))
    return (options) => createZlibStream(name, options, mostBytes);
  return null;
}

/** The function of that name that works in the background and hands its results to `done`; null where there is none. */
export function startable(module: string, name: string): ((args: unknown[], done: Callback) => void) | null {
  if (module === 'crypto' && starts.crypto.includes(name)) return withCallback(memberOf(crypto(), name));
  if (module === 'zlib' && starts.zlib.includes(name)) return withCallback(memberOf(zlib(), name));
  if (module === 'subtle' && subtle.includes(name)) {
    const { subtle } = crypto().webcrypto;
    return (args, done) => {
      const promise = Reflect.apply(memberOf(subtle, name), subtle, args) as Promise<unknown>;
      promise.then((value) => done(null, value), done);
    };
  }
  return null;
}

const memberOf = (owner: object, name: string): Callable => {
  const member: unknown = Reflect.get(owner, name);
  if (typeof member !== 'function') throw new TypeError(`This Node has no ${name}.`);
  return member as Callable;
};

const withCallback = (call: Callable) => (args: unknown[], done: Callback) => {
  call(...args, done);
};
