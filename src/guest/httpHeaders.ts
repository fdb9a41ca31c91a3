import { nodeError } from './errors.ts';

export type HeaderValue = string | string[];

// RFC 9110's token and field value, as Node checks them before anything is sent.
const token = /^[\^_`a-zA-Z\-0-9!#$%&'*+.|~]+$/;
const badValue = /[^\t\x20-\x7e\x80-\xff]/;

export function validateHeaderName(name: unknown, label = 'Header name'): asserts name is string {
  if (typeof name === 'string' && token.test(name)) return;
  throw nodeError(
    'ERR_INVALID_HTTP_TOKEN',
    `${label} must be a valid HTTP token ["${String(name)}"]`,
    TypeError,
  );
}

export function validateHeaderValue(name: string, value: unknown): void {
  if (value === undefined) {
    throw nodeError(
      'ERR_HTTP_INVALID_HEADER_VALUE',
      `Invalid value "${value}" for header "${name}"`,
      TypeError,
    );
  }
  if (badValue.test(String(value))) {
    throw nodeError('ERR_INVALID_CHAR', `Invalid character in header content ["${name}"]`, TypeError);
  }
}

/** The headers of a request: case kept, looked up without it. */
export class HeaderList {
  readonly #entries = new Map<string, { name: string; value: HeaderValue }>();

  set(name: unknown, value: unknown): void {
    validateHeaderName(name);
    const values = Array.isArray(value) ? value : [value];
    for (const one of values) validateHeaderValue(name, one);
    const text = Array.isArray(value) ? value.map(String) : String(value);
    this.#entries.set(name.toLowerCase(), { name, value: text });
  }
  append(name: string, value: unknown): void {
    const before = this.get(name);
    const added = Array.isArray(value) ? value : [value];
    this.set(name, before === undefined ? value : [before].flat().concat(added.map(String)));
  }
  get(name: unknown): HeaderValue | undefined {
    return this.#entries.get(String(name).toLowerCase())?.value;
  }
  has(name: unknown): boolean {
    return this.#entries.has(String(name).toLowerCase());
  }
  remove(name: unknown): void {
    this.#entries.delete(String(name).toLowerCase());
  }
  names(): string[] {
    return [...this.#entries.keys()];
  }
  rawNames(): string[] {
    return [...this.#entries.values()].map(({ name }) => name);
  }
  toObject(): Record<string, HeaderValue> {
    const object: Record<string, HeaderValue> = Object.create(null);
    for (const [key, { value }] of this.#entries) object[key] = value;
    return object;
  }
  toPairs(): [string, HeaderValue][] {
    return [...this.#entries.values()].map(({ name, value }) => [name, value]);
  }
}

// A second header of these is dropped; a second of any other is joined with a comma (Node's message.headers).
const single = new Set(
  (
    'age authorization content-length content-type etag expires from host if-modified-since if-unmodified-since ' +
    'last-modified location max-forwards proxy-authorization referer retry-after server user-agent'
  ).split(' '),
);

/** Node's `message.headers` for the names and values as they came. */
export function joinHeaders(raw: string[]): Record<string, HeaderValue> {
  const headers: Record<string, HeaderValue> = {};
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = (raw[index] ?? '').toLowerCase();
    const value = raw[index + 1] ?? '';
    const before = headers[name];
    if (name === 'set-cookie') headers[name] = [...(before ?? []), value];
    else if (before === undefined) headers[name] = value;
    else if (name === 'cookie') headers[name] = `${String(before)}; ${value}`;
    else if (!single.has(name)) headers[name] = `${String(before)}, ${value}`;
  }
  return headers;
}

/** Node's `message.headersDistinct`. */
export function distinctHeaders(raw: string[]): Record<string, string[]> {
  const headers: Record<string, string[]> = Object.create(null);
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = (raw[index] ?? '').toLowerCase();
    headers[name] = [...(headers[name] ?? []), raw[index + 1] ?? ''];
  }
  return headers;
}
