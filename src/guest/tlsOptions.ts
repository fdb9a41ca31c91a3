import { Buffer } from 'node-module:buffer';
import type { TlsOptions } from './bridge.ts';
import type { ConnectOptions } from './socketOptions.ts';

const given = (value: unknown): boolean => value !== undefined && value !== null && value !== '';
const pemOf = (value: unknown): string =>
  typeof value === 'string' ? value : Buffer.from(value as Uint8Array).toString();
const pems = (value: unknown): string[] | undefined =>
  given(value) ? [value].flat(2).map(pemOf) : undefined;
const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** A secret part, with or without a passphrase of its own. */
function parts<Key extends string>(value: unknown, key: Key, name: string, read: (value: unknown) => string) {
  if (!given(value)) return undefined;
  return [value].flat().map((one: unknown) => {
    const wrapped = typeof one === 'object' && one !== null && name in one;
    const { passphrase } = (wrapped ? one : {}) as { passphrase?: unknown };
    const content: unknown = wrapped ? Reflect.get(one as object, name) : one;
    return {
      [key]: read(content),
      ...(passphrase === undefined ? {} : { passphrase: pemOf(passphrase) }),
    } as {
      [name in Key]: string;
    } & { passphrase?: string };
  });
}

function alpn(value: unknown): string[] | undefined {
  if (Array.isArray(value)) return value.map(String);
  if (!(value instanceof Uint8Array)) return undefined;
  const names: string[] = [];
  for (let at = 0; at < value.length; at += 1 + (value[at] ?? 0)) {
    names.push(Buffer.from(value.subarray(at + 1, at + 1 + (value[at] ?? 0))).toString('latin1'));
  }
  return names;
}

/** What of the options of tls.connect crosses the bridge. */
export function tlsOptions(options: ConnectOptions): TlsOptions {
  // What createSecureContext was given stands in for the options themselves.
  const { secureContext } = options as { secureContext?: { options?: ConnectOptions } };
  const all = { ...secureContext?.options, ...options };
  const entries = {
    rejectUnauthorized: all.rejectUnauthorized === undefined ? undefined : all.rejectUnauthorized !== false,
    ownIdentityCheck: typeof all.checkServerIdentity === 'function' ? true : undefined,
    servername: textOf(all.servername),
    ca: pems(all.ca),
    cert: pems(all.cert),
    key: parts(all.key, 'pem', 'pem', pemOf),
    pfx: parts(all.pfx, 'base64', 'buf', (value) =>
      (typeof value === 'string' ? Buffer.from(value, 'latin1') : Buffer.from(value as Uint8Array)).toString(
        'base64',
      ),
    ),
    passphrase: given(all.passphrase) ? pemOf(all.passphrase) : undefined,
    crl: pems(all.crl),
    ciphers: textOf(all.ciphers),
    ecdhCurve: textOf(all.ecdhCurve),
    sigalgs: textOf(all.sigalgs),
    minVersion: textOf(all.minVersion) as TlsOptions['minVersion'],
    maxVersion: textOf(all.maxVersion) as TlsOptions['maxVersion'],
    secureProtocol: textOf(all.secureProtocol),
    secureOptions: typeof all.secureOptions === 'number' ? all.secureOptions : undefined,
    alpnProtocols: alpn(all.ALPNProtocols),
  };
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined));
}
