import type { Bridge, TlsFacts } from './bridge.ts';
import { refuse } from './errors.ts';
import { callable } from './net.ts';
import { checkServerIdentity } from './peerCertificate.ts';
import type { ConnectOptions } from './socketOptions.ts';
import { connectTls, TLSSocket } from './tlsSocket.ts';

const unavailable = (member: string) =>
  function refused() {
    throw refuse(`tls.${member}`);
  };

/** What tls.createSecureContext gives: the options, which the host makes a context of. */
class SecureContext {
  readonly options: ConnectOptions;
  /** Packages look for it. */
  readonly context = {};
  constructor(options: ConnectOptions = {}) {
    this.options = options;
  }
}

/** Makes the module `tls`: clients only. */
export function createTls(bridge: Bridge) {
  let facts: TlsFacts | undefined;
  const known = (): TlsFacts => {
    facts ??= JSON.parse(bridge.tlsFacts()) as TlsFacts;
    return facts;
  };
  return {
    /** (options, listener), (port, host, options, listener), (port, options, listener). */
    connect(...args: unknown[]): TLSSocket {
      const listener = args.find((value): value is (...args: never[]) => void => typeof value === 'function');
      const given = args.find((value) => typeof value === 'object' && value !== null) as
        | ConnectOptions
        | undefined;
      const [port, host] = args;
      const options: ConnectOptions = { ...given };
      if (typeof port === 'number' || (typeof port === 'string' && /^\d+$/.test(port))) options.port = port;
      else if (typeof port === 'string') options.path = port;
      if (typeof host === 'string') options.host = host;
      return connectTls(options, listener);
    },
    TLSSocket: callable(TLSSocket),
    SecureContext,
    createSecureContext: (options?: ConnectOptions) => new SecureContext(options),
    checkServerIdentity,
    getCiphers: () => [...known().ciphers],
    get rootCertificates(): readonly string[] {
      return Object.freeze(known().rootCertificates);
    },
    getCACertificates: (type = 'default') => (type === 'extra' ? [] : [...known().rootCertificates]),
    convertALPNProtocols(protocols: unknown, out: { ALPNProtocols?: unknown }): void {
      out.ALPNProtocols = protocols;
    },
    DEFAULT_ECDH_CURVE: 'auto',
    DEFAULT_MIN_VERSION: 'TLSv1.2',
    DEFAULT_MAX_VERSION: 'TLSv1.3',
    get DEFAULT_CIPHERS(): string {
      return known().defaultCiphers;
    },
    CLIENT_RENEG_LIMIT: 3,
    CLIENT_RENEG_WINDOW: 600,
    Server: unavailable('Server'),
    createServer: unavailable('createServer'),
    createSecurePair: unavailable('createSecurePair'),
  };
}
