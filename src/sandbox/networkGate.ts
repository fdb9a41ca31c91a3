import type http from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import * as v from 'valibot';
import type { HttpFacts, OutgoingRequest, OutgoingSocket, TlsFacts, TlsOptions } from '../guest/bridge.ts';

const text = v.pipe(v.string(), v.maxLength(1024 * 1024));
const hostname = v.pipe(v.string(), v.maxLength(1024));
const port = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65_535));
const milliseconds = v.pipe(v.number(), v.minValue(0), v.maxValue(2 ** 31 - 1));
const id = v.pipe(v.number(), v.integer());

const Outgoing = v.object({
  protocol: v.picklist(['http:', 'https:']),
  method: v.pipe(v.string(), v.regex(/^[A-Z0-9!#$%&'*+.^_`|~-]{1,64}$/)),
  hostname,
  port,
  path: text,
  headers: v.pipe(v.array(v.tuple([text, v.union([text, v.array(text)])])), v.maxLength(1000)),
  rawHeaders: v.boolean(),
  defaultHeaders: v.boolean(),
  removedHeaders: v.pipe(v.array(text), v.maxLength(1000)),
  flush: v.boolean(),
  socket: id,
  keepAlive: v.boolean(),
  insecureParser: v.boolean(),
  joinDuplicateHeaders: v.boolean(),
  maxHeaderSize: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(2 ** 31 - 1))),
  stack: text,
});

const withPassphrase = { passphrase: v.optional(text) };
const pems = v.pipe(v.array(text), v.maxLength(1000));
const Tls = v.object({
  rejectUnauthorized: v.optional(v.boolean()),
  ownIdentityCheck: v.optional(v.boolean()),
  servername: v.optional(text),
  ca: v.optional(pems),
  cert: v.optional(pems),
  key: v.optional(v.array(v.object({ pem: text, ...withPassphrase }))),
  pfx: v.optional(v.array(v.object({ base64: text, ...withPassphrase }))),
  passphrase: v.optional(text),
  crl: v.optional(pems),
  ciphers: v.optional(text),
  ecdhCurve: v.optional(text),
  sigalgs: v.optional(text),
  minVersion: v.optional(v.picklist(['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'])),
  maxVersion: v.optional(v.picklist(['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'])),
  secureProtocol: v.optional(text),
  secureOptions: v.optional(v.pipe(v.number(), v.integer())),
  alpnProtocols: v.optional(v.pipe(v.array(text), v.maxLength(100))),
});
const target = {
  host: hostname,
  port,
  family: v.picklist([0, 4, 6]),
  localAddress: v.optional(hostname),
  localPort: v.optional(port),
  allowHalfOpen: v.boolean(),
  noDelay: v.boolean(),
  keepAlive: v.boolean(),
  keepAliveDelayMs: milliseconds,
  autoSelectFamily: v.optional(v.boolean()),
  timeoutMs: milliseconds,
  stack: text,
};
const OutgoingSocketSchema = v.variant('type', [
  v.object({ type: v.literal('tcp'), ...target }),
  v.object({ type: v.literal('tls'), over: v.nullable(id), tls: Tls, ...target }),
  v.object({ type: v.literal('relay') }),
]);

/** Reads what the guest asks for; throws where it is no request. */
export const readOutgoing = (json: unknown): OutgoingRequest =>
  v.parse(Outgoing, JSON.parse(v.parse(v.string(), json)));

const Trailers = v.pipe(v.array(v.tuple([text, text])), v.maxLength(1000));
/** Reads the trailers of a request, '' for none. */
export const readTrailers = (json: unknown): [string, string][] =>
  json === '' ? [] : v.parse(Trailers, JSON.parse(v.parse(v.string(), json)));

/** Reads what connection the guest asks for; throws where it is none. */
export const readOutgoingSocket = (json: unknown): OutgoingSocket =>
  v.parse(OutgoingSocketSchema, JSON.parse(v.parse(v.string(), json)));

/** What the guest's http copies of Node's. */
export function httpFacts(): HttpFacts {
  const { METHODS, STATUS_CODES, maxHeaderSize } = process.getBuiltinModule('node:http');
  return { methods: METHODS, statusCodes: STATUS_CODES as Record<string, string>, maxHeaderSize };
}

/** What the guest's tls copies of Node's. */
export function tlsFacts(): TlsFacts {
  const { getCiphers, DEFAULT_CIPHERS, rootCertificates } = process.getBuiltinModule('node:tls');
  return { ciphers: getCiphers(), defaultCiphers: DEFAULT_CIPHERS, rootCertificates: [...rootCertificates] };
}

/** What of a run says where its hook may connect to. */
export interface NetworkRules {
  network: 'live' | 'block';
  /** Hosts that may be reached: a name, `*.name` for all below it, either with `:port`. Undefined: all. */
  allowedHosts?: string[] | undefined;
}

export interface NetworkGate {
  /** The error that the hook is to see where a setting refuses the host; null where it may be reached. */
  refusal(host: string, port: number | null, syscall: string): Error | null;
  /** Opens a connection. Nothing else in the sandbox does. */
  connect(outgoing: Extract<OutgoingSocket, { host: string }>): Socket;
  /** TLS over a connection that is open already. */
  secure(outgoing: Extract<OutgoingSocket, { type: 'tls' }>, socket: Duplex): TLSSocket;
}

/** The one way out of the sandbox. */
export function createNetworkGate({ network, allowedHosts }: NetworkRules): NetworkGate {
  const refusal: NetworkGate['refusal'] = (host, port, syscall) => {
    const setting =
      network === 'block'
        ? 'network: block'
        : allowedHosts && !allowedHosts.some((pattern) => matchesHost(pattern, host, port))
          ? 'allowedHosts'
          : null;
    if (setting === null) return null;
    const place = port === null ? host : `${host}:${port}`;
    const error = new Error(`${syscall} ECONNREFUSED ${place} (refused by the setting ${setting})`);
    return Object.assign(error, {
      code: 'ECONNREFUSED',
      errno: -111,
      syscall,
      ...(port === null ? { hostname: host } : { address: host, port }),
    });
  };
  return {
    refusal,
    connect(outgoing) {
      const refused = refusal(outgoing.host, outgoing.port, 'connect');
      if (refused) throw refused;
      const {
        host,
        port,
        family,
        localAddress,
        localPort,
        noDelay,
        keepAlive,
        autoSelectFamily,
        allowHalfOpen,
      } = outgoing;
      const options = {
        host,
        port,
        family,
        allowHalfOpen,
        noDelay,
        keepAlive,
        keepAliveInitialDelay: outgoing.keepAliveDelayMs,
        ...(localAddress === undefined ? {} : { localAddress }),
        ...(localPort === undefined ? {} : { localPort }),
        ...(autoSelectFamily === undefined ? {} : { autoSelectFamily }),
      };
      if (outgoing.type === 'tcp') {
        return process.getBuiltinModule('node:net').connect(options);
      }
      return process.getBuiltinModule('node:tls').connect({ ...options, ...nodeTlsOptions(outgoing.tls) });
    },
    secure({ host, tls }, socket) {
      // `host` is what the certificate is checked for where there is no servername.
      return process.getBuiltinModule('node:tls').connect({ host, socket, ...nodeTlsOptions(tls) });
    },
  };
}

/** Node's own form of the options; what the guest may not set is not among them. */
function nodeTlsOptions({ ownIdentityCheck, key, pfx, alpnProtocols, ...rest }: TlsOptions) {
  return {
    ...(rest as Omit<TlsOptions, 'ownIdentityCheck' | 'key' | 'pfx' | 'alpnProtocols'>),
    ...(key
      ? { key: key.map(({ pem, passphrase }) => ({ pem, ...(passphrase ? { passphrase } : {}) })) }
      : {}),
    ...(pfx
      ? {
          pfx: pfx.map(({ base64, passphrase }) => ({
            buf: Buffer.from(base64, 'base64'),
            ...(passphrase ? { passphrase } : {}),
          })),
        }
      : {}),
    ...(alpnProtocols ? { ALPNProtocols: alpnProtocols } : {}),
    // The guest checks by a function of the hook's, and sends nothing before.
    ...(ownIdentityCheck ? { checkServerIdentity: () => undefined } : {}),
  };
}

/** Whether a host is one that the pattern of the setting means; names are compared without case. */
export function matchesHost(pattern: string, host: string, port: number | null): boolean {
  const [, name = '', only] =
    /^\s*(.*?)(?::(\d+))?\s*$/.exec(
      pattern.includes(']') || (pattern.match(/:/g) ?? []).length < 2 ? pattern : `[${pattern}]`,
    ) ?? [];
  if (only !== undefined && port !== null && Number(only) !== port) return false;
  const wanted = name.toLowerCase().replace(/^\[(.*)\]$/, '$1');
  const actual = host
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '');
  if (wanted === '*') return true;
  return wanted.startsWith('*.') ? actual.endsWith(wanted.slice(1)) : actual === wanted;
}

/** Sends a request over a connection that is open, or opening; the guest's agents keep the connections. */
export function requestOver(outgoing: OutgoingRequest, socket: Duplex): http.ClientRequest {
  const { Agent, request } = process.getBuiltinModule('node:http');
  class OneConnection extends Agent {
    addRequest(sent: http.ClientRequest): void {
      // Typed for TCP; Node's client takes any duplex.
      sent.onSocket(socket as Socket);
    }
  }
  const { hostname, port, path, method, keepAlive, headers } = outgoing;
  const sent = request({
    method,
    host: hostname,
    port,
    path,
    setHost: false,
    setDefaultHeaders: outgoing.defaultHeaders,
    agent: new OneConnection({ keepAlive }),
    insecureHTTPParser: outgoing.insecureParser,
    joinDuplicateHeaders: outgoing.joinDuplicateHeaders,
    ...(outgoing.maxHeaderSize === null ? {} : { maxHeaderSize: outgoing.maxHeaderSize }),
    ...(outgoing.rawHeaders
      ? { headers: headers.flatMap(([name, value]) => [value].flat().flatMap((one) => [name, one])) }
      : {}),
  });
  try {
    if (!outgoing.rawHeaders) for (const [name, value] of headers) sent.setHeader(name, value);
    for (const name of outgoing.removedHeaders) sent.removeHeader(name);
  } catch (error) {
    sent.destroy();
    throw error;
  }
  return sent;
}
