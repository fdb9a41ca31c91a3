import { Buffer } from 'node-module:buffer';
import { Transform } from 'node-module:stream';
import { adopt, callForHandle, callNative, release, startNative } from './native.ts';
import { background, constantsOf, withoutNew } from './nativeFunctions.ts';
import { nextTick } from './ticks.ts';

type Done = (error?: Error | null) => void;
/** What came of one step (see the host's zlibHost.ts). */
interface Progress {
  output: Uint8Array[];
  done: boolean;
  ended: boolean;
  bytesWritten: number;
}

/** Steps other than data, which take their turn in the stream of writes: Node does it with empty chunks too. */
const steps = new WeakMap<object, { name: 'flush' | 'params'; args: unknown[] }>();

/** A compression stream: the host's own does the work, a chunk at a time. */
class ZlibBase extends Transform {
  bytesWritten = 0;
  /** Packages look at it to learn whether the stream is open, and some keep it from being closed. */
  _handle: { close(): void } | null = { close: () => release(this) };
  #resume: (() => void) | null = null;

  constructor(factory: string, options: unknown) {
    const given = typeof options === 'object' && options !== null ? options : {};
    // `flush` is a number here, and a function in the options of a stream.
    super({
      autoDestroy: true,
      ...given,
      ...{ flush: undefined, encoding: null, objectMode: false, writableObjectMode: false },
    });
    adopt(this, callForHandle('zlib', factory, [options]));
  }
  get _closed(): boolean {
    return this._handle === null;
  }
  flush(kind?: unknown, callback?: unknown): void {
    if (typeof kind === 'function') {
      this.#queue('flush', [undefined], kind);
    } else this.#queue('flush', [kind], callback);
  }
  params(level: unknown, strategy: unknown, callback?: unknown): void {
    this.#queue('params', [level, strategy], callback);
  }
  reset(): void {
    callNative(this, 'reset', []);
  }
  close(callback?: unknown): void {
    if (typeof callback === 'function') this.once('close', () => callback());
    this.destroy();
  }
  /** The synchronous way of some packages. */
  _processChunk(chunk: Uint8Array, flush: unknown, done?: Done): unknown {
    if (typeof done === 'function') return this._transform(chunk, '', done);
    const output = callNative(this, 'processChunk', [chunk, flush]);
    this.#close();
    return output;
  }

  override _transform(chunk: Uint8Array, _encoding: unknown, done: Done): void {
    const step = steps.get(chunk);
    if (step) this.#step(step.name, step.args, done);
    else this.#step('write', [chunk], done);
  }
  /** It has finished when all is written, before the last output is there, as Node's. */
  override _final(done: Done): void {
    done();
  }
  override _flush(done: Done): void {
    this.#step('end', [], done);
  }
  override _read(size: number): void {
    const resume = this.#resume;
    this.#resume = null;
    if (resume) resume();
    else super._read(size);
  }
  override _destroy(error: Error | null, done: Done): void {
    this.#close();
    done(error);
  }

  #close(): void {
    this._handle?.close();
    this._handle = null;
  }

  #queue(name: 'flush' | 'params', args: unknown[], callback: unknown): void {
    const then = typeof callback === 'function' ? () => void callback() : undefined;
    if (this.writableFinished || this.destroyed) {
      if (then) nextTick(then);
    } else if (this.writableEnded) {
      if (then) this.once('end', then);
    } else {
      const marker = Buffer.from(new ArrayBuffer(0));
      steps.set(marker, { name, args });
      this.write(marker, '', then);
    }
  }
  #step(name: string, args: unknown[], done: Done): void {
    if (this._handle === null) return;
    try {
      startNative(this, name, args, (error, progress) => {
        if (this._handle === null) return;
        if (error instanceof Error) done(error);
        else this.#take(name, progress as Progress, done);
      });
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)));
    }
  }
  #take(name: string, progress: Progress, done: Done): void {
    this.bytesWritten = progress.bytesWritten;
    let room = true;
    for (const part of progress.output) room = this.push(part);
    // Whoever read may have destroyed it.
    if (this._handle === null) return;
    if (progress.done) {
      // The compressed data ends here, whatever follows it.
      if (progress.ended && name !== 'end') this.push(null);
      done();
      return;
    }
    const more = () => this.#step('more', [], done);
    if (room) more();
    else this.#resume = more;
  }
}

const names = [
  ...['Deflate', 'Inflate', 'Gzip', 'Gunzip', 'DeflateRaw', 'InflateRaw', 'Unzip'],
  ...['BrotliCompress', 'BrotliDecompress', 'ZstdCompress', 'ZstdDecompress'],
];

function streamClass(name: string) {
  const factory = `create${name}`;
  const Class = {
    [name]: class extends ZlibBase {
      constructor(options?: unknown) {
        super(factory, options);
      }
    },
  }[name];
  if (!Class) throw new TypeError(name);
  return withoutNew(Class);
}

/** Node's zlib, done by the host's own. */
export const zlibModule: Record<string, unknown> = {
  crc32: (...args: unknown[]) => callNative('zlib', 'crc32', args),
};
for (const name of names) {
  const Class = streamClass(name);
  const oneShot = name[0]?.toLowerCase() + name.slice(1);
  zlibModule[name] = Class;
  zlibModule[`create${name}`] = Object.defineProperty((options?: unknown) => new Class(options), 'name', {
    value: `create${name}`,
  });
  zlibModule[oneShot] = background('zlib', oneShot, 2);
  zlibModule[`${oneShot}Sync`] = Object.defineProperty(
    (...args: unknown[]) => callNative('zlib', `${oneShot}Sync`, args),
    'name',
    { value: `${oneShot}Sync` },
  );
}
/** Constants that older packages read off the module itself. */
const direct = [
  ...['NO_FLUSH', 'PARTIAL_FLUSH', 'SYNC_FLUSH', 'FULL_FLUSH', 'FINISH', 'BLOCK', 'OK', 'STREAM_END'],
  ...['NEED_DICT', 'ERRNO', 'STREAM_ERROR', 'DATA_ERROR', 'MEM_ERROR', 'BUF_ERROR', 'VERSION_ERROR'],
  ...['NO_COMPRESSION', 'BEST_SPEED', 'BEST_COMPRESSION', 'DEFAULT_COMPRESSION', 'FILTERED', 'HUFFMAN_ONLY'],
  ...['RLE', 'FIXED', 'DEFAULT_STRATEGY', 'MIN_WINDOWBITS', 'MAX_WINDOWBITS', 'DEFAULT_WINDOWBITS'],
  ...['MIN_CHUNK', 'MAX_CHUNK', 'DEFAULT_CHUNK', 'MIN_MEMLEVEL', 'MAX_MEMLEVEL', 'DEFAULT_MEMLEVEL'],
  ...['MIN_LEVEL', 'MAX_LEVEL', 'DEFAULT_LEVEL'],
];
for (const name of direct) {
  Object.defineProperty(zlibModule, `Z_${name}`, {
    enumerable: false,
    get: () => Reflect.get(Object(zlibModule.constants), `Z_${name}`),
  });
}
for (const name of ['constants', 'codes']) {
  Object.defineProperty(zlibModule, name, { enumerable: true, get: constantsOf('zlib', name) });
}
