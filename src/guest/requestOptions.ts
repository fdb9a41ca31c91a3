import { Buffer } from '@jspm/core/nodelibs/buffer';
import { URL } from 'whatwg-url';
import type { OutgoingRequest } from './bridge.ts';
import { nodeError } from './errors.ts';

export type Protocol = 'http:' | 'https:';
/** What http.request takes, of which a hook may pass any part, with values of any kind. */
export type RequestOptions = Record<string, unknown>;
type ResponseListener = (...args: never[]) => void;

interface UrlLike {
  href: string;
  protocol: string;
  hostname: string;
  port: string;
  pathname: string;
  search: string;
  hash: string;
  username: string;
  password: string;
}

const isUrl = (value: unknown): value is UrlLike =>
  typeof value === 'object' && value !== null && 'href' in value && 'protocol' in value && !('auth' in value);

/** Node's url.urlToHttpOptions. */
export function urlToOptions(url: UrlLike): RequestOptions {
  return {
    protocol: url.protocol,
    hostname: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    hash: url.hash,
    search: url.search,
    pathname: url.pathname,
    path: `${url.pathname || ''}${url.search || ''}`,
    href: url.href,
    ...(url.port === '' ? {} : { port: Number(url.port) }),
    ...(url.username || url.password
      ? { auth: `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}` }
      : {}),
  };
}

/** Sorts out the three signatures: (url, options, listener), (url, listener), (options, listener). */
export function readArguments(args: unknown[]): {
  options: RequestOptions;
  listener: ResponseListener | undefined;
} {
  const [first, ...rest] = args;
  const listener = rest.find((value): value is ResponseListener => typeof value === 'function');
  const given = rest.find((value) => typeof value === 'object' && value !== null) as
    | RequestOptions
    | undefined;
  if (typeof first === 'string') {
    let url: UrlLike;
    try {
      url = new URL(first);
    } catch {
      throw Object.assign(nodeError('ERR_INVALID_URL', 'Invalid URL', TypeError), { input: first });
    }
    return { options: { ...urlToOptions(url), ...given }, listener };
  }
  if (isUrl(first)) return { options: { ...urlToOptions(first), ...given }, listener };
  return { options: { ...(first as RequestOptions | undefined) }, listener };
}

/** PEM text, or base64 of bytes where it is no text. */
const pem = (value: unknown): string | undefined =>
  value === undefined || value === null
    ? undefined
    : typeof value === 'string'
      ? value
      : Buffer.from(value as Uint8Array).toString();

/** The options of TLS that a request may carry, of its own or by its agent. */
export function tlsOptions(options: RequestOptions): OutgoingRequest['tls'] {
  const { ca, cert, key, passphrase, servername, rejectUnauthorized } = options;
  const authorities = ca === undefined || ca === null ? undefined : [ca].flat().map(pem);
  const entries = {
    ca: authorities?.filter((one) => one !== undefined),
    cert: pem(cert),
    key: pem(key),
    passphrase: typeof passphrase === 'string' ? passphrase : undefined,
    servername: typeof servername === 'string' ? servername : undefined,
    rejectUnauthorized: rejectUnauthorized === undefined ? undefined : Boolean(rejectUnauthorized),
  };
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined));
}

/** Where a request goes; throws what Node throws for a path or a protocol that cannot be. */
export function target(options: RequestOptions, defaultProtocol: Protocol) {
  const protocol = String(options.protocol ?? defaultProtocol);
  if (protocol !== defaultProtocol) {
    throw nodeError(
      'ERR_INVALID_PROTOCOL',
      `Protocol "${protocol}" not supported. Expected "${defaultProtocol}"`,
      TypeError,
    );
  }
  const path =
    options.path === undefined || options.path === null || options.path === '' ? '/' : String(options.path);
  // Node's own rule for a path.
  if (/[^\u0021-\u00ff]/.test(path)) {
    throw nodeError('ERR_UNESCAPED_CHARACTERS', 'Request path contains unescaped characters', TypeError);
  }
  const hostname = String(options.hostname ?? options.host ?? 'localhost').replace(/^\[(.*)\]$/, '$1');
  const port = Number(options.port || options.defaultPort || (defaultProtocol === 'https:' ? 443 : 80));
  return { protocol: defaultProtocol, path, hostname, port };
}
