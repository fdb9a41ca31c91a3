import type { SocketProgress } from './bridge.ts';
import { captureStack, refuse } from './errors.ts';
import { type Certificate, checkServerIdentity, readCertificate } from './peerCertificate.ts';
import { Socket } from './socket.ts';
import type { ConnectOptions } from './socketOptions.ts';
import { portOf } from './socketOptions.ts';
import { connectionOf } from './socketRelay.ts';
import { nextTick } from './ticks.ts';
import { tlsOptions } from './tlsOptions.ts';

type Security = Extract<SocketProgress, { type: 'secure' }>;

/** Node's tls.TLSSocket, of a client. */
export class TLSSocket extends Socket {
  readonly encrypted = true;
  authorized = false;
  authorizationError: string | null = null;
  alpnProtocol: string | false | null = null;
  servername: string | false | null = null;
  secureConnecting = true;
  _secureEstablished = false;
  /** What older drivers ask after the handshake. */
  readonly ssl = {
    verifyError: (): Error | null =>
      this.authorizationError === null
        ? null
        : Object.assign(new Error(this.authorizationError), { code: this.authorizationError }),
  };
  readonly _parent: unknown;
  readonly #options: ConnectOptions;
  #security: Security | null = null;
  #started = false;

  constructor(socket?: unknown, options: ConnectOptions = {}) {
    super({ ...options, allowHalfOpen: false });
    if (options.isServer) throw refuse('tls.TLSSocket of a server');
    this.#options = options;
    this._parent = socket;
    // Without tls.connect nothing is verified, and the driver asks `ssl.verifyError`.
    if (socket) nextTick(() => this._start());
  }

  /** Whether the hook judges the certificate itself: nothing may be sent before. */
  get judges(): boolean {
    return typeof this.#options.checkServerIdentity === 'function';
  }

  /** Begins the handshake of a socket that was made without tls.connect. */
  _start(): void {
    this.startTls({ rejectUnauthorized: false });
  }
  /** Begins the handshake, over the socket that it was made upon or over a connection of its own. */
  startTls(defaults: ConnectOptions = {}): void {
    if (this.#started || this.destroyed) return;
    this.#started = true;
    const options = { ...defaults, ...this.#options };
    const tls = tlsOptions(options);
    const describe = (over: number | null): void => {
      const host = String(options.host || options.servername || 'localhost');
      const port = over === null ? portOf(options.port) : Number(options.port) || 0;
      const outgoing = { type: 'tls' as const, over, tls, ...this.target(options, host, port) };
      this._host = host;
      this.openConnection(outgoing);
    };
    const under = this._parent;
    if (!under) {
      if (options.path) throw refuse('tls.connect to a path');
      if (typeof options.lookup === 'function') this.connectOver(options, describe);
      else describe(null);
      return;
    }
    const begin = (): void => {
      describe(connectionOf(under));
      if (under instanceof Socket) {
        under.cover();
        under.once('close', () => {
          if (!this.destroyed) nextTick(() => this.destroy());
        });
      }
    };
    if (under instanceof Socket && under.connectionId === 0 && under.connecting) under.once('connect', begin);
    else if (
      under instanceof Socket &&
      under.connectionId === 0 &&
      under._handle === null &&
      !under.destroyed
    )
      under.once('connect', begin);
    else begin();
  }
  /** A lookup of the hook's own is net's matter: TLS then runs over what it opened. */
  private connectOver(options: ConnectOptions, describe: (over: number) => void): void {
    const under = new Socket();
    this.connecting = true;
    under.once('error', (error: Error) => this.destroy(error));
    under.on('lookup', (...args: never[]) => this.emit('lookup', ...args));
    under.connect({ ...options, timeout: 0 });
    under.once('connect', () => {
      under.cover();
      describe(under.connectionId);
    });
  }

  override progress(event: SocketProgress): void {
    if (event.type === 'secure') this.#secured(event);
    else super.progress(event);
  }
  #secured(security: Security): void {
    if (this.destroyed) return;
    this.#security = security;
    this.secureConnecting = false;
    this.alpnProtocol = security.alpnProtocol ?? false;
    this.servername = security.servername ?? false;
    this.authorized = security.authorized;
    this.authorizationError = security.authorizationError;
    const { checkServerIdentity: judge, rejectUnauthorized, host, servername } = this.#options;
    if (typeof judge === 'function' && security.authorizationError === null && !security.sessionReused) {
      const error: unknown = judge(servername || host || 'localhost', this.getPeerCertificate(true));
      if (error) {
        this.authorized = false;
        this.authorizationError = String((error as { code?: unknown }).code ?? (error as Error).message);
        if (rejectUnauthorized !== false) {
          this.destroy(error as Error);
          return;
        }
      }
    }
    this._secureEstablished = true;
    this.emit('secure');
    this.emit('secureConnect');
  }

  getPeerCertificate(detailed?: unknown): Certificate {
    return this.#security ? readCertificate(this.#security.chain, Boolean(detailed)) : {};
  }
  getCertificate(): object {
    return {};
  }
  getCipher(): object | undefined {
    return this.#security ? { ...this.#security.cipher } : undefined;
  }
  getProtocol(): string | null {
    return this.#security?.protocol ?? null;
  }
  isSessionReused(): boolean {
    return this.#security?.sessionReused ?? false;
  }
  getSession(): undefined {}
  setSession(): void {}
  getTLSTicket(): undefined {}
  getFinished(): undefined {}
  getPeerFinished(): undefined {}
  getEphemeralKeyInfo(): object {
    return {};
  }
  getSharedSigalgs(): string[] {
    return [];
  }
  exportKeyingMaterial(): never {
    throw refuse('tlsSocket.exportKeyingMaterial');
  }
  getPeerX509Certificate(): never {
    throw refuse('tlsSocket.getPeerX509Certificate');
  }
  renegotiate(): never {
    throw refuse('tlsSocket.renegotiate');
  }
  setServername(name: string): void {
    this.#options.servername = name;
  }
  setMaxSendFragment(): boolean {
    return true;
  }
  disableRenegotiation(): void {}
  enableTrace(): void {}
}

/** Node's tls.connect. */
export function connectTls(options: ConnectOptions, listener?: (...args: never[]) => void): TLSSocket {
  const all: ConnectOptions = { ...options };
  const { socket } = all;
  if (all.checkServerIdentity === checkServerIdentity) Reflect.deleteProperty(all, 'checkServerIdentity');
  const secure = new TLSSocket(socket, all);
  if (listener) secure.once('secureConnect', listener);
  if (Number(all.timeout) > 0) secure.setTimeout(Number(all.timeout));
  secure.startTls({ stack: captureStack() });
  return secure;
}
