import { inspect } from 'node-inspect-extracted';
import { innerOptions } from './cryptoKeys.ts';
import { adopt, callForHandle, callNative, Handle, onHandle } from './native.ts';

/** What Node's certificate tells of itself, in the order in which it is shown. */
const shown = [
  ...['subject', 'subjectAltName', 'issuer', 'infoAccess', 'validFrom', 'validTo', 'validFromDate'],
  ...['validToDate', 'fingerprint', 'fingerprint256', 'fingerprint512', 'keyUsage', 'serialNumber'],
  ...['signatureAlgorithm', 'signatureAlgorithmOid'],
];
const unshown = ['issuerCertificate', 'raw', 'publicKey', 'ca'];
const methods = [
  'checkHost',
  'checkEmail',
  'checkIP',
  'checkIssued',
  'checkPrivateKey',
  'verify',
  'toLegacyObject',
];

/** Node's X509Certificate: parsed and checked by the host. */
export class X509Certificate {
  constructor(source: unknown) {
    adopt(this, source instanceof Handle ? source : callForHandle('crypto', 'X509Certificate', [source]));
  }
  toString(): string {
    return String(callNative(this, 'toString', []));
  }
  toJSON(): string {
    return this.toString();
  }
  [Symbol.for('nodejs.util.inspect.custom')](depth: number, options: { depth?: number | null }): unknown {
    if (depth < 0) return this;
    const about = Object.fromEntries(shown.map((name) => [name, Reflect.get(this, name)]));
    return `X509Certificate ${inspect(about, innerOptions(options))}`;
  }
}
for (const name of [...shown, ...unshown]) {
  Object.defineProperty(X509Certificate.prototype, name, {
    configurable: true,
    enumerable: false,
    get(this: object) {
      return callNative(this, name, []);
    },
  });
}
for (const name of methods) {
  Object.defineProperty(X509Certificate.prototype, name, {
    configurable: true,
    writable: true,
    value(this: object, ...args: unknown[]) {
      return callNative(this, name, args);
    },
  });
}
onHandle('X509Certificate', (handle) => new X509Certificate(handle));
