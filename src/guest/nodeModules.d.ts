// The parts of the polyfill packages that the guest itself touches; hooks see the whole modules.
declare module 'node-module:*' {
  const value: Record<string, unknown>;
  export default value;
}
declare module 'node-module:path' {
  const value: { posix: unknown } & Record<string, unknown>;
  export default value;
}
declare module 'node-module:events' {
  export class EventEmitter {
    on(name: string | symbol, listener: (...args: never[]) => void): this;
    once(name: string | symbol, listener: (...args: never[]) => void): this;
    off(name: string | symbol, listener: (...args: never[]) => void): this;
    emit(name: string | symbol, ...args: unknown[]): boolean;
    listenerCount(name: string | symbol): number;
    removeAllListeners(name?: string | symbol): this;
  }
  const events: typeof EventEmitter & Record<string, unknown>;
  export default events;
}
declare module 'node-module:buffer' {
  export class Buffer extends Uint8Array<ArrayBuffer> {
    static from(data: string | ArrayBuffer | Uint8Array | number[], encoding?: string): Buffer;
    static alloc(size: number): Buffer;
    static concat(list: Uint8Array[]): Buffer;
    static isBuffer(value: unknown): value is Buffer;
    override toString(encoding?: string): string;
  }
  export function atob(text: string): string;
  export function btoa(text: string): string;
  const module: Record<string, unknown>;
  export default module;
}
declare module 'node-module:stream' {
  import { EventEmitter } from 'node-module:events';

  type Done = (error?: Error | null) => void;
  export class Readable extends EventEmitter {
    constructor(options?: object);
    push(chunk: Uint8Array | null): boolean;
    pause(): this;
    resume(): this;
    read(size?: number): unknown;
    setEncoding(encoding: string): this;
    readonly readable: boolean;
    readonly readableEnded: boolean;
    readonly readableLength: number;
    destroy(error?: Error | null): this;
    readonly destroyed: boolean;
    readonly readableFlowing: boolean | null;
    _read(size: number): void;
    _destroy(error: Error | null, done: Done): void;
  }
  export class Writable extends EventEmitter {
    constructor(options?: object);
    write(chunk: unknown, encoding?: unknown, done?: unknown): boolean;
    end(chunk?: unknown, encoding?: unknown, done?: unknown): this;
    cork(): void;
    uncork(): void;
    destroy(error?: Error | null): this;
    readonly destroyed: boolean;
    readonly writableEnded: boolean;
    readonly writableFinished: boolean;
    _write(chunk: Uint8Array, encoding: string, done: Done): void;
    _final(done: Done): void;
    _destroy(error: Error | null, done: Done): void;
  }
  export class Duplex extends Readable {
    allowHalfOpen: boolean;
    write(chunk: unknown, encoding?: unknown, done?: unknown): boolean;
    end(chunk?: unknown, encoding?: unknown, done?: unknown): this;
    readonly writable: boolean;
    readonly writableEnded: boolean;
    readonly writableFinished: boolean;
    readonly writableLength: number;
    _write(chunk: Uint8Array, encoding: string, done: Done): void;
    _final(done: Done): void;
    _undestroy?(): void;
  }
  export class Transform extends Duplex {
    _transform(chunk: Uint8Array, encoding: unknown, done: Done): void;
    _flush(done: Done): void;
  }
  const stream: Record<string, unknown>;
  export default stream;
}
declare module 'whatwg-url' {
  /** The standard's URL record. */
  export interface UrlRecord {
    scheme: string;
    username: string;
    password: string;
    host: string | number | number[] | null;
    port: number | null;
    path: string | string[];
    query: string | null;
    fragment: string | null;
  }
  export function basicURLParse(
    text: string,
    options: { url: UrlRecord; stateOverride: string },
  ): UrlRecord | null | undefined;
  export function parseURL(text: string, options?: { baseURL: UrlRecord }): UrlRecord | null;
  export function cannotHaveAUsernamePasswordPort(url: UrlRecord): boolean;
  export function hasAnOpaquePath(url: UrlRecord): boolean;
  export function serializeHost(host: string | number | number[]): string;
  export function serializePath(url: UrlRecord): string;
  export function serializeURL(url: UrlRecord): string;
  export function serializeURLOrigin(url: UrlRecord): string;
  export function setTheUsername(url: UrlRecord, username: string): void;
  export function setThePassword(url: UrlRecord, password: string): void;
  interface UrlParts {
    readonly href: string;
    readonly protocol: string;
    readonly hostname: string;
    readonly port: string;
    readonly pathname: string;
    readonly search: string;
    readonly hash: string;
    readonly username: string;
    readonly password: string;
  }
  export const URL: { new (url: string, base?: string | UrlParts): UrlParts };
  export const URLSearchParams: { new (init?: unknown): unknown };
}
