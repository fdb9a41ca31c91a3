import BlobPolyfill from 'fetch-blob';
import FilePolyfill from 'fetch-blob/file.js';
import { inspect } from 'node-inspect-extracted';

/** Shows a blob as Node does. */
const shown = (name: string, keys: string[]) =>
  function shownBlob(this: object, depth: number, options: { depth?: number | null }): string {
    if (depth < 0) return `[${name}]`;
    const parts = Object.fromEntries(keys.map((key) => [key, Reflect.get(this, key)]));
    return `${name} ${inspect(parts, { ...options, depth: options.depth === null ? null : (options.depth ?? 2) - 1 })}`;
  };
const custom = Symbol.for('nodejs.util.inspect.custom');

// A type is told in lower case.
const { get } = Object.getOwnPropertyDescriptor(BlobPolyfill.prototype, 'type') ?? {};
Object.defineProperty(BlobPolyfill.prototype, 'type', {
  get(this: object): string {
    return String(get?.call(this)).toLowerCase();
  },
  enumerable: true,
  configurable: true,
});

export const Blob = BlobPolyfill;
export const File = FilePolyfill;
for (const [Class, keys] of [
  [Blob, ['size', 'type']],
  [File, ['size', 'type', 'name', 'lastModified']],
] as const) {
  const name = Class === Blob ? 'Blob' : 'File';
  Object.defineProperty(Class, 'name', { value: name });
  Object.defineProperty(Class.prototype, custom, { value: shown(name, [...keys]), configurable: true });
  if (!('bytes' in Class.prototype)) {
    Object.defineProperty(Class.prototype, 'bytes', {
      async value(this: InstanceType<typeof Blob>): Promise<Uint8Array> {
        return new Uint8Array(await this.arrayBuffer());
      },
      writable: true,
      configurable: true,
    });
  }
}
