/** What of Node's crypto is a stream: data goes in, a digest, a signature or the other text comes out. */
import { Transform, Writable } from 'node-module:stream';
import { adopt, callForHandle, callNative, type Handle } from './native.ts';

type Done = (error?: Error | null) => void;

/** Bytes, or text where an encoding was asked for: a stream asks for none. */
type Bytes = Uint8Array;

/** Options of the stream itself, which the first argument's of a constructor may hold too. */
const streamOptions = (options: unknown): object | undefined =>
  typeof options === 'object' && options !== null ? options : undefined;

class Cipher extends Transform {
  constructor(factory: string, args: unknown[]) {
    super(streamOptions(args[3]));
    adopt(this, callRaw(factory, args));
  }
  update(data: unknown, inputEncoding?: unknown, outputEncoding?: unknown): Bytes {
    return callNative(this, 'update', [data, inputEncoding, outputEncoding]) as Bytes;
  }
  final(outputEncoding?: unknown): Bytes {
    return callNative(this, 'final', [outputEncoding]) as Bytes;
  }
  setAutoPadding(padding?: unknown): this {
    callNative(this, 'setAutoPadding', padding === undefined ? [] : [padding]);
    return this;
  }
  setAAD(bytes: unknown, options?: unknown): this {
    callNative(this, 'setAAD', [bytes, options]);
    return this;
  }
  override _transform(chunk: unknown, encoding: unknown, done: Done): void {
    passOn(done, () => void this.push(this.update(chunk, encoding)));
  }
  override _flush(done: Done): void {
    passOn(done, () => void this.push(this.final()));
  }
}
export class Cipheriv extends Cipher {
  constructor(cipher: unknown, key: unknown, iv: unknown, options?: unknown) {
    super('createCipheriv', [cipher, key, iv, options]);
  }
  getAuthTag(): unknown {
    return callNative(this, 'getAuthTag', []);
  }
}
export class Decipheriv extends Cipher {
  constructor(cipher: unknown, key: unknown, iv: unknown, options?: unknown) {
    super('createDecipheriv', [cipher, key, iv, options]);
  }
  setAuthTag(tag: unknown, encoding?: unknown): this {
    callNative(this, 'setAuthTag', [tag, encoding]);
    return this;
  }
}

class Signing extends Writable {
  constructor(factory: string, algorithm: unknown, options?: unknown) {
    super(streamOptions(options));
    adopt(this, callRaw(factory, [algorithm, options]));
  }
  update(data: unknown, encoding?: unknown): this {
    callNative(this, 'update', [data, encoding]);
    return this;
  }
  override _write(chunk: Uint8Array, encoding: string, done: Done): void {
    passOn(done, () => void this.update(chunk, encoding));
  }
}
export class Sign extends Signing {
  constructor(algorithm: unknown, options?: unknown) {
    super('createSign', algorithm, options);
  }
  sign(key: unknown, encoding?: unknown): unknown {
    return callNative(this, 'sign', [key, encoding]);
  }
}
export class Verify extends Signing {
  constructor(algorithm: unknown, options?: unknown) {
    super('createVerify', algorithm, options);
  }
  verify(key: unknown, signature: unknown, encoding?: unknown): unknown {
    return callNative(this, 'verify', [key, signature, encoding]);
  }
}

const callRaw = (factory: string, args: unknown[]): Handle => callForHandle('crypto', factory, args);

/** An error of a step is the stream's. */
function passOn(done: Done, step: () => void): void {
  try {
    step();
  } catch (error) {
    done(error instanceof Error ? error : new Error(String(error)));
    return;
  }
  done();
}
