import { URL } from 'whatwg-url';
import { nodeError, received, refuse } from './errors.ts';
import { portOf } from './socketOptions.ts';

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

interface Defaults {
  /** The protocol that the agent speaks, and the module's own. */
  protocol: string;
  ownProtocol: string;
  port: number;
}

/** Where a request goes; throws what Node throws for a path or a protocol that cannot be. */
export function target(options: RequestOptions, defaults: Defaults) {
  const protocol = String(options.protocol || defaults.ownProtocol);
  const path =
    options.path === undefined || options.path === null || options.path === '' ? '/' : String(options.path);
  // Node's own rule for a path.
  if (/[^\u0021-\u00ff]/.test(path)) {
    throw nodeError('ERR_UNESCAPED_CHARACTERS', 'Request path contains unescaped characters', TypeError);
  }
  if (protocol !== defaults.protocol) {
    throw nodeError(
      'ERR_INVALID_PROTOCOL',
      `Protocol "${protocol}" not supported. Expected "${defaults.protocol}"`,
      TypeError,
    );
  }
  if (options.socketPath) throw refuse('http.request over a socketPath');
  const host = hostOf(options.hostname, 'hostname') || hostOf(options.host, 'host') || 'localhost';
  const port = portOf(options.port || options.defaultPort || defaults.port);
  return { protocol, path, hostname: host.replace(/^\[(.*)\]$/, '$1'), port };
}

function hostOf(value: unknown, name: string): string {
  if (value === undefined || value === null || typeof value === 'string') return value ?? '';
  throw nodeError(
    'ERR_INVALID_ARG_TYPE',
    `The "options.${name}" property must be of type string or one of undefined or null.${received(value)}`,
    TypeError,
  );
}
