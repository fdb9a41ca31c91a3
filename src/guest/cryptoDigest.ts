import { Buffer } from 'node-module:buffer';
import { Transform } from 'node-module:stream';
import { nodeError } from './errors.ts';
import { adopt, callForHandle, callNative, type Handle, release } from './native.ts';

type Done = (error?: Error | null) => void;
/** Bytes, or text where an encoding was asked for: a stream asks for none. */
type Bytes = Uint8Array;

/** More than this is not gathered but sent at once. */
const mostGathered = 64 * 1024;
/** Encodings that no text is wrong for. */
const encodings = new Set<unknown>([undefined, 'utf8', 'utf-8', 'latin1', 'binary', 'base64', 'base64url']);
/** Algorithms that the host has been seen to know, for hashes and for hmacs. */
const known = { createHash: new Set<unknown>(), createHmac: new Set<unknown>() };

const finalized = () => nodeError('ERR_CRYPTO_HASH_FINALIZED', 'Digest already called');

/** Bytes as they are now: whoever owns them may change them. */
const copyOf = (data: ArrayBufferView): Uint8Array =>
  new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice();

/** Hands what was gathered to the host. Not a method, since hooks would see it. */
let settle: (digest: Digest) => void;

/**
 * A hash or an hmac. A small one is gathered here and done by the host in one call; a large one, and one whose
 * arguments the host must judge, is the host's from the start.
 */
class Digest extends Transform {
  readonly #factory: 'createHash' | 'createHmac';
  readonly #args: unknown[];
  #gathered: [data: unknown, encoding: unknown][] | null = null;
  #size = 0;
  #finalized = false;

  constructor(factory: 'createHash' | 'createHmac', args: unknown[], options: unknown, handle?: Handle) {
    super(typeof options === 'object' && options !== null ? options : undefined);
    this.#factory = factory;
    const [algorithm, key] = args;
    const keyed = ArrayBuffer.isView(key) ? copyOf(key) : key;
    this.#args = factory === 'createHash' ? [algorithm, undefined] : [algorithm, keyed];
    const simple =
      options === undefined &&
      known[factory].has(algorithm) &&
      (factory === 'createHash' || typeof key === 'string' || ArrayBuffer.isView(key));
    if (handle) adopt(this, handle);
    else if (simple) this.#gathered = [];
    else {
      adopt(this, callForHandle('crypto', factory, args));
      if (options === undefined && typeof algorithm === 'string') known[factory].add(algorithm);
    }
  }
  update(data: unknown, encoding?: unknown): this {
    if (this.#finalized) throw finalized();
    if (!this.#gather(data, encoding)) {
      this.#settle();
      callNative(this, 'update', [data, encoding]);
    }
    return this;
  }
  digest(encoding?: unknown): Bytes {
    if (this.#finalized) {
      if (this.#factory === 'createHash') throw finalized();
      // A second digest of an hmac is empty, as Node's.
      const empty: unknown = encoding && encoding !== 'buffer' ? '' : Buffer.from([]);
      return empty as Bytes;
    }
    const digest = this.#gathered
      ? callNative('crypto', 'digest', [...this.#args, encoding, this.#gathered])
      : callNative(this, 'digest', [encoding]);
    this.#finalized = true;
    this.#gathered = null;
    release(this);
    return digest as Bytes;
  }
  static {
    settle = (digest) => digest.#settle();
  }
  #settle(): void {
    if (this.#finalized) throw finalized();
    const gathered = this.#gathered;
    if (!gathered) return;
    adopt(this, callForHandle('crypto', this.#factory, this.#args));
    for (const part of gathered) callNative(this, 'update', part);
    this.#gathered = null;
  }
  override _transform(chunk: unknown, encoding: unknown, done: Done): void {
    this.update(chunk, encoding);
    done();
  }
  override _flush(done: Done): void {
    this.push(this.digest());
    done();
  }

  #gather(data: unknown, encoding: unknown): boolean {
    if (!this.#gathered) return false;
    const isText = typeof data === 'string';
    const size = isText ? data.length : ArrayBuffer.isView(data) ? data.byteLength : mostGathered;
    if (this.#size + size >= mostGathered || (isText && !encodings.has(encoding))) return false;
    this.#size += size;
    this.#gathered.push(isText || !ArrayBuffer.isView(data) ? [data, encoding] : [copyOf(data), undefined]);
    return true;
  }
}

export class Hash extends Digest {
  constructor(algorithm: unknown, options?: unknown, handle?: Handle) {
    super('createHash', options === undefined ? [algorithm] : [algorithm, options], options, handle);
  }
  copy(options?: unknown): Hash {
    settle(this);
    return hashOf(callForHandle(this, 'copy', [options]), options);
  }
}
/** Outside the class, which the bundler would otherwise give another name. */
const hashOf = (handle: Handle, options: unknown): Hash => new Hash('', options, handle);

export class Hmac extends Digest {
  constructor(algorithm: unknown, key: unknown, options?: unknown) {
    super('createHmac', options === undefined ? [algorithm, key] : [algorithm, key, options], options);
  }
}
