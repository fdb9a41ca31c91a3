const kinds = { file: 0o100000, directory: 0o040000, link: 0o120000 };
const mask = 0o170000;

/** Node's fs.Stats. */
export class Stats {
  mode = 0;
  size = 0;
  atimeMs = 0;
  mtimeMs = 0;
  ctimeMs = 0;
  birthtimeMs = 0;
  constructor(numbers: Record<string, number>, big = false) {
    Object.assign(
      this,
      big
        ? Object.fromEntries(Object.entries(numbers).map(([key, value]) => [key, BigInt(Math.trunc(value))]))
        : numbers,
    );
    for (const name of ['atime', 'mtime', 'ctime', 'birthtime']) {
      const value = new Date(numbers[`${name}Ms`] ?? 0);
      Object.defineProperty(this, name, { value, writable: true, enumerable: false, configurable: true });
    }
  }
  #is(kind: number): boolean {
    return (Number(this.mode) & mask) === kind;
  }
  isFile(): boolean {
    return this.#is(kinds.file);
  }
  isDirectory(): boolean {
    return this.#is(kinds.directory);
  }
  isSymbolicLink(): boolean {
    return this.#is(kinds.link);
  }
  isBlockDevice(): boolean {
    return false;
  }
  isCharacterDevice(): boolean {
    return false;
  }
  isFIFO(): boolean {
    return false;
  }
  isSocket(): boolean {
    return false;
  }
}

const kType = Symbol('type');

/** Node's fs.Dirent. */
export class Dirent {
  readonly name: unknown;
  readonly parentPath: string;
  readonly [kType]: number;
  constructor(name: unknown, parentPath: string, kind: number) {
    this.name = name;
    this.parentPath = parentPath;
    this[kType] = kind;
  }
  isFile(): boolean {
    return this[kType] === 1;
  }
  isDirectory(): boolean {
    return this[kType] === 2;
  }
  isSymbolicLink(): boolean {
    return this[kType] === 3;
  }
  isBlockDevice(): boolean {
    return false;
  }
  isCharacterDevice(): boolean {
    return false;
  }
  isFIFO(): boolean {
    return false;
  }
  isSocket(): boolean {
    return false;
  }
}
