/** What Node's lib/buffer.js has in C++, done by the `buffer` package (feross/buffer) on plain Uint8Arrays. */

import { utf8fromStringLoose, utf8toStringLoose } from '@exodus/bytes/utf8.js';
import { Buffer as Polyfill } from 'buffer-polyfill';
import { encodings } from './encodings.ts';

type Bytes = Uint8Array<ArrayBuffer>;
const { prototype } = Polyfill;

const slice =
  (encoding: string) =>
  (bytes: Bytes, start = 0, end = bytes.length): string => {
    if (start > bytes.length || start < 0 || end < start) outOfRange();
    return prototype.toString.call(bytes, encoding, start, end);
  };
const write =
  (encoding: string) =>
  (bytes: Bytes, text: string, offset = 0, length = bytes.length - offset): number =>
    prototype.write.call(bytes, text, offset, Math.min(length, bytes.length - offset), encoding);
/** Much faster for what is large than one character after the other; more at once is more than V8 takes. */
function latin1(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 8192)
    text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return text;
}

const writePart = write('utf8');
/** What does not fit is cut between characters, which the polyfill does, slowly. */
function writeUtf8(bytes: Bytes, text: string, offset = 0, length = bytes.length - offset): number {
  const whole = utf8fromStringLoose(text);
  if (whole.length > Math.min(length, bytes.length - offset)) return writePart(bytes, text, offset, length);
  bytes.set(whole, offset);
  return whole.length;
}

function outOfRange(): never {
  throw Object.assign(new RangeError('Index out of range'), { code: 'ERR_OUT_OF_RANGE' });
}
const viewOf = (value: ArrayBufferView | ArrayBuffer): Uint8Array =>
  ArrayBuffer.isView(value)
    ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
    : new Uint8Array(value);

const compareBytes = (a: Uint8Array, b: Uint8Array): number => Polyfill.compare(a, b);

function utf8Length(text: string): number {
  let bytes = text.length;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit < 0x80) continue;
    bytes += 1;
    if (unit < 0x800) continue;
    bytes += 1;
    if (unit >= 0xd800 && unit < 0xdc00) {
      const next = text.charCodeAt(at + 1);
      // A pair takes four bytes, two for each unit.
      if (next >= 0xdc00 && next < 0xe000) at += 1;
    }
  }
  return bytes;
}

/** Whole and valid UTF-8, by the table of well-formed sequences of the Unicode Standard. */
function isUtf8(value: ArrayBufferView | ArrayBuffer): boolean {
  const bytes = viewOf(value);
  for (let at = 0; at < bytes.length; at += 1) {
    const lead = bytes[at] ?? 0;
    if (lead < 0x80) continue;
    const more =
      lead >= 0xc2 && lead < 0xe0 ? 1 : lead >= 0xe0 && lead < 0xf0 ? 2 : lead >= 0xf0 && lead < 0xf5 ? 3 : 0;
    if (more === 0 || at + more >= bytes.length) return false;
    const second = bytes[at + 1] ?? 0;
    const least = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
    const most = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
    if (second < least || second > most) return false;
    for (let next = 2; next <= more; next += 1) if (((bytes[at + next] ?? 0) & 0xc0) !== 0x80) return false;
    at += more;
  }
  return true;
}

function fill(
  target: Bytes,
  value: string | number | Uint8Array,
  start: number,
  end: number,
  encoding?: string,
): number | undefined {
  if (start > end) return undefined;
  if (start < 0 || end > target.length) return -2;
  if (typeof value === 'number') {
    target.fill(value & 255, start, end);
    return undefined;
  }
  const pattern = typeof value === 'string' ? Polyfill.from(value, encoding) : viewOf(value);
  if (pattern.length === 0) return -1;
  for (let at = start; at < end; at += 1) target[at] = pattern[(at - start) % pattern.length] ?? 0;
  return undefined;
}

function find(
  bytes: Uint8Array,
  sought: Uint8Array,
  offset: number,
  encoding: string | undefined,
  forwards: boolean,
): number {
  const utf16 =
    encoding === 'ucs2' || encoding === 'utf16le' || encoding === 'ucs-2' || encoding === 'utf-16le';
  const { length } = bytes;
  let from = offset < 0 ? offset + length : offset;
  if (from < 0) {
    if (!forwards) return -1;
    from = 0;
  }
  if (from > length) from = length;
  if (sought.length === 0) return from;
  const step = utf16 ? 2 : 1;
  const last = length - sought.length;
  if (last < 0) return -1;
  const matches = (at: number): boolean => {
    for (let next = 0; next < sought.length; next += 1) if (bytes[at + next] !== sought[next]) return false;
    return true;
  };
  if (forwards) {
    for (let at = from; at <= last; at += step) if (matches(at)) return at;
  } else {
    for (let at = Math.min(from, last); at >= 0; at -= step) if (matches(at)) return at;
  }
  return -1;
}

const swap = (size: number) => (bytes: Bytes) => {
  for (let at = 0; at + size <= bytes.length; at += size) bytes.subarray(at, at + size).reverse();
  return bytes;
};

/** Forgiving base64, as the standard has it; -2: a character that is none, -1: a length that cannot be. */
function decodeBase64(text: string): string | number {
  const plain = text.replace(/[\t\n\f\r ]/g, '');
  const whole = plain.length % 4 === 0 ? plain.replace(/==?$/, '') : plain;
  if (/[^A-Za-z0-9+/]/.test(whole)) return -2;
  if (whole.length % 4 === 1) return -1;
  return prototype.toString.call(Polyfill.from(whole, 'base64'), 'latin1');
}

export const bufferBinding = {
  kMaxLength: 2 ** 53 - 1,
  kStringMaxLength: 2 ** 29 - 24,
  setBufferPrototype: () => undefined,
  setDetachKey: () => undefined,
  createUnsafeArrayBuffer: (size: number) => new ArrayBuffer(size),
  getZeroFillToggle: () => undefined,
  byteLengthUtf8: utf8Length,
  compare: compareBytes,
  compareOffset: (
    source: Bytes,
    target: Bytes,
    targetStart: number,
    sourceStart: number,
    targetEnd: number,
    sourceEnd: number,
  ) => {
    if (targetStart > target.length) outOfRange();
    if (sourceStart > source.length) outOfRange();
    return compareBytes(
      source.subarray(sourceStart, sourceStart + sourceEnd),
      target.subarray(targetStart, targetStart + targetEnd),
    );
  },
  copy: (
    source: ArrayBufferView,
    target: ArrayBufferView,
    targetStart: number,
    sourceStart: number,
    count: number,
  ) => {
    viewOf(target).set(viewOf(source).subarray(sourceStart, sourceStart + count), targetStart);
    return count;
  },
  copyArrayBuffer: (
    target: ArrayBuffer,
    targetOffset: number,
    source: ArrayBuffer,
    sourceOffset: number,
    count: number,
  ) => new Uint8Array(target, targetOffset, count).set(new Uint8Array(source, sourceOffset, count)),
  fill,
  isAscii: (value: ArrayBufferView | ArrayBuffer) => viewOf(value).every((byte) => byte < 0x80),
  isUtf8,
  indexOfBuffer: (bytes: Bytes, sought: Bytes, offset: number, encoding: number, forwards: boolean) =>
    find(bytes, viewOf(sought), offset, encodings[encoding], forwards),
  indexOfNumber: (bytes: Bytes, byte: number, offset: number, forwards: boolean) =>
    find(bytes, Uint8Array.of(byte), offset, undefined, forwards),
  indexOfString: (bytes: Bytes, text: string, offset: number, encoding: number, forwards: boolean) =>
    find(bytes, Polyfill.from(text, encodings[encoding]), offset, encodings[encoding], forwards),
  swap16: swap(2),
  swap32: swap(4),
  swap64: swap(8),
  atob: decodeBase64,
  btoa: (text: string) => {
    if (/[^\0-\xff]/.test(text)) return -1;
    return prototype.toString.call(Polyfill.from(text, 'latin1'), 'base64');
  },
  asciiSlice: slice('ascii'),
  base64Slice: slice('base64'),
  base64urlSlice: (bytes: Bytes, start?: number, end?: number): string =>
    bufferBinding.base64Slice(bytes, start, end).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, ''),
  latin1Slice: (bytes: Bytes, start = 0, end = bytes.length): string => {
    if (start > bytes.length || start < 0 || end < start) outOfRange();
    return latin1(bytes.subarray(start, end));
  },
  hexSlice: slice('hex'),
  ucs2Slice: slice('ucs2'),
  utf8Slice: (bytes: Bytes, start = 0, end = bytes.length): string => {
    if (start > bytes.length || start < 0 || end < start) outOfRange();
    return utf8toStringLoose(bytes.subarray(start, end));
  },
  asciiWriteStatic: write('latin1'),
  base64Write: write('base64'),
  base64urlWrite: write('base64'),
  latin1WriteStatic: write('latin1'),
  hexWrite: write('hex'),
  ucs2Write: write('ucs2'),
  utf8WriteStatic: writeUtf8,
};
