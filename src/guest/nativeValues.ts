/**
 * How arguments and results of the host's own functions cross the bridge: a tree as JSON text, and all its bytes in one
 * ArrayBuffer beside it. Text, finite numbers, booleans and null stand for themselves; all else is a tagged list.
 */
export type Told =
  | string
  | number
  | boolean
  | null
  | ['undefined']
  | ['number', 'NaN' | 'Infinity' | '-Infinity' | '-0']
  | ['bigint', string]
  | ['date', number]
  | ['symbol', string]
  | ['function', string]
  | ['list', Told[]]
  /** `type` is the name of the constructor, '' where there is no prototype. */
  | ['object', string, [key: string, value: Told][]]
  /** `type` is Buffer, ArrayBuffer, DataView or the name of a typed array; the place in the bytes is in bytes. */
  | ['bytes', string, offset: number, length: number]
  /** Something with a state that stays with the host; `about` is what the guest shows of it. */
  | ['handle', type: string, id: number, about: Told]
  | ['error', ToldError];

/** An error in full, to be made again on the other side. */
export interface ToldError {
  /** Which built-in class it is of. */
  type: 'Error' | 'TypeError' | 'RangeError' | 'SyntaxError' | 'DOMException';
  name: string;
  message: string;
  /** Whether its stack names the code, as those of Node's own errors do. */
  showsCode: boolean;
  properties: [key: string, value: Told][];
}

/** Values that have their own ways across, on each side; undefined for what is told as any other object. */
export type TellSpecial = (value: object, tell: (value: unknown) => Told) => Told | undefined;

const deepest = 12;
// Captured before any code of the hook's can replace them.
const { parse, stringify } = JSON;

/** Tells values and gathers their bytes. */
export function createTeller(special: TellSpecial, isBuffer: (view: object) => boolean) {
  const parts: Uint8Array[] = [];
  let length = 0;

  const tellBytes = (type: string, bytes: Uint8Array): Told => {
    parts.push(bytes);
    const offset = length;
    length += bytes.byteLength;
    return ['bytes', type, offset, bytes.byteLength];
  };

  const tellObject = (value: object, depth: number): Told => {
    const view = viewOf(value);
    if (view) return tellBytes(isBuffer(value) ? 'Buffer' : view.type, view.bytes);
    const known = special(value, (inner) => tell(inner, depth + 1));
    if (known) return known;
    if (depth > deepest) return ['undefined'];
    if (Array.isArray(value)) return ['list', value.map((item: unknown) => tell(item, depth + 1))];
    if (value instanceof Date) return ['date', value.getTime()];
    const entries: [string, Told][] = [];
    // Options may be inherited: Node reads them by name.
    for (const key in value) entries.push([key, tell(Reflect.get(value, key), depth + 1)]);
    return ['object', typeName(value), entries];
  };

  const tell = (value: unknown, depth: number): Told => {
    switch (typeof value) {
      case 'string':
      case 'boolean':
        return value;
      case 'number':
        if (Number.isFinite(value) && !Object.is(value, -0)) return value;
        return ['number', Object.is(value, -0) ? '-0' : (String(value) as 'NaN' | 'Infinity' | '-Infinity')];
      case 'bigint':
        return ['bigint', value.toString()];
      case 'undefined':
        return ['undefined'];
      case 'symbol':
        return ['symbol', value.description ?? ''];
      case 'function': {
        return special(value, (inner) => tell(inner, depth + 1)) ?? ['function', String(value.name)];
      }
      default:
        return typeof value === 'object' && value !== null ? tellObject(value, depth) : null;
    }
  };

  return {
    tell: (value: unknown): Told => tell(value, 0),
    /** The bytes of all that was told. */
    bytes(): ArrayBuffer {
      const [only] = parts;
      // Much data is mostly one buffer, which need not be copied.
      if (
        only &&
        parts.length === 1 &&
        only.buffer instanceof ArrayBuffer &&
        only.buffer.byteLength === length
      )
        return only.buffer;
      const all = new Uint8Array(length);
      let at = 0;
      for (const part of parts) {
        all.set(part, at);
        at += part.byteLength;
      }
      return all.buffer;
    },
  };
}

function typeName(value: object): string {
  if (Object.getPrototypeOf(value) === null) return '';
  const Class: unknown = Reflect.get(value, 'constructor');
  return typeof Class === 'function' && typeof Class.name === 'string' ? Class.name : 'Object';
}

/** A subclass of a typed array counts as what it holds. */
function viewOf(value: object): { type: string; bytes: Uint8Array } | null {
  if (ArrayBuffer.isView(value)) {
    const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
    return { type: value instanceof DataView ? 'DataView' : typedArrayName(value), bytes };
  }
  if (value instanceof ArrayBuffer) return { type: 'ArrayBuffer', bytes: new Uint8Array(value) };
  return null;
}

const typedArrayName = (view: ArrayBufferView): string => String(Reflect.get(view, Symbol.toStringTag));

/** One ArrayBuffer of a result: the length of the text in four bytes, the text, which is ASCII, and the bytes. */
export function packFrame(told: Told, bytes: ArrayBuffer): ArrayBuffer {
  const text = stringify(told).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  const frame = new Uint8Array(4 + text.length + bytes.byteLength);
  new DataView(frame.buffer).setUint32(0, text.length);
  for (let at = 0; at < text.length; at += 1) frame[4 + at] = text.charCodeAt(at);
  frame.set(new Uint8Array(bytes), 4 + text.length);
  return frame.buffer;
}

/** Takes a frame apart; `slice` copies bytes out of it. */
export function unpackFrame(frame: ArrayBuffer): {
  told: Told;
  slice(offset: number, length: number): ArrayBuffer;
} {
  const length = new DataView(frame).getUint32(0);
  const codes = new Uint8Array(frame, 4, length);
  let text = '';
  for (let at = 0; at < length; at += 8192)
    text += String.fromCharCode(...codes.subarray(at, Math.min(at + 8192, length)));
  return {
    told: parse(text),
    slice: (offset, size) => frame.slice(4 + length + offset, 4 + length + offset + size),
  };
}
