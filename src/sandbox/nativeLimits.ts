/** Arguments that say how much memory a result takes, by their place: the host must not run out of it. */
const sizes: Record<string, number> = {
  'crypto.randomBytes': 0,
  'crypto.pbkdf2Sync': 3,
  'crypto.pbkdf2': 3,
  'crypto.scryptSync': 2,
  'crypto.scrypt': 2,
};
/** Options that do, by the place of the options. */
const options: Record<string, [place: number, name: string, scale: number]> = {
  'crypto.createHash': [1, 'outputLength', 1],
  'crypto.hash': [2, 'outputLength', 1],
  'crypto.generateKeySync': [1, 'length', 1 / 8],
  'crypto.generateKey': [1, 'length', 1 / 8],
  'crypto.argon2Sync': [1, 'memory', 1024],
  'crypto.argon2': [1, 'memory', 1024],
};
/** Those that expand what they are given. */
const inflating = /^zlib\.(inflate|gunzip|inflateRaw|unzip|brotliDecompress|zstdDecompress)(Sync)?$/;

/** Throws where a call would take more memory than the hook has; changes the options of what is bounded by an option. */
export function limitSizes(module: string, name: string, args: unknown[], mostBytes: number): void {
  const call = `${module}.${name}`;
  const refuse = (size: unknown, scale = 1): void => {
    // What Node itself finds too large, it tells in its own words.
    if (typeof size === 'number' && size * scale > mostBytes && size < 2 ** 31)
      throw new RangeError(
        `${call} would take ${Math.ceil((size * scale) / 1024 / 1024)} MB, and the hook has ${Math.floor(mostBytes / 1024 / 1024)} MB of memory.`,
      );
  };
  const place = sizes[call];
  if (place !== undefined) refuse(args[place]);
  const option = options[call];
  if (option) refuse(read(args[option[0]], option[1]), option[2]);
  if (name.startsWith('scrypt')) refuse(scryptBytes(args[3]));
  if (module === 'zlib') for (const arg of args) refuse(read(arg, 'chunkSize'));
  if (inflating.test(call)) args[1] = withMostOutput(args[1], mostBytes);
}

/** What scrypt takes while it works, unless its own limit (`maxmem`) stops it. */
function scryptBytes(given: unknown): number {
  const number = (name: string, alias: string, otherwise: number): number => {
    const value = read(given, name) ?? read(given, alias);
    return typeof value === 'number' ? value : otherwise;
  };
  const bytes = 128 * number('N', 'cost', 16_384) * number('r', 'blockSize', 8);
  return Math.min(bytes, number('maxmem', 'maxmem', 32 * 1024 * 1024));
}

const read = (object: unknown, key: string): unknown =>
  typeof object === 'object' && object !== null ? Reflect.get(object, key) : undefined;

function withMostOutput(given: unknown, mostBytes: number): unknown {
  if (given !== undefined && (typeof given !== 'object' || given === null)) return given;
  const asked = read(given, 'maxOutputLength');
  // Whatever is no such length is Node's to refuse.
  if (asked !== undefined && !(typeof asked === 'number' && asked > mostBytes)) return given;
  return { ...given, maxOutputLength: mostBytes };
}
