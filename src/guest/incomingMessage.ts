import { Buffer } from 'node-module:buffer';
import { Readable } from 'node-module:stream';
import { distinctHeaders, type HeaderValue, joinHeaders } from './httpHeaders.ts';
import type { Socket } from './socket.ts';
import { nextTick } from './ticks.ts';

interface Head {
  status: number;
  message: string;
  httpVersion: string;
  rawHeaders: string[];
}

/** The answer to a request, as a stream of its body. `more` asks the host for the next part. */
export class IncomingMessage extends Readable {
  readonly statusCode: number;
  readonly statusMessage: string;
  readonly httpVersion: string;
  readonly httpVersionMajor: number;
  readonly httpVersionMinor: number;
  readonly rawHeaders: string[];
  headers: Record<string, HeaderValue>;
  rawTrailers: string[] = [];
  trailers: Record<string, HeaderValue> = {};
  socket: Socket | null;
  readonly connection: Socket | null;
  complete = false;
  aborted = false;
  _dumped = false;
  url = '';
  method = null;
  req: unknown = undefined;
  readonly #more: () => void;
  readonly #abandon: () => void;

  constructor(head: Head, socket: Socket | null, more: () => void, abandon: () => void) {
    super();
    this.statusCode = head.status;
    this.statusMessage = head.message;
    this.httpVersion = head.httpVersion;
    this.httpVersionMajor = Number(head.httpVersion.split('.')[0]);
    this.httpVersionMinor = Number(head.httpVersion.split('.')[1]);
    this.rawHeaders = head.rawHeaders;
    this.headers = joinHeaders(head.rawHeaders);
    this.socket = socket;
    this.connection = socket;
    this.#more = more;
    this.#abandon = abandon;
  }
  get headersDistinct(): Record<string, string[]> {
    return distinctHeaders(this.rawHeaders);
  }
  override _read(): void {
    this.#more();
  }
  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    if (!this.complete) {
      this.aborted = true;
      this.emit('aborted');
      this.#abandon();
    }
    // Node's rule of old: an answer that breaks off is an error only to those who listen for it.
    nextTick(() => done(this.listenerCount('error') === 0 ? null : error));
  }
  /** Reads to the end what nobody wants. */
  _dump(): void {
    if (!this._dumped) this.resume();
    this._dumped = true;
  }
  /** A part of the body has come. */
  receive(bytes: ArrayBuffer): void {
    if (!this.destroyed) this.push(Buffer.from(bytes));
  }
  /** The body has come whole. */
  finish(rawTrailers: string[]): void {
    this.complete = true;
    this.rawTrailers = rawTrailers;
    this.trailers = joinHeaders(rawTrailers);
    if (!this.destroyed) this.push(null);
  }
  setTimeout(ms: number, listener?: () => void): this {
    if (listener) this.on('timeout', listener);
    this.socket?.setTimeout(ms);
    return this;
  }
}
