import { Buffer } from '@jspm/core/nodelibs/buffer';
import { Writable } from '@jspm/core/nodelibs/stream';
import type { Agent } from './agent.ts';
import type { Bridge, RequestProgress } from './bridge.ts';
import { captureStack, nodeError, rebuildError } from './errors.ts';
import { HeaderList, type HeaderValue, validateHeaderName } from './httpHeaders.ts';
import { IncomingMessage } from './incomingMessage.ts';
import { type Protocol, type RequestOptions, target, tlsOptions } from './requestOptions.ts';
import { Socket } from './socket.ts';
import { nextTick, runGuarded } from './ticks.ts';

const open = new Map<number, ClientRequest>();
let lastId = 0;

/** Called by the dispatcher for what happens to a request, and for each part of an answer's body. */
export function progressRequest(id: number, event: RequestProgress | ArrayBuffer): void {
  const request = open.get(id);
  if (request) runGuarded(() => request.progress(event));
}

const bytesOf = (chunk: unknown, encoding?: string): Buffer =>
  typeof chunk === 'string' ? Buffer.from(chunk, encoding) : Buffer.from(chunk as Uint8Array);

const exactBuffer = (bytes: Uint8Array<ArrayBuffer>): ArrayBuffer =>
  bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);

/** Node's http.ClientRequest; the host's own http client does the work. */
export class ClientRequest extends Writable {
  readonly method: string;
  readonly protocol: Protocol;
  readonly host: string;
  readonly path: string;
  readonly agent: Agent | null;
  readonly socket: Socket;
  readonly connection: Socket;
  res: IncomingMessage | null = null;
  aborted = false;
  reusedSocket = false;
  timeout: number | undefined;
  maxHeadersCount: number | null = null;
  readonly #bridge: Bridge;
  readonly #id: number;
  readonly #headers = new HeaderList();
  readonly #port: number;
  readonly #tls: ReturnType<typeof tlsOptions>;
  readonly #stack = captureStack();
  #opened = false;
  #wholeBody: Buffer | undefined;
  #closed = false;
  #written: (() => void) | undefined;

  constructor(bridge: Bridge, protocol: Protocol, agent: Agent | null, options: RequestOptions) {
    super({ decodeStrings: true, autoDestroy: false, emitClose: false });
    const merged: RequestOptions = { ...agent?.options, ...options };
    const { hostname, port, path } = target(merged, protocol);
    this.#bridge = bridge;
    this.protocol = protocol;
    this.agent = agent;
    this.host = hostname;
    this.path = path;
    this.#port = port;
    this.#tls = tlsOptions(merged);
    this.method = String(merged.method || 'GET').toUpperCase();
    validateHeaderName(this.method, 'Method');
    this.#setInitialHeaders(merged, hostname, port);
    if (typeof merged.timeout === 'number') this.timeout = merged.timeout;
    lastId += 1;
    this.#id = lastId;
    open.set(this.#id, this);
    this.socket = new Socket(
      protocol === 'https:',
      (ms) => this.setTimeout(ms),
      (error) => this.destroy(error),
    );
    this.connection = this.socket;
    this.#followSignal(merged.signal);
    nextTick(() => {
      if (!this.destroyed) this.emit('socket', this.socket);
    });
  }

  #setInitialHeaders(options: RequestOptions, hostname: string, port: number): void {
    const { headers } = options;
    if (Array.isArray(headers)) {
      const pairs = Array.isArray(headers[0])
        ? (headers as [string, unknown][])
        : Array.from({ length: headers.length / 2 }, (_, at): [string, unknown] => [
            headers[2 * at],
            headers[2 * at + 1],
          ]);
      for (const [name, value] of pairs) this.#headers.append(name, value);
    } else if (typeof headers === 'object' && headers !== null) {
      for (const [name, value] of Object.entries(headers)) this.#headers.set(name, value);
    }
    if (!this.#headers.has('host') && options.setHost !== false) {
      const name = hostname.includes(':') ? `[${hostname}]` : hostname;
      this.#headers.set('Host', port === (this.protocol === 'https:' ? 443 : 80) ? name : `${name}:${port}`);
    }
    if (options.auth && !this.#headers.has('authorization')) {
      this.#headers.set('Authorization', `Basic ${Buffer.from(String(options.auth)).toString('base64')}`);
    }
  }

  #followSignal(signal: unknown): void {
    if (typeof signal !== 'object' || signal === null) return;
    const { aborted, addEventListener } = signal as { aborted?: boolean; addEventListener?: unknown };
    const abort = (): void => {
      const error = nodeError('ABORT_ERR', 'The operation was aborted');
      this.destroy(Object.assign(error, { name: 'AbortError' }));
    };
    if (aborted) nextTick(abort);
    else if (typeof addEventListener === 'function')
      addEventListener.call(signal, 'abort', abort, { once: true });
  }

  /** Opens the request at the host, with the headers as they are now. */
  #open(): void {
    if (this.#opened || this.destroyed) return;
    this.#opened = true;
    this.#bridge.openRequest(
      this.#id,
      JSON.stringify({
        protocol: this.protocol,
        method: this.method,
        hostname: this.host,
        port: this.#port,
        path: this.path,
        headers: this.#headers.toPairs(),
        agent: this.agent?.describe() ?? null,
        tls: this.#tls,
        timeoutMs: this.timeout ?? 0,
        stack: this.#stack,
      }),
    );
  }

  get headersSent(): boolean {
    return this.#opened;
  }
  get finished(): boolean {
    return this.writableEnded;
  }
  setHeader(name: string, value: unknown): this {
    this.#mayChangeHeaders('set');
    this.#headers.set(name, value);
    return this;
  }
  setHeaders(headers: Iterable<[string, unknown]>): this {
    for (const [name, value] of headers) this.setHeader(name, value);
    return this;
  }
  appendHeader(name: string, value: unknown): this {
    this.#mayChangeHeaders('append');
    this.#headers.append(name, value);
    return this;
  }
  removeHeader(name: string): void {
    this.#mayChangeHeaders('remove');
    this.#headers.remove(name);
  }
  getHeader(name: string): HeaderValue | undefined {
    return this.#headers.get(name);
  }
  hasHeader(name: string): boolean {
    return this.#headers.has(name);
  }
  getHeaders(): Record<string, HeaderValue> {
    return this.#headers.toObject();
  }
  getHeaderNames(): string[] {
    return this.#headers.names();
  }
  getRawHeaderNames(): string[] {
    return this.#headers.rawNames();
  }
  flushHeaders(): void {
    this.#open();
  }
  #mayChangeHeaders(verb: string): void {
    if (this.#opened)
      throw nodeError('ERR_HTTP_HEADERS_SENT', `Cannot ${verb} headers after they are sent to the client`);
  }

  setTimeout(ms: number, listener?: () => void): this {
    if (listener) this.once('timeout', listener);
    this.timeout = Number(ms);
    if (this.#opened) this.#bridge.setRequestTimeout(this.#id, this.timeout);
    return this;
  }
  setNoDelay(): void {}
  setSocketKeepAlive(): void {}
  abort(): void {
    if (this.aborted) return;
    this.aborted = true;
    nextTick(() => this.emit('abort'));
    this.destroy();
  }

  override end(chunk?: unknown, encoding?: unknown, done?: unknown): this {
    const listener = [chunk, encoding, done].find((value) => typeof value === 'function');
    if (typeof listener === 'function') this.once('finish', () => listener());
    if (chunk !== undefined && chunk !== null && typeof chunk !== 'function') {
      // A body that is handed over whole goes out with its length, as Node sends it.
      if (this.#opened) this.write(chunk, typeof encoding === 'string' ? encoding : undefined);
      else this.#wholeBody = bytesOf(chunk, typeof encoding === 'string' ? encoding : undefined);
    }
    return super.end();
  }
  override _write(chunk: Uint8Array, _encoding: string, done: () => void): void {
    this.#open();
    this.#written = done;
    this.#bridge.writeRequest(this.#id, exactBuffer(bytesOf(chunk)));
  }
  override _final(done: () => void): void {
    this.#open();
    this.#bridge.endRequest(this.#id, this.#wholeBody && exactBuffer(this.#wholeBody));
    done();
  }
  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    const { res } = this;
    if (this.#opened) this.#bridge.destroyRequest(this.#id);
    this.socket.destroyed = true;
    if (res && !res.complete) res.destroy(error ?? nodeError('ECONNRESET', 'aborted'));
    // Without an error of its own, a request that is given up before its answer fails with Node's "socket hang up".
    const failure =
      error ??
      (res || this.#closed ? null : Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }));
    done(failure);
    if (!this.#opened) this.#close();
  }

  progress(event: RequestProgress | ArrayBuffer): void {
    if (event instanceof ArrayBuffer) {
      this.res?.receive(event);
      return;
    }
    switch (event.type) {
      case 'connect':
        this.reusedSocket = event.reused;
        this.socket.connected(event.remoteAddress, event.remotePort, event.reused);
        break;
      case 'continue':
        this.emit('continue');
        break;
      case 'information':
        this.emit('information', {
          statusCode: event.status,
          statusMessage: event.message,
          headers: Object.fromEntries(event.headers),
        });
        break;
      case 'written': {
        const done = this.#written;
        this.#written = undefined;
        done?.();
        break;
      }
      case 'response':
        this.#respond(event);
        break;
      case 'end':
        this.res?.finish(event.rawTrailers);
        break;
      case 'timeout':
        this.socket.emit('timeout');
        this.emit('timeout');
        break;
      case 'error':
        this.#fail(rebuildError(event.error), event.onResponse);
        break;
      case 'close':
        this.#close();
        break;
      default:
        event satisfies never;
    }
  }

  #respond(head: Extract<RequestProgress, { type: 'response' }>): void {
    const res = new IncomingMessage(
      head,
      this.socket,
      () => this.#bridge.readResponse(this.#id),
      () => this.#bridge.destroyRequest(this.#id),
    );
    res.req = this;
    this.res = res;
    // An answer that nobody listens for is read to its end and dropped, as in Node.
    if (!this.emit('response', res)) res.resume();
  }
  #fail(error: Error, onResponse: boolean): void {
    if (onResponse && this.res) {
      this.res.aborted = true;
      this.res.emit('aborted');
      this.res.destroy(error);
    } else if (!this.destroyed) {
      this.destroy(error);
    }
  }
  #close(): void {
    if (this.#closed) return;
    this.#closed = true;
    open.delete(this.#id);
    this.socket.emit('close', false);
    nextTick(() => this.emit('close'));
  }
}
