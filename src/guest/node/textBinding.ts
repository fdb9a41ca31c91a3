/** Texts and bytes: what Node's lib/internal/encoding.js, string_decoder.js and others have in C++ (simdutf, ICU). */

import { TextDecoder as StandardDecoder } from '@exodus/bytes/encoding.js';
import { utf8fromStringLoose, utf8toString, utf8toStringLoose } from '@exodus/bytes/utf8.js';
import tr46 from 'tr46';
import { nodeError } from '../errors.ts';
import { bufferBinding } from './bufferBinding.ts';
import { encodings, stringDecoderLayout } from './encodings.ts';

type Bytes = Uint8Array<ArrayBuffer>;

const bytesOf = (input: unknown): Uint8Array => {
  if (ArrayBuffer.isView(input)) return new Uint8Array(input.buffer, input.byteOffset, input.byteLength);
  if (
    input instanceof ArrayBuffer ||
    (typeof SharedArrayBuffer === 'function' && input instanceof SharedArrayBuffer)
  )
    return new Uint8Array(input);
  throw nodeError(
    'ERR_INVALID_ARG_TYPE',
    'The "list" argument must be an instance of SharedArrayBuffer, ArrayBuffer or ArrayBufferView.',
    TypeError,
  );
};

const invalidData = (encoding: string): Error =>
  nodeError(
    'ERR_ENCODING_INVALID_ENCODED_DATA',
    `The encoded data was not valid for encoding ${encoding}`,
    TypeError,
  );

const idna = { checkBidi: true, checkHyphens: false, checkJoiners: true, useSTD3ASCIIRules: false };
export const toASCII = (domain: string): string => tr46.toASCII(domain, idna) ?? '';
export const toUnicode = (domain: string): string => tr46.toUnicode(domain, idna).domain;

const encodeIntoResults = new Uint32Array(2);

export const encodingBinding = {
  encodeIntoResults,
  encodeUtf8String: (text: string) => utf8fromStringLoose(text),
  encodeInto(text: string, target: Uint8Array): void {
    let read = 0;
    let written = 0;
    for (const character of text) {
      const bytes = utf8fromStringLoose(character);
      if (written + bytes.length > target.length) break;
      target.set(bytes, written);
      written += bytes.length;
      read += character.length;
    }
    encodeIntoResults[0] = read;
    encodeIntoResults[1] = written;
  },
  decodeUTF8(input: unknown, ignoreBom: boolean, fatal: boolean): string {
    const bytes = bytesOf(input);
    const hasBom = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
    const text = hasBom && !ignoreBom ? bytes.subarray(3) : bytes;
    if (!fatal) return utf8toStringLoose(text);
    try {
      return utf8toString(text);
    } catch {
      throw invalidData('utf-8');
    }
  },
  toASCII,
  toUnicode,
};

const names: Record<string, BufferName> = {
  ucs2: 'utf16le',
  utf16le: 'utf16le',
  utf8: 'utf8',
  latin1: 'latin1',
  ascii: 'ascii',
};
type BufferName = 'utf16le' | 'utf8' | 'latin1' | 'ascii';
interface Decoder {
  decode(bytes: Uint8Array, options: { stream: boolean }): string;
}

export const icuBinding = {
  hasConverter: () => true,
  getConverter(encoding: string, flags: number): Decoder | undefined {
    if (!encoding.startsWith('utf-16')) require('all-encodings');
    try {
      return new StandardDecoder(encoding, { fatal: (flags & 2) !== 0, ignoreBOM: (flags & 4) !== 0 });
    } catch {
      return undefined;
    }
  },
  decode(decoder: Decoder, input: unknown, flags: number, encoding: string): string {
    const bytes = bytesOf(input);
    try {
      return decoder.decode(bytes, { stream: (flags & 1) === 0 });
    } catch {
      throw invalidData(encoding);
    }
  },
  icuErrName: () => 'U_ILLEGAL_ARGUMENT_ERROR',
  transcode(source: Bytes, from: string, to: string): Uint8Array | number {
    const fromName = names[from];
    const toName = names[to];
    if (!fromName || !toName) return 1;
    const { Buffer } = require('node-lib:buffer') as {
      Buffer: { from(text: string, encoding?: string): Uint8Array };
    };
    const text = decodeWhole(source, fromName);
    // What the target cannot show is a question mark.
    if (toName === 'latin1') return Buffer.from(text.replace(/[^\0-\u00ff]/gu, '?'), 'latin1');
    if (toName === 'ascii') return Buffer.from(text.replace(/[^\0-\u007f]/gu, '?'), 'latin1');
    return Buffer.from(text, toName);
  },
  toASCII,
  toUnicode,
};

function decodeWhole(bytes: Bytes, encoding: string): string {
  switch (encoding) {
    case 'utf8':
      return bufferBinding.utf8Slice(bytes);
    case 'utf16le':
      return bufferBinding.ucs2Slice(bytes);
    case 'base64':
      return bufferBinding.base64Slice(bytes);
    case 'base64url':
      return bufferBinding.base64urlSlice(bytes);
    case 'hex':
      return bufferBinding.hexSlice(bytes);
    case 'ascii':
      return bufferBinding.asciiSlice(bytes);
    default:
      return bufferBinding.latin1Slice(bytes);
  }
}

const { kMissingBytes, kBufferedBytes, kEncodingField } = stringDecoderLayout;

/** How many bytes at the end belong to a character that is not whole yet, and how many are still missing. */
function unfinished(bytes: Uint8Array, encoding: string | undefined): [kept: number, missing: number] {
  const { length } = bytes;
  if (encoding === 'utf8') {
    for (let back = 1; back <= Math.min(3, length); back += 1) {
      const byte = bytes[length - back] ?? 0;
      if ((byte & 0xc0) === 0x80) continue;
      const size =
        byte >= 0xf0 && byte < 0xf5
          ? 4
          : byte >= 0xe0 && byte < 0xf0
            ? 3
            : byte >= 0xc2 && byte < 0xe0
              ? 2
              : 1;
      if (size <= back) return [0, 0];
      const second = bytes[length - back + 1];
      const [least, most] =
        byte === 0xe0
          ? [0xa0, 0xbf]
          : byte === 0xed
            ? [0x80, 0x9f]
            : byte === 0xf0
              ? [0x90, 0xbf]
              : byte === 0xf4
                ? [0x80, 0x8f]
                : [0x80, 0xbf];
      // What can never become a character is not waited for.
      if (back > 1 && second !== undefined && (second < least || second > most)) return [0, 0];
      return [back, size - back];
    }
    return [0, 0];
  }
  if (encoding === 'utf16le') {
    const odd = length % 2;
    const high = bytes[length - odd - 1] ?? 0;
    if (length - odd >= 2 && high >= 0xd8 && high < 0xdc) return [2 + odd, 2 - odd];
    return [odd, odd];
  }
  if (encoding === 'base64' || encoding === 'base64url') {
    const kept = length % 3;
    return [kept, kept === 0 ? 0 : 3 - kept];
  }
  return [0, 0];
}

export const stringDecoderBinding = {
  decode(state: Uint8Array, chunk: unknown): string {
    const encoding = encodings[state[kEncodingField] ?? 1];
    const buffered = state.subarray(0, state[kBufferedBytes] ?? 0);
    const fresh = bytesOf(chunk);
    let bytes: Bytes;
    if (buffered.length === 0)
      bytes = new Uint8Array(fresh.buffer as ArrayBuffer, fresh.byteOffset, fresh.byteLength);
    else {
      bytes = new Uint8Array(buffered.length + fresh.length);
      bytes.set(buffered);
      bytes.set(fresh, buffered.length);
    }
    const [kept, missing] = unfinished(bytes, encoding);
    const whole = bytes.subarray(0, bytes.length - kept);
    const tail = bytes.slice(bytes.length - kept);
    state.set(tail);
    state[kBufferedBytes] = kept;
    state[kMissingBytes] = missing;
    return whole.length === 0 ? '' : decodeWhole(whole, encoding ?? 'utf8');
  },
  flush(state: Uint8Array): string {
    const encoding = encodings[state[kEncodingField] ?? 1] ?? 'utf8';
    const buffered = state[kBufferedBytes] ?? 0;
    // Half a unit of UTF-16 is dropped.
    const whole = encoding === 'utf16le' ? buffered - (buffered % 2) : buffered;
    const text = whole === 0 ? '' : decodeWhole(state.slice(0, whole) as Bytes, encoding);
    state[kBufferedBytes] = 0;
    state[kMissingBytes] = 0;
    return text;
  },
};
