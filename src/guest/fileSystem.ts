/**
 * Node's fs for a hook: reads where its modules may be read from, and finds nothing elsewhere; nothing can be written,
 * as on a file system that is mounted read only.
 */
import { Buffer } from 'node-module:buffer';
import { EventEmitter } from 'node-module:events';
import { Readable, Writable } from 'node-module:stream';
import { facts } from 'node-facts';
import { inspect } from 'node-inspect-extracted';
import type { FileAnswer, FileOperation } from './bridge.ts';
import { nodeError, rebuildError, refuse } from './errors.ts';
import { readFileSystem } from './fileBridge.ts';
import { badDescriptor, readOnly } from './fileErrors.ts';
import { Dirent, Stats } from './fileStats.ts';
import { process } from './processObject.ts';
import { timersModule } from './timers.ts';

type Done = (error: Error | null, ...values: unknown[]) => void;
type Options = Record<string, unknown>;
type Synchronous = (...args: unknown[]) => unknown;

const { resolve } = require('node-lib:path') as unknown as { resolve(...parts: string[]): string };
/** A path as text: Node takes text, bytes and file URLs. */
function getValidatedPath(path: unknown, name = 'path'): string {
  let text: unknown = path;
  if (typeof path === 'object' && path !== null && 'href' in path && 'protocol' in path) {
    const { fileURLToPath } = require('node-lib:internal/url') as unknown as {
      fileURLToPath(url: unknown): string;
    };
    text = fileURLToPath(path);
  } else if (path instanceof Uint8Array) text = Buffer.from(path).toString();
  if (typeof text !== 'string') {
    const { codes } = require('node-lib:internal/errors') as {
      codes: Record<string, new (name: string, types: string[], value: unknown) => Error>;
    };
    const Invalid = codes.ERR_INVALID_ARG_TYPE;
    throw Invalid ? new Invalid(name, ['string', 'Buffer', 'URL'], path) : new TypeError(name);
  }
  if (text.includes('\0')) {
    throw nodeError(
      'ERR_INVALID_ARG_VALUE',
      `The argument '${name}' must be a string, Uint8Array, or URL without null bytes. Received ${inspect(text)}`,
      TypeError,
    );
  }
  return text;
}

const cwd = (): string => (process as typeof process & { cwd(): string }).cwd();

function ask(operation: FileOperation, path: string): ArrayBuffer | Exclude<FileAnswer, { error: unknown }> {
  const answer = readFileSystem(operation, resolve(cwd(), path));
  if (typeof answer !== 'string') return answer;
  const told = JSON.parse(answer) as FileAnswer;
  if (!('error' in told)) return told;
  const error = rebuildError(told.error);
  // The message tells the path as it was given.
  error.message = error.message.replace(/'[^']*'$/, `'${path}'`);
  throw Object.assign(error, { path });
}

const optionsOf = (value: unknown): Options =>
  typeof value === 'string'
    ? { encoding: value }
    : typeof value === 'object' && value !== null
      ? { ...value }
      : {};
const encoded = (bytes: Buffer, { encoding }: Options): unknown =>
  encoding === undefined || encoding === null || encoding === 'buffer'
    ? bytes
    : bytes.toString(String(encoding));

const readBytes = (path: string): Buffer => {
  const bytes = ask('read', path);
  if (!(bytes instanceof ArrayBuffer)) throw refuse('fs.readFile');
  return Buffer.from(bytes as unknown as Uint8Array);
};

/** Open files: their bytes, read whole at open. */
interface OpenFile {
  path: string;
  bytes: Buffer;
  position: number;
}
const openFiles = new Map<number, OpenFile>();
let lastDescriptor = 16;
const fileOf = (descriptor: unknown, syscall: string): OpenFile => {
  const file = openFiles.get(Number(descriptor));
  if (!file) throw badDescriptor(syscall);
  return file;
};
const stat = (operation: 'stat' | 'lstat', path: unknown, options: unknown): Stats | undefined => {
  const { bigint, throwIfNoEntry } = optionsOf(options);
  try {
    const told = ask(operation, getValidatedPath(path));
    return new Stats('stat' in told ? told.stat : {}, Boolean(bigint));
  } catch (error) {
    if (throwIfNoEntry === false && (error as { code?: string }).code === 'ENOENT') return undefined;
    throw error;
  }
};

const reads: Record<string, Synchronous> = {
  readFile: (path, options) => {
    const given = optionsOf(options);
    const { flag } = given;
    if (typeof flag === 'string' && /[wa+]/.test(flag)) throw readOnly('open', getValidatedPath(path));
    return encoded(
      typeof path === 'number' ? Buffer.from(fileOf(path, 'read').bytes) : readBytes(getValidatedPath(path)),
      given,
    );
  },
  stat: (path, options) => stat('stat', path, options),
  lstat: (path, options) => stat('lstat', path, options),
  fstat: (descriptor) => stat('stat', fileOf(descriptor, 'fstat').path, undefined),
  access: (path, mode) => {
    const text = getValidatedPath(path);
    ask('access', text);
    if ((Number(mode ?? 0) & 2) !== 0) throw readOnly('access', text);
    return undefined;
  },
  readdir: (path, options) => {
    const given = optionsOf(options);
    const folder = getValidatedPath(path);
    const list = (at: string, prefix: string): unknown[] => {
      const told = ask('list', at);
      const entries = 'entries' in told ? told.entries : [];
      return entries.flatMap(([name, kind]) => {
        const shown = given.withFileTypes
          ? new Dirent(name, at, kind)
          : encoded(Buffer.from(prefix + name), { encoding: given.encoding ?? 'utf8' });
        return given.recursive && kind === 2
          ? [shown, ...list(`${at}/${name}`, `${prefix}${name}/`)]
          : [shown];
      });
    };
    return list(folder, '');
  },
  realpath: (path, options) => {
    const told = ask('realpath', getValidatedPath(path));
    return encoded(Buffer.from('value' in told ? String(told.value) : ''), {
      encoding: 'utf8',
      ...optionsOf(options),
    });
  },
  readlink: (path, options) => {
    const told = ask('readlink', getValidatedPath(path));
    return encoded(Buffer.from('value' in told ? String(told.value) : ''), {
      encoding: 'utf8',
      ...optionsOf(options),
    });
  },
  open: (path, flags) => {
    const text = getValidatedPath(path);
    const writes = typeof flags === 'string' ? /[wa+]/.test(flags) : (Number(flags ?? 0) & 3) !== 0;
    if (writes) throw readOnly('open', text);
    lastDescriptor += 1;
    openFiles.set(lastDescriptor, { path: text, bytes: readBytes(text), position: 0 });
    return lastDescriptor;
  },
  close: (descriptor) => {
    fileOf(descriptor, 'close');
    openFiles.delete(Number(descriptor));
    return undefined;
  },
  read: (descriptor, target, offsetOrOptions, size, at) => {
    const file = fileOf(descriptor, 'read');
    const bytes = target as Uint8Array;
    const given =
      typeof offsetOrOptions === 'object' && offsetOrOptions !== null
        ? (offsetOrOptions as Options)
        : { offset: offsetOrOptions, length: size, position: at };
    const offset = Number(given.offset ?? 0);
    const length = Math.min(Number(given.length ?? bytes.length - offset), bytes.length - offset);
    const moves = typeof given.position !== 'number' || given.position < 0;
    const from = moves ? file.position : Number(given.position);
    const part = file.bytes.subarray(from, from + length);
    bytes.set(part, offset);
    if (moves) file.position += part.length;
    return part.length;
  },
};

/** What would write, by the name of the system's call, and how many paths its arguments begin with. */
const writes: Record<string, [syscall: string, paths: number]> = {
  appendFile: ['open', 1],
  chmod: ['chmod', 1],
  chown: ['chown', 1],
  copyFile: ['copyfile', 2],
  cp: ['cp', 2],
  fchmod: ['fchmod', 0],
  fchown: ['fchown', 0],
  fdatasync: ['fdatasync', 0],
  fsync: ['fsync', 0],
  ftruncate: ['ftruncate', 0],
  futimes: ['futime', 0],
  lchmod: ['lchmod', 1],
  lchown: ['lchown', 1],
  link: ['link', 2],
  lutimes: ['lutime', 1],
  mkdir: ['mkdir', 1],
  mkdtemp: ['mkdtemp', 1],
  rename: ['rename', 2],
  rm: ['rm', 1],
  rmdir: ['rmdir', 1],
  symlink: ['symlink', 2],
  truncate: ['open', 1],
  unlink: ['unlink', 1],
  utimes: ['utime', 1],
  write: ['write', 0],
  writeFile: ['open', 1],
  writev: ['write', 0],
};
const refuseWrite =
  ([syscall, paths]: [string, number]): Synchronous =>
  (...args) => {
    const named = args.slice(0, paths).map((path) => getValidatedPath(path));
    const [path, dest] = named;
    throw readOnly(syscall, syscall === 'mkdtemp' ? `${path}XXXXXX` : path, dest);
  };

const named = <T extends object>(name: string, code: T): T =>
  Object.defineProperty(code, 'name', { value: name });

/** The form with a callback of what is synchronous; the answer comes on a later turn, as Node's does. */
function withCallback(
  name: string,
  code: Synchronous,
  results: (value: unknown, args: unknown[]) => unknown[],
) {
  return named(name, (...args: unknown[]) => {
    const done = args.at(-1);
    if (typeof done !== 'function') {
      throw nodeError(
        'ERR_INVALID_ARG_TYPE',
        `The "cb" argument must be of type function. Received ${args.length < 2 || done === undefined ? 'undefined' : inspect(done)}`,
        TypeError,
      );
    }
    const given = args.slice(0, -1);
    let outcome: unknown[];
    try {
      outcome = [null, ...results(code(...given), given)];
    } catch (error) {
      // What is wrong with the arguments is thrown, as by Node.
      if (!(error instanceof Error) || !('errno' in error)) throw error;
      outcome = [error];
    }
    timersModule.setImmediate(() => (done as Done)(...(outcome as [null])));
  });
}

function withPromise(name: string, code: Synchronous) {
  return named(
    name,
    (...args: unknown[]): Promise<unknown> =>
      new Promise((resolve, reject) => {
        timersModule.setImmediate(() => {
          try {
            resolve(code(...args));
          } catch (error) {
            reject(error);
          }
        });
      }),
  );
}

class ReadStream extends Readable {
  readonly path: unknown;
  fd: number | null = null;
  bytesRead = 0;
  readonly #options: Options;
  #bytes: Buffer | null = null;
  #at = 0;
  constructor(path: unknown, options?: unknown) {
    const given = optionsOf(options);
    super({ highWaterMark: 64 * 1024, ...given });
    this.path = path instanceof Uint8Array ? path : getValidatedPath(path);
    this.#options = given;
    timersModule.setImmediate(() => this.#open());
  }
  #open(): void {
    try {
      const bytes = readBytes(String(this.path));
      const { start, end } = this.#options;
      this.#bytes = bytes.subarray(
        Number(start ?? 0),
        end === undefined ? undefined : Number(end) + 1,
      ) as Buffer;
      lastDescriptor += 1;
      this.fd = lastDescriptor;
      this.emit('open', this.fd);
      this.emit('ready');
      this._read(64 * 1024);
    } catch (error) {
      this.destroy(error as Error);
    }
  }
  get pending(): boolean {
    return this.fd === null;
  }
  override _read(size: number): void {
    if (!this.#bytes) return;
    const part = this.#bytes.subarray(this.#at, this.#at + Math.min(size, 64 * 1024));
    this.#at += part.length;
    this.bytesRead += part.length;
    this.push(part.length === 0 ? null : Buffer.from(part));
  }
  close(done?: () => void): void {
    if (done) this.once('close', done);
    this.destroy();
  }
}

class WriteStream extends Writable {
  readonly path: unknown;
  constructor(path: unknown, options?: unknown) {
    super(optionsOf(options));
    this.path = path;
    timersModule.setImmediate(() => this.destroy(readOnly('open', getValidatedPath(path))));
  }
  override _write(_chunk: Uint8Array, _encoding: string, done: (error?: Error | null) => void): void {
    done(readOnly('open', getValidatedPath(this.path)));
  }
}

/** What an open file of fs.promises is. */
function fileHandle(descriptor: number): object {
  const promised = (name: string, code: Synchronous) =>
    withPromise(name, (...args) => code(descriptor, ...args));
  const read = reads.read as Synchronous;
  return Object.assign(new EventEmitter(), {
    fd: descriptor,
    close: promised('close', reads.close as Synchronous),
    stat: promised('stat', reads.fstat as Synchronous),
    readFile: promised('readFile', reads.readFile as Synchronous),
    read: withPromise('read', (target, ...rest) => ({
      bytesRead: read(descriptor, target, ...rest),
      buffer: target,
    })),
    write: promised('write', refuseWrite(['write', 0])),
    writeFile: promised('writeFile', refuseWrite(['write', 0])),
    appendFile: promised('appendFile', refuseWrite(['write', 0])),
    [Symbol.asyncDispose]: promised('close', reads.close as Synchronous),
  });
}

function createFileSystem() {
  const all: Record<string, Synchronous> = {
    ...reads,
    ...Object.fromEntries(Object.entries(writes).map(([name, write]) => [name, refuseWrite(write)])),
  };
  const unwatchable = (name: string) => () => {
    throw refuse(`fs.${name}`);
  };
  const exists = (path: unknown): boolean => {
    try {
      ask('access', getValidatedPath(path));
      return true;
    } catch {
      return false;
    }
  };
  const constants = Object.fromEntries(
    Object.entries(facts.constants).filter(([name]) =>
      /^([FRWX]_OK|O_|S_I|COPYFILE_|UV_(FS|DIRENT))/.test(name),
    ),
  );
  const promises: Record<string, unknown> = { constants };
  const module: Record<string, unknown> = {
    constants,
    ...Object.fromEntries(['F_OK', 'R_OK', 'W_OK', 'X_OK'].map((name) => [name, constants[name]])),
    Stats,
    Dirent,
    ReadStream,
    WriteStream,
    FileReadStream: ReadStream,
    FileWriteStream: WriteStream,
    createReadStream: (path: unknown, options?: unknown) => new ReadStream(path, options),
    createWriteStream: (path: unknown, options?: unknown) => new WriteStream(path, options),
    existsSync: exists,
    exists: (path: unknown, done: (exists: boolean) => void) => {
      const found = exists(path);
      timersModule.setImmediate(() => done(found));
    },
    ...Object.fromEntries(
      ['watch', 'watchFile', 'opendir', 'opendirSync'].map((name) => [name, unwatchable(name)]),
    ),
    unwatchFile: () => undefined,
    promises,
  };
  for (const [name, code] of Object.entries(all)) {
    module[`${name}Sync`] = named(`${name}Sync`, (...args: unknown[]) => code(...args));
    module[name] = withCallback(name, code, (value, args) =>
      name === 'read' ? [value, args[1]] : value === undefined ? [] : [value],
    );
    if (!/^f[a-z]/.test(name) && !['read', 'write', 'close', 'open', 'writev'].includes(name))
      promises[name] = withPromise(name, code);
  }
  promises.open = withPromise('open', (...args) => fileHandle(Number((reads.open as Synchronous)(...args))));
  for (const name of ['realpath', 'realpathSync']) {
    const real = module[name];
    if (typeof real === 'function') Object.assign(real, { native: real });
  }
  const custom = Symbol.for('nodejs.util.promisify.custom');
  Object.defineProperty(module.exists, custom, {
    value: (path: unknown) => Promise.resolve(exists(path)),
  });
  return module;
}

let made: ReturnType<typeof createFileSystem> | undefined;
export const fileSystem = (): ReturnType<typeof createFileSystem> => {
  made ??= createFileSystem();
  return made;
};
