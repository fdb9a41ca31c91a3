import { EventEmitter } from 'node-module:events';
import type { ClientRequest } from './clientRequest.ts';
import { nodeError } from './errors.ts';
import { isIP } from './ipAddress.ts';
import type { RequestOptions } from './requestOptions.ts';
import { Socket } from './socket.ts';
import { connectTls } from './tlsSocket.ts';

type Created = (error: Error | null, socket?: Socket) => void;
type Pool = Record<string, Socket[]>;

const without = <T>(list: T[] | undefined, one: T): void => {
  const at = list?.indexOf(one) ?? -1;
  if (at >= 0) list?.splice(at, 1);
};

/** A free connection that fails has nobody to tell. */
function dropFree(this: Socket): void {
  this.destroy();
  this.emit('agentRemove');
}

/** Node's http.Agent, rule for rule: it keeps connections, and packages override its parts. */
export class Agent extends EventEmitter {
  static defaultMaxSockets = Number.POSITIVE_INFINITY;
  // Declared, not defined: agents of packages have accessors of these names.
  declare options: RequestOptions;
  declare defaultPort: number;
  declare protocol: string;
  declare keepAlive: boolean;
  declare keepAliveMsecs: number;
  requests: Record<string, ClientRequest[]> = Object.create(null);
  sockets: Pool = Object.create(null);
  freeSockets: Pool = Object.create(null);
  declare maxSockets: number;
  declare maxFreeSockets: number;
  declare maxTotalSockets: number;
  totalSocketCount = 0;
  declare scheduling: 'fifo' | 'lifo';
  readonly #queued = new WeakMap<ClientRequest, RequestOptions>();

  constructor(options: RequestOptions = {}) {
    super();
    this.options = { __proto__: null, noDelay: true, ...options, path: null };
    const given = this.options;
    this.defaultPort = Number(given.defaultPort || 80);
    this.protocol = String(given.protocol || 'http:');
    this.keepAlive = Boolean(given.keepAlive);
    this.keepAliveMsecs = Number(given.keepAliveMsecs || 1000);
    this.maxSockets = Number(given.maxSockets || Agent.defaultMaxSockets);
    this.maxFreeSockets = Number(given.maxFreeSockets || 256);
    this.maxTotalSockets = Number(given.maxTotalSockets ?? Number.POSITIVE_INFINITY);
    if (Number.isNaN(this.maxTotalSockets) || this.maxTotalSockets < 1) {
      throw nodeError(
        'ERR_OUT_OF_RANGE',
        `The value of "maxTotalSockets" is out of range. It must be >= 1. Received ${String(given.maxTotalSockets)}`,
        RangeError,
      );
    }
    this.scheduling = given.scheduling === 'fifo' ? 'fifo' : 'lifo';
    this.on('free', (socket: Socket, by: RequestOptions) => this.#freed(socket, by));
  }

  /** Opens a connection; packages put their own in its place. */
  createConnection(options: RequestOptions, _created?: Created): Socket | undefined {
    // Of a request over TCP, `path` is the URL's.
    return new Socket(options).connect({ ...options, path: undefined });
  }

  /** What connections may serve which requests: those of one name. */
  getName(options: RequestOptions = {}): string {
    const { host, port, localAddress, family, socketPath } = options;
    const name = `${host || 'localhost'}:${port || ''}:${localAddress || ''}`;
    return `${name}${family === 4 || family === 6 ? `:${family}` : ''}${socketPath ? `:${String(socketPath)}` : ''}`;
  }

  addRequest(
    request: ClientRequest,
    given: RequestOptions | string,
    port?: unknown,
    localAddress?: unknown,
  ): void {
    const asked = typeof given === 'string' ? { host: given, port, localAddress } : given;
    const options: RequestOptions = { __proto__: null, ...asked, ...this.options };
    nameServer(options, request);
    const name = this.getName(options);
    this.sockets[name] ??= [];
    const free = this.freeSockets[name];
    while (free?.[0]?.destroyed) free.shift();
    const socket = this.scheduling === 'fifo' ? free?.shift() : free?.pop();
    if (free?.length === 0) Reflect.deleteProperty(this.freeSockets, name);
    const busy = (free?.length ?? 0) + this.sockets[name].length;
    if (socket) {
      this.reuseSocket(socket, request);
      this.#assign(request, socket);
      this.sockets[name].push(socket);
    } else if (busy < this.maxSockets && this.totalSocketCount < this.maxTotalSockets) {
      this.createSocket(request, options, (error, made) => {
        if (error) request.onSocket(made, error);
        else if (made) this.#assign(request, made);
      });
    } else {
      this.requests[name] ??= [];
      this.#queued.set(request, options);
      this.requests[name].push(request);
    }
  }

  createSocket(request: ClientRequest, given: RequestOptions, done: Created): void {
    const options: RequestOptions = { __proto__: null, ...given, ...this.options };
    nameServer(options, request);
    const timeout = request.timeout || this.options.timeout;
    if (timeout) options.timeout = timeout;
    const name = this.getName(options);
    options._agentKey = name;
    options.encoding = null;
    if (this.keepAlive) {
      options.keepAlive = true;
      options.keepAliveInitialDelay = this.keepAliveMsecs;
    }
    let called = false;
    const created: Created = (error, socket) => {
      if (called) return;
      called = true;
      if (error || !socket) {
        done(error ?? new Error('createConnection gave no socket.'), socket);
        return;
      }
      this.sockets[name] ??= [];
      this.sockets[name].push(socket);
      this.totalSocketCount += 1;
      this.#follow(socket, options);
      done(null, socket);
    };
    const made = this.createConnection(options, created);
    if (made) created(null, made);
  }

  #assign(request: ClientRequest, socket: Socket): void {
    request.onSocket(socket);
    if (request.timeout !== undefined && request.timeout !== (this.options.timeout || 0))
      socket.setTimeout(request.timeout);
  }

  #follow(socket: Socket, options: RequestOptions): void {
    const freed = (): void => void this.emit('free', socket, options);
    const gone = (): void => {
      this.totalSocketCount -= 1;
      this.removeSocket(socket, options);
    };
    const idle = (): void => {
      if (Object.values(this.freeSockets).some((sockets) => sockets.includes(socket))) socket.destroy();
    };
    const removed = (): void => {
      gone();
      socket.off('close', gone);
      socket.off('free', freed);
      socket.off('timeout', idle);
      socket.off('agentRemove', removed);
    };
    socket.on('free', freed);
    socket.on('close', gone);
    socket.on('timeout', idle);
    socket.on('agentRemove', removed);
  }

  #freed(socket: Socket, options: RequestOptions): void {
    const name = this.getName(options);
    if (!socket.writable) {
      socket.destroy();
      return;
    }
    const waiting = this.requests[name];
    const next = waiting?.shift();
    if (next) {
      this.#assign(next, socket);
      if (waiting?.length === 0) Reflect.deleteProperty(this.requests, name);
      return;
    }
    const request = socket._httpMessage as ClientRequest | null;
    const free = this.freeSockets[name] ?? [];
    const count = free.length + (this.sockets[name]?.length ?? 0);
    const full =
      this.totalSocketCount > this.maxTotalSockets ||
      count > this.maxSockets ||
      free.length >= this.maxFreeSockets;
    if (!request?.shouldKeepAlive || !this.keepAlive || full || !this.keepSocketAlive(socket)) {
      socket.destroy();
      return;
    }
    this.freeSockets[name] = free;
    socket._httpMessage = null;
    this.removeSocket(socket, options);
    socket.once('error', dropFree);
    free.push(socket);
  }

  removeSocket(socket: Socket, options: RequestOptions): void {
    const name = this.getName(options);
    for (const pool of socket.writable ? [this.sockets] : [this.sockets, this.freeSockets]) {
      without(pool[name], socket);
      if (pool[name]?.length === 0) Reflect.deleteProperty(pool, name);
    }
    let next = this.requests[name]?.[0];
    let by: RequestOptions | undefined = options;
    if (!next) {
      for (const [other, [first]] of Object.entries(this.requests)) {
        if (this.sockets[other]?.length) break;
        next = first;
        by = first && this.#queued.get(first);
        break;
      }
    }
    if (!next || !by) return;
    this.createSocket(next, by, (error, made) => {
      if (error) next.onSocket(undefined, error);
      else made?.emit('free');
    });
  }

  /** Whether the connection may wait for the next request; the server may have said for how long. */
  keepSocketAlive(socket: Socket): boolean {
    socket.setKeepAlive(true, this.keepAliveMsecs);
    socket.unref();
    let timeout = Number(this.options.timeout || 0);
    const { res } = (socket._httpMessage ?? {}) as ClientRequest;
    const hint = /^timeout=(\d+)/.exec(String(res?.headers['keep-alive'] ?? ''))?.[1];
    if (hint !== undefined) {
      const allowed = Number(hint) * 1000 - Number(this.options.agentKeepAliveTimeoutBuffer ?? 1000);
      if (allowed <= 0) return false;
      if (allowed < timeout) timeout = allowed;
    }
    if (socket.timeout !== timeout) socket.setTimeout(timeout);
    return true;
  }

  reuseSocket(socket: Socket, request: ClientRequest): void {
    socket.off('error', dropFree);
    request.reusedSocket = true;
    socket.ref();
  }

  destroy(): void {
    for (const pool of [this.freeSockets, this.sockets])
      for (const sockets of Object.values(pool)) for (const socket of [...sockets]) socket.destroy();
  }
}

const checks = new WeakMap<object, number>();
let lastCheck = 0;

/** Node's https.Agent. */
export class SecureAgent extends Agent {
  declare maxCachedSessions: number;
  constructor(options: RequestOptions = {}) {
    super({ protocol: 'https:', defaultPort: 443, ...options });
    this.maxCachedSessions = Number(options.maxCachedSessions ?? 100);
  }
  override createConnection(...args: unknown[]): Socket | undefined {
    const options = args.find((value) => typeof value === 'object' && value !== null) as RequestOptions;
    const [port, host] = args;
    return connectTls({
      ...options,
      path: undefined,
      ...(typeof port === 'number' ? { port } : {}),
      ...(typeof host === 'string' ? { host } : {}),
    });
  }
  override getName(options: RequestOptions = {}): string {
    const text = (key: string): string => (options[key] ? String(options[key]) : '');
    const defined = (key: string): string => (options[key] === undefined ? '' : String(options[key]));
    const { servername, host, sigalgs } = options;
    return [
      super.getName(options),
      ...['ca', 'cert', 'clientCertEngine', 'ciphers', 'key', 'pfx'].map(text),
      defined('rejectUnauthorized'),
      servername && servername !== host ? String(servername) : '',
      ...['minVersion', 'maxVersion', 'secureProtocol', 'crl'].map(text),
      defined('honorCipherOrder'),
      ...['ecdhCurve', 'dhparam'].map(text),
      defined('secureOptions'),
      text('sessionIdContext'),
      sigalgs ? JSON.stringify(sigalgs) : '',
      ...['privateKeyIdentifier', 'privateKeyEngine'].map(text),
      ...this.#ownCheck(options.checkServerIdentity),
    ].join(':');
  }
  /** What one check has let through is not for requests with another. */
  #ownCheck(check: unknown): string[] {
    if (typeof check !== 'function' || check === this.options.checkServerIdentity) return [];
    const known = checks.get(check) ?? ++lastCheck;
    checks.set(check, known);
    return [String(known)];
  }
}

/** The name that the server is to prove: the Host header's, or else the host's; an address is none. */
function nameServer(options: RequestOptions, request: ClientRequest): void {
  if (options.servername || options.servername === '') return;
  let name = String(options.host);
  const header = request.getHeader?.('host');
  if (header !== undefined) {
    const text = String(header);
    name = text.startsWith('[') ? text.replace(/^\[([^\]]*)\].*$/, '$1') : (text.split(':')[0] ?? '');
  }
  options.servername = isIP(name) ? '' : name;
}
