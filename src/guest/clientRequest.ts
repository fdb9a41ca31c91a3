import { Buffer } from 'node-module:buffer';
import { Writable } from 'node-module:stream';
import type { Bridge, RequestProgress } from './bridge.ts';
import { exactBuffer, nextConnectionId } from './connections.ts';
import { captureStack, nodeError, rebuildError, received } from './errors.ts';
import { HeaderList, type HeaderValue, joinHeaders, validateHeaderName } from './httpHeaders.ts';
import { IncomingMessage } from './incomingMessage.ts';
import { type RequestOptions, target } from './requestOptions.ts';
import type { Socket } from './socket.ts';
import { connectionOf } from './socketRelay.ts';
import { nextTick, runGuarded } from './ticks.ts';
import { TLSSocket } from './tlsSocket.ts';

const open = new Map<number, ClientRequest>();

/** Called by the dispatcher for what happens to a request, and for each part of an answer's body. */
export function progressRequest(id: number, event: RequestProgress | ArrayBuffer): void {
  const request = open.get(id);
  if (request) runGuarded(() => request.progress(event));
}

const bytesOf = (chunk: unknown, encoding?: string): Buffer =>
  typeof chunk === 'string' ? Buffer.from(chunk, encoding) : Buffer.from(chunk as Uint8Array);

/** An agent of any kind: of ours, or of a package's that only knows how to add a request. */
interface AgentLike {
  addRequest(request: ClientRequest, options: RequestOptions): void;
  protocol?: string;
  defaultPort?: number;
  keepAlive?: boolean;
  maxSockets?: number;
  options?: RequestOptions;
}
const isAgent = (value: unknown): value is AgentLike =>
  typeof value === 'object' &&
  value !== null &&
  'addRequest' in value &&
  typeof value.addRequest === 'function';

/** Node's http.ClientRequest; the host's own http client does the work, over the connection that an agent gives. */
export class ClientRequest extends Writable {
  method: string;
  readonly protocol: string;
  readonly host: string;
  path: string;
  readonly agent: AgentLike | undefined;
  socket: Socket | null = null;
  res: IncomingMessage | null = null;
  aborted = false;
  reusedSocket = false;
  upgradeOrConnect = false;
  shouldKeepAlive: boolean;
  useChunkedEncodingByDefault: boolean;
  /** Node's own marks, which packages look at. */
  _ended = false;
  _header: string | null = null;
  _removedConnection = false;
  sendDate = false;
  timeout: number | undefined;
  maxHeadersCount: number | null = null;
  readonly #bridge: Bridge;
  readonly #id = nextConnectionId();
  readonly #headers = new HeaderList();
  readonly #port: number;
  readonly #options: RequestOptions;
  readonly #stack = captureStack();
  readonly #removed = new Set<string>();
  readonly #trailers: [string, string][] = [];
  /** Its headers can no longer change. */
  #sent = false;
  #opened = false;
  #flush = false;
  #bodyStarted = false;
  #wholeBody: Buffer | undefined;
  #closed = false;
  #closes = false;
  #followsTimeout = false;
  #written: (() => void) | undefined;
  #freed: (() => void) | undefined;
  /** What waits for a connection. */
  #waiting: (() => void)[] | null = [];

  constructor(bridge: Bridge, defaultAgent: AgentLike, options: RequestOptions) {
    super({ decodeStrings: true, autoDestroy: false, emitClose: false });
    const given = options.agent;
    if (given !== undefined && given !== null && given !== false && !isAgent(given)) {
      throw nodeError(
        'ERR_INVALID_ARG_TYPE',
        `The "options.agent" property must be one of Agent-like Object, undefined, or false.${received(given)}`,
        TypeError,
      );
    }
    const own = typeof options.createConnection === 'function';
    this.agent =
      given === false
        ? new (defaultAgent.constructor as new () => AgentLike)()
        : isAgent(given)
          ? given
          : own
            ? undefined
            : defaultAgent;
    const { hostname, port, path, protocol } = target(options, {
      protocol: this.agent?.protocol ?? defaultAgent.protocol ?? 'http:',
      ownProtocol: defaultAgent.protocol ?? 'http:',
      port: this.agent?.defaultPort ?? 80,
    });
    this.#bridge = bridge;
    this.#options = options;
    this.protocol = protocol;
    this.host = hostname;
    this.path = path;
    this.#port = port;
    this.method = methodOf(options.method);
    this.useChunkedEncodingByDefault = !bodiless.has(this.method);
    this.shouldKeepAlive = Boolean(
      this.agent &&
        (this.agent.keepAlive || Number.isFinite(this.agent.maxSockets ?? Number.POSITIVE_INFINITY)),
    );
    this.#setInitialHeaders(options, hostname, port);
    if (options.timeout !== undefined) this.timeout = Number(options.timeout);
    open.set(this.#id, this);
    this.#followSignal(options.signal);
    if (this.#headers.has('expect')) this.flushHeaders();
    this.#connect({ ...options, host: hostname, port, signal: undefined });
  }

  /** Asks the agent for a connection, or the hook's own createConnection. */
  #connect(options: RequestOptions): void {
    if (this.agent) {
      this.agent.addRequest(this, options);
      return;
    }
    let called = false;
    const created = (error: Error | null, socket?: Socket): void => {
      if (called) return;
      called = true;
      if (error || !socket) nextTick(() => this.destroy(error ?? undefined));
      else this.onSocket(socket);
    };
    const { createConnection } = options as { createConnection: (options: object, done: unknown) => unknown };
    try {
      const socket = createConnection({ ...options, path: undefined }, created);
      if (socket) created(null, socket as Socket);
    } catch (error) {
      created(error instanceof Error ? error : new Error(String(error)));
    }
  }

  get connection(): Socket | null {
    return this.socket;
  }

  /** An agent gives the connection that the request goes over, or tells that there is none. */
  onSocket(socket: Socket | null | undefined, error?: Error | null): void {
    if (socket && !error) {
      socket._httpMessage = this;
      socket.on('error', socketFailed);
    }
    nextTick(() => this.#useSocket(socket ?? null, error ?? null));
  }
  #useSocket(socket: Socket | null, error: Error | null): void {
    if (this.destroyed || error || !socket) {
      if (socket) {
        socket.off('error', socketFailed);
        if (!error && this.agent && !socket.destroyed) socket.emit('free');
        else socket.destroy();
      }
      if (!this.destroyed) this.destroy(error ?? undefined);
      this.#close();
      return;
    }
    this.socket = socket;
    socket.on('close', socketClosed);
    if (this.timeout !== undefined || this.agent?.options?.timeout) this.#followTimeout();
    this.emit('socket', socket);
    // Where the hook judges the server's certificate, nothing is sent before it has.
    const judged = socket instanceof TLSSocket && socket.judges && socket.secureConnecting;
    const ready = (): void => {
      const waiting = this.#waiting ?? [];
      this.#waiting = null;
      for (const act of waiting) act();
    };
    if (judged) socket.once('secureConnect', ready);
    else ready();
  }
  #whenConnected(act: () => void): void {
    if (this.#waiting) this.#waiting.push(act);
    else act();
  }
  /** The connection has failed: the host tells it where the request was open there already. */
  socketFailed(error: Error): void {
    if (!this.destroyed && !(this.#opened && this.#closed)) this.destroy(error);
  }
  socketClosed(): void {
    if (!this.#opened && !this.destroyed) this.destroy();
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
      // A list of headers is the whole of them, and goes out as it is.
      this.#sent = true;
      return;
    } else if (typeof headers === 'object' && headers !== null) {
      for (const [name, value] of Object.entries(headers)) this.#headers.set(name, value);
    }
    const wantsHost = options.setHost ?? options.setDefaultHeaders !== false;
    if (!this.#headers.has('host') && wantsHost) {
      const name = hostname.includes(':') ? `[${hostname}]` : hostname;
      this.#headers.set(
        'Host',
        port === (Number(options.defaultPort) || this.agent?.defaultPort) ? name : `${name}:${port}`,
      );
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
    const socket = connectionOf(this.socket);
    this.#opened = true;
    const { insecureHTTPParser, joinDuplicateHeaders, maxHeaderSize, setDefaultHeaders, headers } =
      this.#options;
    this.#bridge.openRequest(
      this.#id,
      JSON.stringify({
        protocol: this.protocol === 'https:' ? 'https:' : 'http:',
        method: this.method,
        hostname: this.host,
        port: this.#port,
        path: this.path,
        headers: this.#headers.toPairs(),
        rawHeaders: Array.isArray(headers),
        defaultHeaders: setDefaultHeaders !== false,
        removedHeaders: [...this.#removed],
        flush: this.#flush,
        socket,
        keepAlive: this.shouldKeepAlive,
        insecureParser: Boolean(insecureHTTPParser),
        joinDuplicateHeaders: Boolean(joinDuplicateHeaders),
        maxHeaderSize: typeof maxHeaderSize === 'number' ? maxHeaderSize : null,
        stack: this.#stack,
      }),
    );
  }
  /** The headers are as they will be sent. */
  #settleHeaders(): void {
    this.#sent = true;
    this._header ??= `${this.method} ${this.path} HTTP/1.1\r\n\r\n`;
  }

  get headersSent(): boolean {
    return this.#sent;
  }
  get closed(): boolean {
    return this.#closed;
  }
  get finished(): boolean {
    return this.writableEnded;
  }
  setHeader(name: string, value: unknown): this {
    this.#mayChangeHeaders('set');
    this.#headers.set(name, value);
    this.#removed.delete(String(name).toLowerCase());
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
    this.#removed.add(String(name).toLowerCase());
  }
  addTrailers(headers: Record<string, unknown> | [string, unknown][]): void {
    for (const [name, value] of Array.isArray(headers) ? headers : Object.entries(headers)) {
      validateHeaderName(name);
      this.#trailers.push([name, String(value)]);
    }
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
    if (this.#opened) return;
    this.#settleHeaders();
    this.#flush = true;
    this.#whenConnected(() => this.#open());
  }
  _implicitHeader(): void {
    this.#settleHeaders();
  }
  #mayChangeHeaders(verb: string): void {
    if (this.#sent)
      throw nodeError('ERR_HTTP_HEADERS_SENT', `Cannot ${verb} headers after they are sent to the client`);
  }

  setTimeout(ms: number, listener?: () => void): this {
    if (this._ended) return this;
    this.#followTimeout();
    if (listener) this.once('timeout', listener);
    this.#onSocket((socket) => {
      if (socket.connecting) socket.once('connect', () => socket.setTimeout(ms));
      else socket.setTimeout(ms);
    });
    return this;
  }
  clearTimeout(listener?: () => void): void {
    this.setTimeout(0, listener);
  }
  #followTimeout(): void {
    if (this.#followsTimeout) return;
    this.#followsTimeout = true;
    this.#onSocket((socket) => {
      socket.on('timeout', requestTimedOut);
    });
  }
  #onSocket(act: (socket: Socket) => void): void {
    if (this.socket) act(this.socket);
    else this.once('socket', act);
  }
  setNoDelay(enable?: unknown): void {
    this.#onSocket((socket) => void socket.setNoDelay(enable));
  }
  setSocketKeepAlive(enable?: unknown, delayMs?: unknown): void {
    this.#onSocket((socket) => void socket.setKeepAlive(enable, delayMs));
  }
  abort(): void {
    if (this.aborted) return;
    this.aborted = true;
    nextTick(() => this.emit('abort'));
    this.destroy();
  }

  override write(chunk: unknown, encoding?: unknown, done?: unknown): boolean {
    if (!this.writableEnded) return super.write(chunk, encoding, done);
    // The request goes on all the same.
    const error = nodeError('ERR_STREAM_WRITE_AFTER_END', 'write after end');
    nextTick(() => {
      const callback = [encoding, done].find((value) => typeof value === 'function');
      if (typeof callback === 'function') callback(error);
      this.emit('error', error);
    });
    return false;
  }
  override end(chunk?: unknown, encoding?: unknown, done?: unknown): this {
    const listener = [chunk, encoding, done].find((value) => typeof value === 'function');
    if (typeof listener === 'function') this.once('finish', () => listener());
    if (chunk !== undefined && chunk !== null && typeof chunk !== 'function') {
      // A body that is handed over whole goes out with its length, as Node sends it.
      if (this.#bodyStarted || this.#flush)
        this.write(chunk, typeof encoding === 'string' ? encoding : undefined);
      else this.#wholeBody = bytesOf(chunk, typeof encoding === 'string' ? encoding : undefined);
    }
    return super.end();
  }
  override _write(chunk: Uint8Array, _encoding: string, done: () => void): void {
    this.#settleHeaders();
    this.#bodyStarted = true;
    this.#whenConnected(() => {
      this.#open();
      this.#written = done;
      this.#bridge.writeRequest(this.#id, exactBuffer(bytesOf(chunk)));
    });
  }
  override _final(done: () => void): void {
    this.#settleHeaders();
    this.#whenConnected(() => {
      this.#open();
      const trailers = this.#trailers.length > 0 ? JSON.stringify(this.#trailers) : '';
      this.#bridge.endRequest(this.#id, this.#wholeBody && exactBuffer(this.#wholeBody), trailers);
      done();
    });
  }
  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    const { res } = this;
    if (this.#opened && !this.#closed) this.#bridge.destroyRequest(this.#id);
    // A connection that has been handed on, or back, is no longer this request's.
    if (this.socket?._httpMessage === this && !this.upgradeOrConnect && !this.#closed) this.socket.destroy();
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
      case 'continue':
        this.emit('continue');
        break;
      case 'information':
        this.emit('information', {
          statusCode: event.status,
          statusMessage: event.message,
          httpVersion: event.httpVersion,
          httpVersionMajor: 1,
          httpVersionMinor: Number(event.httpVersion.split('.')[1]),
          headers: joinHeaders(event.rawHeaders),
          rawHeaders: event.rawHeaders,
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

  #respond(event: Extract<RequestProgress, { type: 'response' }>): void {
    const res = new IncomingMessage(
      event,
      this.socket,
      () => this.#bridge.readResponse(this.#id),
      () => this.#bridge.destroyRequest(this.#id),
    );
    res.req = this;
    this.res = res;
    if (event.head !== null) {
      this.#handOver(res, Buffer.from(event.head, 'base64'));
      return;
    }
    // An answer that nobody listens for is read to its end and dropped, as in Node.
    res.once('end', () => nextTick(() => this.#release()));
    if (!this.emit('response', res)) res.resume();
  }
  /** The connection is the hook's own from now on: a protocol of another kind, or a tunnel. */
  #handOver(res: IncomingMessage, head: Buffer): void {
    const { socket } = this;
    const name = this.method === 'CONNECT' ? 'connect' : 'upgrade';
    if (!socket || this.listenerCount(name) === 0) {
      this.destroy();
      return;
    }
    this.upgradeOrConnect = true;
    socket.emit('agentRemove');
    this.#letGo(socket);
    socket._httpMessage = null;
    res.complete = true;
    this.emit(name, res, socket, head);
  }
  /** The host has no more use for the connection: once the answer has been read, it may serve the next request. */
  connectionFreed(emit: () => void): void {
    this.#freed = emit;
    this.#release();
  }
  #release(): void {
    const free = this.#freed;
    if (!free || !this.res?.readableEnded) return;
    this.#freed = undefined;
    this.#closed = true;
    this._ended = true;
    open.delete(this.#id);
    if (this.socket) this.#letGo(this.socket);
    this.destroy();
    this.emit('close');
    free();
  }
  #letGo(socket: Socket): void {
    socket.off('error', socketFailed);
    socket.off('close', socketClosed);
    socket.off('timeout', requestTimedOut);
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
    // Where the hook has not yet read the answer to its end, that comes first.
    if (
      this.res &&
      !this.res.destroyed &&
      !this.res.readableEnded &&
      this.res.complete &&
      !this.upgradeOrConnect
    ) {
      if (!this.#closes) this.res.once('close', () => this.#close());
      this.#closes = true;
      return;
    }
    this.#closed = true;
    this._ended = true;
    open.delete(this.#id);
    if (this.socket && this.socket._httpMessage === this) this.#letGo(this.socket);
    if (!this.destroyed) this.destroy();
    nextTick(() => this.emit('close'));
  }
}

/** The methods whose requests have no body unless they say so (Node's list). */
const bodiless = new Set(['GET', 'HEAD', 'DELETE', 'OPTIONS', 'TRACE', 'CONNECT']);
function methodOf(value: unknown): string {
  if (value === undefined || value === null || value === '') return 'GET';
  if (typeof value !== 'string') {
    throw nodeError(
      'ERR_INVALID_ARG_TYPE',
      `The "options.method" property must be of type string.${received(value)}`,
      TypeError,
    );
  }
  validateHeaderName(value, 'Method');
  return value.toUpperCase();
}

function socketFailed(this: Socket, error: Error): void {
  if (this._httpMessage instanceof ClientRequest) this._httpMessage.socketFailed(error);
}
function socketClosed(this: Socket): void {
  if (this._httpMessage instanceof ClientRequest) this._httpMessage.socketClosed();
}
function requestTimedOut(this: Socket): void {
  if (!(this._httpMessage instanceof ClientRequest)) return;
  this._httpMessage.emit('timeout');
  this._httpMessage.res?.emit('timeout');
}
