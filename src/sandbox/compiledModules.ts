import { dirname } from 'node:path';
import ivm from 'isolated-vm';
import * as v from 'valibot';
import type { PreparedModule } from '../guest/bridge.ts';
import type { CacheFolder } from './cacheFolder.ts';
import type { IsolateWorld } from './isolateWorld.ts';
import { createModuleLoader, type ModuleLoader } from './moduleLoader.ts';

/** What a hook has loaded before: its files, and V8's code cache of each, for the text that had this hash. */
const Pack = v.array(
  v.object({ file: v.string(), hash: v.string(), compiled: v.nullable(v.instance(Uint8Array)) }),
);
type Pack = v.InferOutput<typeof Pack>;

/** A hook that loads more than this is not spared the rest. */
const mostModules = 3000;

/** Compiled modules for the guest: what each is, and then a function for each that is not JSON. */
export interface PreparedModules {
  modules: PreparedModule[];
  functions: ivm.Dereference<object>[];
}

/** A pack's file begins with the digest of the rest. */
const digestBytes = 32;
const digestOf = (content: Uint8Array): Buffer =>
  process.getBuiltinModule('node:crypto').createHash('sha256').update(content).digest();
const hashOf = (text: string): string =>
  process.getBuiltinModule('node:crypto').createHash('sha256').update(text).digest('base64url');

/** The specifiers in a hook's text: while they stay, so does what the hook loads, whatever else is edited. */
const specifiersOf = (text: string): string[] =>
  [...text.matchAll(/\b(?:require|import|from)\b\s*\(?\s*(['"`])([^'"`\n]+)\1/g)]
    .map((found) => found[2] ?? '')
    .sort();

function readPack(cache: CacheFolder, name: string): Pack {
  const bytes = cache.read(name);
  if (bytes === null) return [];
  const content = bytes.subarray(digestBytes);
  // V8 trusts what it is given: a damaged cache could end the process.
  if (!digestOf(content).equals(bytes.subarray(0, digestBytes))) return [];
  try {
    return v.parse(Pack, process.getBuiltinModule('node:v8').deserialize(content));
  } catch {
    return [];
  }
}

/** Which hook ran last, and the name of its pack. */
const Latest = v.object({ name: v.string(), file: v.string(), folders: v.array(v.string()) });
type Latest = v.InferOutput<typeof Latest>;
const latestName = 'latest.json';

/**
 * Reads, for nothing, what the hook that ran last has loaded: Node and V8 make ready what does it, and the system has
 * the files at hand. For a process that waits; the run reads all of it again.
 */
export function rehearseLoading(cache: CacheFolder): void {
  const latest = v.safeParse(v.pipe(v.string(), v.parseJson(), Latest), cache.read(latestName)?.toString());
  if (!latest.success) return;
  const { name, file, folders } = latest.output;
  const loader = createModuleLoader(file, folders, cache);
  for (const entry of readPack(cache, name)) {
    const loaded = loader.load(entry.file);
    if ('script' in loaded) hashOf(loaded.script.code);
    loader.resolve(entry.file, './');
  }
}

/**
 * Compiles the modules that a hook like this one has loaded before, with V8's code cache, ahead of the run: inside the
 * isolate there is only eval. Files are read anew, and whatever has changed is compiled anew.
 */
export function createCompiledModules(world: IsolateWorld, loader: ModuleLoader, cache: CacheFolder) {
  let pack: Pack = [];
  let name = '';
  let changed = false;

  const compile = (entry: Pack[number], code: string, columnOffset: number): ivm.Dereference<object> => {
    const hash = hashOf(code);
    const cached = entry.hash === hash ? entry.compiled : null;
    const options = { filename: entry.file, columnOffset };
    // isolated-vm's types do not tell what these two options add to the script.
    let script: ivm.Script & { cachedDataRejected?: boolean; cachedData?: ivm.ExternalCopy<ArrayBuffer> };
    if (cached) {
      const cachedData = new ivm.ExternalCopy(new Uint8Array(cached).buffer);
      script = world.isolate.compileScriptSync(code, { ...options, cachedData });
    } else {
      script = world.isolate.compileScriptSync(code, { ...options, produceCachedData: true });
      entry.compiled = script.cachedData ? new Uint8Array(script.cachedData.copy()) : null;
      entry.hash = hash;
      changed = true;
    }
    if (script.cachedDataRejected) {
      entry.compiled = null;
      entry.hash = '';
      changed = true;
    }
    const reference: ivm.Reference<object> = script.runSync(world.context, { reference: true });
    script.release();
    return reference.derefInto({ release: true });
  };

  return {
    /** What can be made ready for a hook with this file and text; `folders` are those that it may read. */
    prepare(hookFile: string, text: string, folders: string[]): PreparedModules {
      name = `${hashOf(JSON.stringify([dirname(hookFile), process.versions.v8, ...specifiersOf(text)]))}.modules`;
      const prepared: PreparedModules = { modules: [], functions: [] };
      const latest = JSON.stringify({ name, file: hookFile, folders } satisfies Latest);
      if (cache.read(latestName)?.toString() !== latest) cache.write(latestName, Buffer.from(latest));
      pack = readPack(cache, name).filter((entry) => {
        const loaded = loader.load(entry.file);
        if ('error' in loaded) {
          changed = true;
          return false;
        }
        if (loaded.format === 'json') {
          prepared.modules.push({ file: entry.file, format: 'json', text: loaded.text });
          return true;
        }
        try {
          const { script, format, map } = loaded;
          prepared.functions.push(compile(entry, script.code, -script.headerLength));
          prepared.modules.push({ file: entry.file, format });
          loader.places.add(entry.file, { map, shift: 0 });
          return true;
        } catch {
          // It does not compile any more: the guest tells so when it is loaded.
          changed = true;
          return false;
        }
      });
      return prepared;
    },

    /** Keeps what this run has loaded, for the next one. */
    keep(): void {
      const known = new Set(pack.map(({ file }) => file));
      const added = loader.filesRead().filter((file) => !known.has(file));
      if (!changed && added.length === 0) return;
      const all = [...pack, ...added.map((file) => ({ file, hash: '', compiled: null }))];
      const content = process.getBuiltinModule('node:v8').serialize(all.slice(0, mostModules));
      cache.write(name, Buffer.concat([digestOf(content), content]));
    },
  };
}
