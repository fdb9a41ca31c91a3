import type { Transform } from 'node:stream';
import type { Zlib } from 'node:zlib';

/** The factories of Node's zlib, one for each kind of stream. */
export const zlibStreamKinds: readonly string[] = [
  ...['createDeflate', 'createInflate', 'createGzip', 'createGunzip', 'createDeflateRaw', 'createInflateRaw'],
  ...['createUnzip', 'createBrotliCompress', 'createBrotliDecompress'],
  ...['createZstdCompress', 'createZstdDecompress'],
];

/** How much output one answer carries before the guest must ask for more. */
const mostOutput = 1024 * 1024;

type Done = (error: unknown, progress?: Progress) => void;

/** What came of one step: `done` says whether its input is used up, `ended` that no more output can follow. */
interface Progress {
  output: Buffer[];
  done: boolean;
  ended: boolean;
  bytesWritten: number;
}

/** What the declarations of zlib leave out. */
type NodeStream = Transform &
  Zlib & {
    params(level: unknown, strategy: unknown, done: () => void): void;
    flush(kind: unknown, done: () => void): void;
    reset(): void;
    _processChunk(chunk: unknown, flush: unknown): Buffer;
    _handle: { close(): void } | null;
  };

/**
 * One of Node's own compression streams, driven step by step: each step's output is handed over in parts, and nothing
 * runs ahead of the guest, whose own stream feels the pressure of whoever reads it.
 */
export function createZlibStream(factory: string, options: unknown, mostBytes: number): ZlibStream {
  const module = process.getBuiltinModule('node:zlib');
  const make: unknown = Reflect.get(module, factory);
  if (typeof make !== 'function') throw new TypeError(`This Node has no zlib.${factory}.`);
  return new ZlibStream(make(zlibOptions(options, mostBytes)) as NodeStream);
}

/** Of the guest's options only zlib's own: those of streams are the guest's stream's. */
function zlibOptions(given: unknown, mostBytes: number): unknown {
  if (typeof given !== 'object' || given === null) return given;
  const options = Object.fromEntries(
    optionNames.flatMap((name) => {
      const value: unknown = Reflect.get(given, name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
  const { maxOutputLength: asked = Number.POSITIVE_INFINITY } = options;
  if (typeof asked === 'number' && asked > mostBytes) options.maxOutputLength = mostBytes;
  return options;
}
const optionNames = [
  ...['chunkSize', 'flush', 'finishFlush', 'level', 'windowBits', 'memLevel', 'strategy', 'dictionary'],
  ...['info', 'maxOutputLength', 'params', 'pledgedSrcSize', 'rejectGarbageAfterEnd'],
];

export class ZlibStream {
  readonly #stream: NodeStream;
  #waiting: Done | null = null;
  #gathered: Buffer[] = [];
  #stepDone = false;
  #ended = false;
  #failure: unknown = null;

  constructor(stream: NodeStream) {
    this.#stream = stream;
    stream.on('readable', () => this.#settle());
    stream.on('end', () => {
      this.#ended = true;
      this.#stepDone = true;
      this.#settle();
    });
    stream.on('finish', () => {
      // The compressed data had ended before its input did.
      if (!this.#ended) return;
      this.#stepDone = true;
      this.#settle();
    });
    stream.on('error', (error) => {
      this.#failure = error;
      this.#settle();
    });
  }
  write(chunk: unknown, done: Done): void {
    this.#step(done, (stepped) => this.#stream.write(chunk, stepped));
  }
  flush(kind: unknown, done: Done): void {
    this.#step(done, (stepped) => this.#stream.flush(kind, stepped));
  }
  params(level: unknown, strategy: unknown, done: Done): void {
    this.#step(done, (stepped) => this.#stream.params(level, strategy, stepped));
  }
  end(done: Done): void {
    // Its end is the stream's own, not that of the last write.
    this.#step(done, () => this.#stream.end());
  }
  /** Goes on with the step that gave a part of its output. */
  more(done: Done): void {
    this.#await(done);
    this.#settle();
  }
  reset(): void {
    this.#stream.reset();
  }
  /** The synchronous way that some packages take: all of one chunk's output at once. */
  processChunk(chunk: unknown, flush: unknown): Buffer {
    const stream = this.#stream;
    const handle = stream._handle;
    if (!handle) throw new Error('zlib binding closed');
    // Node closes the stream after it; whether this one is closed is the guest's to say.
    const { close } = handle;
    handle.close = () => undefined;
    try {
      return stream._processChunk(chunk, flush);
    } finally {
      handle.close = close;
      stream._handle = handle;
    }
  }
  close(): void {
    this.#stream.destroy();
    const done = this.#waiting;
    this.#waiting = null;
    done?.(new Error('The stream was closed.'));
  }

  #await(done: Done): void {
    if (this.#waiting) throw new Error('The stream has not finished its last step.');
    this.#waiting = done;
  }
  #step(done: Done, begin: (stepped: () => void) => void): void {
    this.#await(done);
    this.#stepDone = false;
    begin(() => {
      this.#stepDone = true;
      this.#settle();
    });
    if (this.#failure !== null) this.#settle();
  }
  #settle(): void {
    const done = this.#waiting;
    if (!done) return;
    if (this.#failure !== null) {
      this.#waiting = null;
      done(this.#failure);
      return;
    }
    const output = this.#read();
    this.#gathered.push(...output);
    const full = this.#gathered.reduce((sum, { byteLength }) => sum + byteLength, 0) >= mostOutput;
    if (!this.#stepDone && !full) return;
    this.#waiting = null;
    const progress = {
      output: this.#gathered,
      done: this.#stepDone && !full,
      ended: this.#ended,
      bytesWritten: this.#stream.bytesWritten,
    };
    this.#gathered = [];
    done(null, progress);
  }
  /** At most a part's worth. */
  #read(): Buffer[] {
    const parts: Buffer[] = [];
    let size = 0;
    while (size < mostOutput) {
      const part: unknown = this.#stream.read();
      if (!Buffer.isBuffer(part)) break;
      parts.push(part);
      size += part.byteLength;
    }
    return parts;
  }
}
