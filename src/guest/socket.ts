import { Buffer } from 'node-module:buffer';
import { Duplex } from 'node-module:stream';
import type { BridgeError, OutgoingSocket, SocketProgress } from './bridge.ts';
import {
  addConnection,
  exactBuffer,
  networkBridge,
  nextConnectionId,
  removeConnection,
} from './connections.ts';
import { captureStack, nodeError, rebuildError, refuse } from './errors.ts';
import { isIP } from './ipAddress.ts';
import { type ConnectOptions, connectArguments, portOf } from './socketOptions.ts';
import { nextTick } from './ticks.ts';

type Address = { address: string; port: number; family: 'IPv4' | 'IPv6' };
type Lookup = (
  host: string,
  options: object,
  done: (error: Error | null, address: unknown, family?: unknown) => void,
) => void;

const familyOf = (address: string): 'IPv4' | 'IPv6' => (address.includes(':') ? 'IPv6' : 'IPv4');

/** Node's net.Socket; the connection itself is the host's. */
export class Socket extends Duplex {
  connecting = false;
  timeout = 0;
  /** Node's own marks, which packages look at: the request that runs over it, whether it failed, its handle. */
  _httpMessage: unknown = null;
  _hadError = false;
  _handle: object | null = null;
  _host: string | null = null;
  remoteAddress: string | undefined;
  remotePort: number | undefined;
  remoteFamily: string | undefined;
  localAddress: string | undefined;
  localPort: number | undefined;
  localFamily: string | undefined;
  autoSelectFamilyAttemptedAddresses: string[] | undefined;
  #id = 0;
  #bytesRead = 0;
  #bytesWritten = 0;
  #final: { read: number; written: number } | null = null;
  #held = true;
  #written: ((error?: Error) => void) | undefined;
  #ended = false;
  #coveredBy = false;
  readonly #settings = new Map<'noDelay' | 'keepAlive' | 'idle', number>();

  constructor(options: unknown = {}) {
    const given = (typeof options === 'object' && options !== null ? options : {}) as Record<string, unknown>;
    if (given.fd !== undefined || given.handle !== undefined)
      throw refuse('net.Socket over a file descriptor');
    super({
      allowHalfOpen: Boolean(given.allowHalfOpen),
      ...(given.highWaterMark === undefined ? {} : { highWaterMark: given.highWaterMark }),
      signal: given.signal,
      emitClose: false,
      autoDestroy: true,
      decodeStrings: true,
    });
  }

  /** The host's id of the connection; 0 while there is none. */
  get connectionId(): number {
    return this.#id;
  }
  get pending(): boolean {
    return this._handle === null || this.connecting;
  }
  get readyState(): string {
    if (this.connecting) return 'opening';
    if (this.readable && this.writable) return 'open';
    if (this.readable) return 'readOnly';
    return this.writable ? 'writeOnly' : 'closed';
  }
  get bufferSize(): number {
    return this.writableLength;
  }
  get bytesRead(): number {
    return this.#final?.read ?? this.#bytesRead;
  }
  get bytesWritten(): number {
    return this.#final?.written || this.#bytesWritten + this.writableLength;
  }
  address(): Address | Record<string, never> {
    const { localAddress, localPort } = this;
    if (localAddress === undefined || localPort === undefined) return {};
    return { address: localAddress, family: familyOf(localAddress), port: localPort };
  }

  connect(...args: unknown[]): this {
    const { options, listener } = connectArguments(args);
    if (options.path) throw refuse('net.connect to a path');
    if (this.destroyed) this._undestroy?.();
    if (listener) this.once('connect', listener);
    this.#open(options, (host, port) => ({ type: 'tcp', ...this.target(options, host, port) }));
    return this;
  }

  /** What the bridge needs to know of where a connection goes. */
  protected target(options: ConnectOptions, host: string, port: number) {
    const { family, localAddress, localPort, autoSelectFamily, noDelay, keepAlive } = options;
    const wanted = family === 4 || family === 'IPv4' ? 4 : family === 6 || family === 'IPv6' ? 6 : 0;
    return {
      host,
      port,
      family: wanted as 0 | 4 | 6,
      ...(typeof localAddress === 'string' ? { localAddress } : {}),
      ...(localPort === undefined || localPort === null ? {} : { localPort: Number(localPort) }),
      ...(autoSelectFamily === undefined ? {} : { autoSelectFamily: Boolean(autoSelectFamily) }),
      allowHalfOpen: this.allowHalfOpen,
      noDelay: Boolean(noDelay),
      keepAlive: Boolean(keepAlive),
      keepAliveDelayMs: Math.max(0, Number(options.keepAliveInitialDelay) || 0),
      timeoutMs: this.timeout,
      stack: captureStack(),
    };
  }

  /** Opens the connection at the host, after the hook's own `lookup` where it has one. */
  #open(options: ConnectOptions, describe: (host: string, port: number) => OutgoingSocket): void {
    const port = portOf(options.port);
    const host = String(options.host || 'localhost').replace(/^\[(.*)\]$/, '$1');
    this._host = host;
    if (Number(options.timeout) > 0) this.setTimeout(Number(options.timeout));
    this.connecting = true;
    this._handle = {};
    const { lookup } = options;
    if (typeof lookup !== 'function' || isIP(host) !== 0) {
      this.openConnection(describe(host, port));
      return;
    }
    const outgoing = describe(host, port);
    (lookup as Lookup)(
      host,
      { family: options.family, hints: options.hints, all: true },
      (error, found, kind) => {
        if (this.destroyed) return;
        const first: unknown = Array.isArray(found) ? found[0] : { address: found, family: kind };
        const { address, family } = (first ?? {}) as { address?: unknown; family?: unknown };
        this.emit('lookup', error, address, family, host);
        if (error) nextTick(() => this.destroy(error));
        else if (typeof address !== 'string' || isIP(address) === 0) {
          const invalid = nodeError(
            'ERR_INVALID_IP_ADDRESS',
            `Invalid IP address: ${String(address)}`,
            TypeError,
          );
          nextTick(() => this.destroy(invalid));
        } else if (outgoing.type !== 'relay') this.openConnection({ ...outgoing, host: address });
      },
    );
  }

  /** Opens the connection as it is described; what happens to it comes to `progress`. */
  protected openConnection(outgoing: OutgoingSocket): void {
    this.#id = nextConnectionId();
    this.connecting = true;
    this._handle = {};
    this.#ended = false;
    this.#final = null;
    addConnection(this.#id, this);
    const bridge = networkBridge();
    bridge.openSocket(this.#id, JSON.stringify(outgoing));
    for (const [option, value] of this.#settings) bridge.setSocket(this.#id, option, value);
    if (!this.#held) bridge.setSocket(this.#id, 'hold', 0);
    if (this.readableFlowing) bridge.readSocket(this.#id);
  }
  /** TLS runs over it from now on. */
  cover(): void {
    this.#coveredBy = true;
  }

  progress(event: SocketProgress): void {
    switch (event.type) {
      case 'lookup':
        this.emit(
          'lookup',
          event.error && rebuildError(event.error),
          event.address,
          event.family,
          event.host,
        );
        break;
      case 'connect':
        this.connected(event);
        break;
      case 'written':
        this.#finishWrite();
        break;
      case 'timeout':
        this.emit('timeout');
        break;
      case 'free':
        this.#free();
        break;
      case 'end':
        this.#ended = true;
        this.push(null);
        // Seen even where nobody reads.
        if (this.readableLength === 0) this.read(0);
        break;
      case 'error':
        this.failed(event.error);
        break;
      case 'close':
        this.#closed(event);
        break;
      case 'secure':
      case 'wanted':
        break;
      default:
        event satisfies never;
    }
  }
  receive(bytes: Buffer): void {
    this.#bytesRead += bytes.length;
    if (!this.destroyed) this.push(bytes);
  }
  protected connected(event: Extract<SocketProgress, { type: 'connect' }>): void {
    if (this.destroyed) return;
    this.connecting = false;
    this.remoteAddress = event.remoteAddress;
    this.remotePort = event.remotePort;
    this.remoteFamily = familyOf(event.remoteAddress);
    this.localAddress = event.localAddress;
    this.localPort = event.localPort;
    this.localFamily = familyOf(event.localAddress);
    this.emit('connect');
    this.emit('ready');
  }
  protected failed(told: BridgeError): void {
    this.#finishWrite();
    if (this.destroyed) return;
    // The stream that runs over this one tells it.
    if (this.#coveredBy && this.listenerCount('error') === 0) this.destroy();
    else this.destroy(rebuildError(told));
  }
  #closed({ bytesRead, bytesWritten }: Extract<SocketProgress, { type: 'close' }>): void {
    removeConnection(this.#id);
    this.#final = { read: bytesRead, written: bytesWritten };
    this.#id = 0;
    this.#finishWrite();
    // What has come but has not been read is read first; the stream then closes by itself.
    if (!this.#ended || this.allowHalfOpen || this.readableEnded) this.destroy();
  }
  #free(): void {
    const request = this._httpMessage as {
      closed?: boolean;
      connectionFreed?: (emit: () => void) => void;
    } | null;
    const emit = (): void => void this.emit('free');
    if (request?.closed === false && request.connectionFreed) request.connectionFreed(emit);
    else emit();
  }
  #finishWrite(): void {
    const done = this.#written;
    this.#written = undefined;
    done?.();
  }

  override _read(): void {
    if (this.#id !== 0) networkBridge().readSocket(this.#id);
  }
  override _write(chunk: Uint8Array<ArrayBuffer>, _encoding: string, done: (error?: Error) => void): void {
    if (this.connecting && this.#id === 0) {
      this.once('connect', () => this._write(chunk, _encoding, done));
      return;
    }
    if (this.#id === 0) {
      done(Object.assign(new Error('This socket has been ended by the other party'), { code: 'EPIPE' }));
      return;
    }
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk);
    this.#bytesWritten += bytes.length;
    this.#written = done;
    networkBridge().writeSocket(this.#id, exactBuffer(bytes));
  }
  override _final(done: () => void): void {
    if (this.connecting && this.#id === 0) {
      this.once('connect', () => this._final(done));
      return;
    }
    if (this.#id !== 0) networkBridge().endSocket(this.#id);
    done();
  }
  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.connecting = false;
    this._handle = null;
    if (this.#id !== 0) {
      networkBridge().destroySocket(this.#id);
      removeConnection(this.#id);
      this.#id = 0;
    }
    if (error) this._hadError = true;
    done(error);
    nextTick(() => nextTick(() => this.emit('close', error !== null && error !== undefined)));
  }
  destroySoon(): void {
    if (this.writable) this.end();
    if (this.writableFinished) this.destroy();
    else this.once('finish', () => this.destroy());
  }
  resetAndDestroy(): this {
    return this.destroy();
  }

  setTimeout(ms: number, listener?: () => void): this {
    const wait = Number(ms);
    if (!(wait >= 0 && Number.isFinite(wait))) {
      throw nodeError(
        'ERR_OUT_OF_RANGE',
        `The value of "msecs" is out of range. It must be a non-negative finite number. Received ${String(ms)}`,
        RangeError,
      );
    }
    this.timeout = Math.min(wait, 2 ** 31 - 1);
    if (listener) {
      if (wait === 0) this.off('timeout', listener);
      else this.once('timeout', listener);
    }
    this.#set('idle', this.timeout);
    return this;
  }
  setNoDelay(enable: unknown = true): this {
    this.#set('noDelay', enable ? 1 : 0);
    return this;
  }
  setKeepAlive(enable: unknown = false, delayMs: unknown = 0): this {
    this.#set('keepAlive', enable ? Math.max(0, Number(delayMs) || 0) : -1);
    return this;
  }
  #set(option: 'noDelay' | 'keepAlive' | 'idle', value: number): void {
    this.#settings.set(option, value);
    if (this.#id !== 0) networkBridge().setSocket(this.#id, option, value);
  }
  ref(): this {
    return this.#hold(true);
  }
  unref(): this {
    return this.#hold(false);
  }
  #hold(holds: boolean): this {
    this.#held = holds;
    if (this.#id !== 0) networkBridge().setSocket(this.#id, 'hold', holds ? 1 : 0);
    return this;
  }
}
