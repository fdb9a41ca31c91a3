/**
 * The bridge between the guest and its host, as data: everything that crosses is named here, and nothing else does.
 * Arguments and results are strings, numbers, booleans and ArrayBuffers; structures cross as JSON text.
 * The host validates every argument: code in the isolate may have tampered with whatever calls these.
 */

/** Answers at once; the isolate waits. */
export const synchronousCalls = [
  'now',
  'httpFacts',
  'resolveModule',
  'readModule',
  'explainSyntax',
  'exit',
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
  'setRequestTimeout',
  'readResponse',
] as const;
/** The order in which the host hands its functions to the guest. */
export const bridgeNames = [...synchronousCalls, ...messages] as const;
export type BridgeName = (typeof bridgeNames)[number];

export interface Bridge {
  /** Milliseconds on the host's monotonic clock, a float. */
  now(): number;
  /** JSON of HttpFacts. */
  httpFacts(): string;
  /** JSON of a ResolvedModule. */
  resolveModule(fromFile: string, specifier: string): string;
  /** JSON of a ReadModule. */
  readModule(file: string): string;
  /** The SyntaxError that Node reports for the file, with its place, as the first lines of a stack. */
  explainSyntax(file: string): string;
  /** Ends the run; does not return. */
  exit(code: number): void;
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
  /** `bytes` is the whole body where nothing was written before: it then goes out with a content-length. */
  endRequest(id: number, bytes: ArrayBuffer | undefined): void;
  destroyRequest(id: number): void;
  /** Idle milliseconds until a `timeout` event; 0: none. */
  setRequestTimeout(id: number, ms: number): void;
  /** The guest has taken what it was sent and wants more of the answer's body. */
  readResponse(id: number): void;
}

/** What Node's http knows, which the guest's copies. */
export interface HttpFacts {
  methods: string[];
  statusCodes: Record<string, string>;
}
export type ResolvedModule = { file: string } | { error: BridgeError };
export type ReadModule = { text: string; format: 'commonjs' | 'json' } | { error: BridgeError };
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
  agent: { id: number; keepAlive: boolean; maxSockets: number | null } | null;
  /** Options of TLS, PEM text or a base64 of bytes (`pfx`). */
  tls: {
    rejectUnauthorized?: boolean;
    servername?: string;
    ca?: string[];
    cert?: string;
    key?: string;
    passphrase?: string;
  };
  /** Idle milliseconds until a `timeout` event; 0: none. */
  timeoutMs: number;
  stack: string;
}

/** From the host to the guest, through the one dispatcher. */
export type HostEvent =
  | { kind: 'timer'; id: number }
  | { kind: 'request'; id: number; event: RequestProgress };

export type RequestProgress =
  | { type: 'connect'; secure: boolean; remoteAddress: string; remotePort: number; reused: boolean }
  | { type: 'continue' }
  | { type: 'information'; status: number; message: string; headers: [string, string][] }
  | {
      type: 'response';
      status: number;
      message: string;
      httpVersion: string;
      rawHeaders: string[];
    }
  | { type: 'end'; rawTrailers: string[]; complete: boolean }
  | { type: 'written' }
  | { type: 'timeout' }
  | { type: 'error'; error: BridgeError; onResponse: boolean }
  | { type: 'close' };
