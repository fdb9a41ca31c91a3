/** What Node's lib/internal/url.js has in C++ (ada), done by whatwg-url: a URL as its text and the places of its parts. */

import {
  basicURLParse,
  cannotHaveAUsernamePasswordPort,
  hasAnOpaquePath,
  parseURL,
  serializeHost,
  serializePath,
  serializeURL,
  serializeURLOrigin,
  setThePassword,
  setTheUsername,
  type UrlRecord,
} from 'whatwg-url';
import { nodeError } from '../errors.ts';
import { toUnicode } from './textBinding.ts';

const omitted = 2 ** 32 - 1;
const schemes = ['http', '', 'https', 'ws', 'ftp', 'wss', 'file'];

/** Where the parts of the last URL stand: ada's url_components, in the order that Node's own code reads them. */
const urlComponents = new Uint32Array(9);

function tell(url: UrlRecord): string {
  const protocolEnd = url.scheme.length + 1;
  let at = protocolEnd;
  let usernameEnd = at;
  let hostStart = at;
  let hostEnd = at;
  if (url.host !== null) {
    at += 2;
    usernameEnd = at + url.username.length;
    hostStart = usernameEnd + (url.password === '' ? 0 : url.password.length + 1);
    const hasCredentials = url.username !== '' || url.password !== '';
    hostEnd = hostStart + (hasCredentials ? 1 : 0) + serializeHost(url.host).length;
  }
  const port = url.port === null ? omitted : url.port;
  let pathnameStart = hostEnd + (url.port === null ? 0 : String(url.port).length + 1);
  // A path that would be read as a host is kept apart by "/.".
  if (url.host === null && !hasAnOpaquePath(url) && url.path.length > 1 && url.path[0] === '')
    pathnameStart += 2;
  const pathEnd = pathnameStart + serializePath(url).length;
  const searchStart = url.query === null ? omitted : pathEnd;
  const hashStart =
    url.fragment === null ? omitted : pathEnd + (url.query === null ? 0 : url.query.length + 1);
  const scheme = schemes.indexOf(url.scheme);
  urlComponents.set([
    protocolEnd,
    usernameEnd,
    hostStart,
    hostEnd,
    port,
    pathnameStart,
    searchStart,
    hashStart,
    scheme === -1 || url.scheme === '' ? 1 : scheme,
  ]);
  return serializeURL(url);
}

function read(input: string, base: string | undefined): UrlRecord | null {
  if (base === undefined) return parseURL(input);
  const baseURL = parseURL(base);
  return baseURL && parseURL(input, { baseURL });
}

/** The setters of URL, by the number that Node's own code hands over; false: the URL stays as it is. */
const updates: ((url: UrlRecord, value: string) => boolean)[] = [
  (url, value) => basicURLParse(`${value}:`, { url, stateOverride: 'scheme start' }) !== undefined,
  (url, value) => !hasAnOpaquePath(url) && basicURLParse(value, { url, stateOverride: 'host' }) !== undefined,
  (url, value) =>
    !hasAnOpaquePath(url) && basicURLParse(value, { url, stateOverride: 'hostname' }) !== undefined,
  (url, value) => {
    if (cannotHaveAUsernamePasswordPort(url)) return false;
    if (value === '') url.port = null;
    else basicURLParse(value, { url, stateOverride: 'port' });
    return true;
  },
  (url, value) => {
    if (cannotHaveAUsernamePasswordPort(url)) return false;
    setTheUsername(url, value);
    return true;
  },
  (url, value) => {
    if (cannotHaveAUsernamePasswordPort(url)) return false;
    setThePassword(url, value);
    return true;
  },
  (url, value) => {
    if (hasAnOpaquePath(url)) return false;
    url.path = [];
    basicURLParse(value, { url, stateOverride: 'path start' });
    return true;
  },
  (url, value) => {
    const text = value.startsWith('?') ? value.slice(1) : value;
    url.query = value === '' ? null : '';
    if (value !== '') basicURLParse(text, { url, stateOverride: 'query' });
    return true;
  },
  (url, value) => {
    const text = value.startsWith('#') ? value.slice(1) : value;
    url.fragment = value === '' ? null : '';
    if (value !== '') basicURLParse(text, { url, stateOverride: 'fragment' });
    return true;
  },
];

function invalid(input: string, base: string | undefined): Error {
  const error = nodeError('ERR_INVALID_URL', 'Invalid URL', TypeError);
  Object.defineProperty(error, 'input', {
    value: input,
    enumerable: true,
    configurable: true,
    writable: true,
  });
  return base === undefined ? error : Object.assign(error, { base });
}

export const urlBinding = {
  urlComponents,
  parse(input: string, base: string | undefined, raise: boolean): string | undefined {
    const url = read(input, base);
    if (url) return tell(url);
    if (raise) throw invalid(input, base);
    return undefined;
  },
  canParse: (input: string, base?: string) => read(`${input}`, base) !== null,
  update(href: string, action: number, value: string): string | false {
    if (action === 9) {
      const url = parseURL(value);
      return url ? tell(url) : false;
    }
    const url = parseURL(href);
    if (!url) return false;
    updates[action]?.(url, value);
    return tell(url);
  },
  format(href: string, fragment: boolean, unicode: boolean, search: boolean, auth: boolean): string {
    const url = parseURL(href);
    if (!url) return href;
    if (!fragment) url.fragment = null;
    if (!search) url.query = null;
    if (!auth) {
      url.username = '';
      url.password = '';
    }
    const text = serializeURL(url);
    if (!unicode || typeof url.host !== 'string') return text;
    return text.replace(url.host, toUnicode(url.host));
  },
  getOrigin: (href: string) => {
    const url = parseURL(href);
    return url ? serializeURLOrigin(url) : 'null';
  },
  domainToASCII: (domain: string) => {
    const url = parseURL(`ws://${domain}`);
    return url && typeof url.host === 'string' ? url.host : '';
  },
  domainToUnicode: (domain: string) => {
    const url = parseURL(`ws://${domain}`);
    return url && typeof url.host === 'string' ? toUnicode(url.host) : '';
  },
  pathToFileURL(path: string, _windows: boolean, base?: string): string {
    const escaped = path
      .replaceAll('%', '%25')
      .replaceAll('\\', '%5C')
      .replaceAll('\n', '%0A')
      .replaceAll('\r', '%0D')
      .replaceAll('\t', '%09')
      .replaceAll('?', '%3F')
      .replaceAll('#', '%23');
    const url = read(`file://${escaped}`, base);
    if (!url) throw invalid(path, base);
    return tell(url);
  },
};
