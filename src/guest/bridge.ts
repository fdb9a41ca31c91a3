/**
 * The bridge between the guest and its host, as data: everything that crosses is named here, and nothing else does.
 * Arguments and results are strings, numbers, booleans and ArrayBuffers; structures cross as JSON text.
 * The host validates every argument: code in the isolate may have tampered with whatever calls these.
 */

/** Answers at once; the isolate waits. */
export const synchronousCalls = [
  'now',
  'httpFacts',
  'tlsFacts',
  'memoryUsage',
  'readFileSystem',
  'resolveModule',
  'readModule',
  'explainSyntax',
  'originalPlace',
  'saveStorage',
  'exit',
  'callNative',
  'startNative',
] as const;
/** Sent and forgotten; they arrive in the order in which they were sent, synchronous calls included. */
export const messages = [
  'emit',
  'startTimer',
  'stopTimer',
  'holdTimer',
  'openRequest',
  'writeRequest',
  'endRequest',
  'destroyRequest',
  'readResponse',
  'openSocket',
  'writeSocket',
  'endSocket',
  'destroySocket',
  'readSocket',
  'setSocket',
  'askDns',
  'freeNative',
] as const;
/** The order in which the host hands its functions to the guest. */
export const bridgeNames = [...synchronousCalls, ...messages] as const;
export type BridgeName = (typeof bridgeNames)[number];

export interface Bridge {
  /** Milliseconds on the host's monotonic clock, a float. */
  now(): number;
  /** JSON of TlsFacts. */
  tlsFacts(): string;
  /** JSON of HttpFacts. */
  httpFacts(): string;
  /** JSON of what process.memoryUsage gives, of the isolate. */
  memoryUsage(): string;
  /** JSON of a FileAnswer; the bytes of a file come as they are. */
  readFileSystem(operation: FileOperation, path: string): string | ArrayBuffer;
  /** JSON of a ResolvedModule. `options`: JSON of `kind` (`require` or `import`) and `paths` (of require.resolve, or none). */
  resolveModule(fromFile: string, specifier: string, options: string): string;
  /** JSON of a ReadModule. */
  readModule(file: string): string;
  /** The SyntaxError that Node reports for the file, with its place, as the first lines of a stack. */
  explainSyntax(file: string): string;
  /** JSON of the line and column in the file, for those in its compiled code. */
  originalPlace(file: string, line: number, column: number): string;
  /** Keeps the text for later runs of this hook (undefined: nothing is kept); gives its MD5 in base64. */
  saveStorage(json: string | undefined): string;
  /** Ends the run; does not return. */
  exit(code: number): void;
  /**
   * Calls `name` of the host's crypto or zlib, or of what the host holds under a number. `json` and `bytes` are the
   * arguments (see nativeValues.ts); the answer is a frame of the result, or of the error that was thrown.
   */
  callNative(target: string | number, name: string, json: string, bytes: ArrayBuffer): ArrayBuffer;
  /** As callNative, in the background: the frame of the results comes with `native` and the operation's number. */
  startNative(
    operation: number,
    target: string | number,
    name: string,
    json: string,
    bytes: ArrayBuffer,
  ): ArrayBuffer;
  /** JSON of a GuestMessage. */
  emit(json: string): void;
  /** Fires `timer` with the id after `delayMs`, again and again where `repeat`. */
  startTimer(id: number, delayMs: number, repeat: boolean): void;
  stopTimer(id: number): void;
  /** Whether the timer keeps the run from ending (ref and unref). */
  holdTimer(id: number, holds: boolean): void;
  /** JSON of an OutgoingRequest. Answers come as `request` events with the id. */
  openRequest(id: number, json: string): void;
  writeRequest(id: number, bytes: ArrayBuffer): void;
  /** `bytes` is the whole body where nothing was written before: it then goes out with a content-length. `trailers`: JSON of pairs, or ''. */
  endRequest(id: number, bytes: ArrayBuffer | undefined, trailers: string): void;
  destroyRequest(id: number): void;
  /** The guest has taken what it was sent and wants more of the answer's body. */
  readResponse(id: number): void;
  /** JSON of an OutgoingSocket. What happens to it comes as `socket` events with the id. */
  openSocket(id: number, json: string): void;
  /** Answered by `written`. */
  writeSocket(id: number, bytes: ArrayBuffer): void;
  endSocket(id: number): void;
  destroySocket(id: number): void;
  /** The guest has taken what it was sent and wants more. */
  readSocket(id: number): void;
  setSocket(id: number, option: SocketOption, value: number): void;
  /** JSON of a DnsQuestion; answered by a `dns` event with the id. */
  askDns(id: number, json: string): void;
  /** The guest has no more use for what the host holds under the number. */
  freeNative(id: number): void;
}

/** What Node's http knows, which the guest's copies. */
export interface HttpFacts {
  methods: string[];
  statusCodes: Record<string, string>;
  maxHeaderSize: number;
}
/** What Node's tls knows, which the guest's copies. */
export interface TlsFacts {
  ciphers: string[];
  defaultCiphers: string;
  rootCertificates: string[];
}
/** `warning`: what is legal but should be known, such as another version than the one that was asked for. */
export type ResolvedModule = ({ file: string } | { error: BridgeError }) & {
  warning?: { code: string; message: string };
};
/** `interop`: TypeScript as CommonJS; `module`: an ES module. `code`: an expression that is a ModuleFunction. */
export type ScriptFormat = 'commonjs' | 'interop' | 'module';
export type ReadModule =
  | { format: 'json'; text: string }
  | { format: ScriptFormat; code: string }
  | { error: BridgeError };
/** A module that the host has compiled ahead of the run; the functions of those that are not JSON come beside. */
export type PreparedModule =
  | { file: string; format: 'json'; text: string }
  | { file: string; format: ScriptFormat };
export const fileOperations = ['read', 'stat', 'lstat', 'list', 'realpath', 'readlink', 'access'] as const;
export type FileOperation = (typeof fileOperations)[number];
export type FileAnswer =
  | { value: string | null }
  | { stat: Record<string, number> }
  | { entries: [name: string, kind: number][] }
  | { error: BridgeError };

/** An error of the host's, rebuilt in the guest as one of its own. */
export interface BridgeError {
  name: string;
  message: string;
  properties: Record<string, string | number | boolean>;
}

/** An error or any other thrown value, told in plain data. */
export interface GuestError {
  name: string;
  message: string;
  stack: string;
}

export type GuestMessage =
  | { kind: 'log'; level: 'log' | 'info' | 'warn' | 'error' | 'debug'; text: string; stack: string }
  /** The hook is about to be called: the origin of all times. */
  | { kind: 'called' }
  /** `error`: what cb got first, told as an error or as JSON text. `response`: the answer's JSON text, or inspected text. */
  | {
      kind: 'callback';
      index: number;
      error: { info: GuestError } | { text: string } | null;
      response: { json: string } | { text: string } | null;
      stack: string;
    }
  /** What the platform answers, as JSON text; at most once. `outcome` is the run's if nothing worse follows. */
  | {
      kind: 'answer';
      json: string;
      outcome: 'success' | 'hook-error' | 'exception' | 'compile-error';
      error: GuestError | null;
    }
  /** The hook returned a promise, which the platform does not look at. */
  | { kind: 'promise' }
  /** The file does not compile, or it threw while it loaded; sent besides the answer. */
  | { kind: 'compileError'; error: GuestError }
  /** Nothing caught it: on the platform the process dies. */
  | { kind: 'uncaught'; error: GuestError }
  | { kind: 'warning'; code: string; message: string; stack: string };

export interface OutgoingRequest {
  protocol: 'http:' | 'https:';
  method: string;
  hostname: string;
  port: number;
  path: string;
  headers: [name: string, value: string | string[]][];
  /** An agent of the guest's, by id; null: a connection of its own. */
  /** Headers go out as they are listed, with none of Node's own. */
  rawHeaders: boolean;
  /** Whether Node may add Connection and the framing of the body. */
  defaultHeaders: boolean;
  /** Headers of Node's own that the hook has removed. */
  removedHeaders: string[];
  /** The headers leave before there is a body. */
  flush: boolean;
  /** The connection that it goes over, by the id of `openSocket`. */
  socket: number;
  keepAlive: boolean;
  insecureParser: boolean;
  joinDuplicateHeaders: boolean;
  maxHeaderSize: number | null;
  stack: string;
}

/** `idle`: ms of silence until `timeout`, 0 for none. `hold`: whether the connection keeps the run from ending. */
export const socketOptions = ['idle', 'hold', 'noDelay', 'keepAlive', 'taken'] as const;
export type SocketOption = (typeof socketOptions)[number];

/** Options of TLS: PEM text, or base64 of bytes (`pfx`). */
export interface TlsOptions {
  rejectUnauthorized?: boolean | undefined;
  /** The hook has a `checkServerIdentity` of its own, which the guest calls. */
  ownIdentityCheck?: boolean | undefined;
  servername?: string | undefined;
  ca?: string[] | undefined;
  cert?: string[] | undefined;
  key?: { pem: string; passphrase?: string | undefined }[] | undefined;
  pfx?: { base64: string; passphrase?: string | undefined }[] | undefined;
  passphrase?: string | undefined;
  crl?: string[] | undefined;
  ciphers?: string | undefined;
  ecdhCurve?: string | undefined;
  sigalgs?: string | undefined;
  minVersion?: 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3' | undefined;
  maxVersion?: 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3' | undefined;
  secureProtocol?: string | undefined;
  secureOptions?: number | undefined;
  alpnProtocols?: string[] | undefined;
}
interface SocketTarget {
  host: string;
  port: number;
  family: 0 | 4 | 6;
  localAddress?: string | undefined;
  localPort?: number | undefined;
  allowHalfOpen: boolean;
  noDelay: boolean;
  keepAlive: boolean;
  keepAliveDelayMs: number;
  autoSelectFamily?: boolean | undefined;
  timeoutMs: number;
  stack: string;
}
export type OutgoingSocket =
  | ({ type: 'tcp' } & SocketTarget)
  /** `over`: the connection that it is put upon, by id; null: one of its own. */
  | ({ type: 'tls'; over: number | null; tls: TlsOptions } & SocketTarget)
  /** No connection: a stream of the guest's, for TLS and http to run over. */
  | { type: 'relay' };

export interface PeerCertificate {
  /** Base64 of DER. */
  raw: string;
  pubkey?: string | undefined;
  [field: string]: unknown;
}
export type SocketProgress =
  | { type: 'lookup'; address: string; family: number; host: string; error: BridgeError | null }
  | {
      type: 'connect';
      remoteAddress: string;
      remotePort: number;
      localAddress: string;
      localPort: number;
    }
  | {
      type: 'secure';
      authorized: boolean;
      authorizationError: string | null;
      protocol: string | null;
      cipher: { name: string; standardName: string; version: string };
      alpnProtocol: string | null;
      servername: string | null;
      sessionReused: boolean;
      /** The peer's certificate and those above it. */
      chain: PeerCertificate[];
    }
  | { type: 'written' }
  /** A relay has taken all and wants more. */
  | { type: 'wanted' }
  | { type: 'timeout' }
  /** The request that ran over it is done, and it may serve the next one. */
  | { type: 'free' }
  | { type: 'end' }
  | { type: 'error'; error: BridgeError }
  | { type: 'close'; hadError: boolean; bytesRead: number; bytesWritten: number };

/** `call` is the function of Node's dns; `servers`: those of a Resolver. */
export interface DnsQuestion {
  call: 'lookup' | 'lookupService' | 'resolve' | 'reverse';
  name: string;
  /** For `resolve`; `A`, `MX` and so on. */
  recordType: string;
  family: 0 | 4 | 6;
  all: boolean;
  order: 'ipv4first' | 'ipv6first' | 'verbatim';
  port: number;
  ttl: boolean;
  servers: string[];
}

/** From the host to the guest, through the one dispatcher. */
export type HostEvent =
  | { kind: 'timer'; id: number }
  | { kind: 'request'; id: number; event: RequestProgress }
  | { kind: 'socket'; id: number; event: SocketProgress }
  | { kind: 'dns'; id: number; answer: { json: string } | { error: BridgeError } };

export type RequestProgress =
  | { type: 'continue' }
  | { type: 'information'; status: number; message: string; httpVersion: string; rawHeaders: string[] }
  | {
      type: 'response';
      status: number;
      message: string;
      httpVersion: string;
      rawHeaders: string[];
      /** The connection is handed over, after 101 or to a CONNECT: base64 of what came on it already. */
      head: string | null;
    }
  | { type: 'end'; rawTrailers: string[]; complete: boolean }
  | { type: 'written' }
  | { type: 'error'; error: BridgeError; onResponse: boolean }
  | { type: 'close' };
