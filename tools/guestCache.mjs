// Writes V8's code cache of the guest's bundle beside it, which saves a process most of the bundle's compilation.
// V8 itself refuses a cache that another version made, or that is of another text.
//
//   node24 --no-node-snapshot tools/guestCache.mjs dist/guest.js dist/guest.cache
import { readFileSync, writeFileSync } from 'node:fs';
import ivm from 'isolated-vm';

const [bundle = '', cache = ''] = process.argv.slice(2);
const isolate = new ivm.Isolate();
// isolated-vm's types do not know what `produceCachedData` adds.
const { cachedData } = /** @type {ivm.Script & { cachedData: ivm.ExternalCopy<ArrayBuffer> }} */ (
  isolate.compileScriptSync(readFileSync(bundle, 'utf8'), { produceCachedData: true })
);
writeFileSync(cache, new Uint8Array(cachedData.copy()));
