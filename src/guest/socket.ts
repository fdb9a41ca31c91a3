import { EventEmitter } from '@jspm/core/nodelibs/events';

/**
 * The connection of a request as packages see it: its events and addresses. Bytes go through the request; the
 * connection itself is the host's.
 */
export class Socket extends EventEmitter {
  connecting = true;
  destroyed = false;
  encrypted: boolean | undefined;
  authorized: boolean | undefined;
  readable = true;
  writable = true;
  remoteAddress: string | undefined;
  remotePort: number | undefined;
  remoteFamily: string | undefined;
  timeout: number | undefined;
  readonly #setTimeout: (ms: number) => void;
  readonly #destroy: (error?: Error) => void;

  constructor(secure: boolean, setTimeout: (ms: number) => void, destroy: (error?: Error) => void) {
    super();
    if (secure) {
      this.encrypted = true;
      this.authorized = false;
    }
    this.#setTimeout = setTimeout;
    this.#destroy = destroy;
  }
  setTimeout(ms: number, listener?: () => void): this {
    this.timeout = ms;
    if (listener) this.once('timeout', listener);
    this.#setTimeout(ms);
    return this;
  }
  setNoDelay(): this {
    return this;
  }
  setKeepAlive(): this {
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
  address(): object {
    return {};
  }
  getPeerCertificate(): object {
    return {};
  }
  destroy(error?: Error): this {
    this.destroyed = true;
    this.#destroy(error);
    return this;
  }
  end(): this {
    return this.destroy();
  }
  connected(remoteAddress: string, remotePort: number, reused: boolean): void {
    this.connecting = false;
    this.remoteAddress = remoteAddress;
    this.remotePort = remotePort;
    this.remoteFamily = remoteAddress.includes(':') ? 'IPv6' : 'IPv4';
    if (reused) return;
    this.emit('lookup', null, remoteAddress, remoteAddress.includes(':') ? 6 : 4, '');
    this.emit('connect');
    if (this.encrypted) {
      this.authorized = true;
      this.emit('secureConnect');
    }
    this.emit('ready');
  }
}
