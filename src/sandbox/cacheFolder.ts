import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import envPaths from 'env-paths';

/** The most that the folder keeps. */
const usualBounds = { bytes: 64 * 1024 * 1024, files: 4000 };

/** A folder of files that can all be made again. Nothing here fails: without the folder it is only slower. */
export interface CacheFolder {
  read(name: string): Buffer | null;
  write(name: string, data: Uint8Array): void;
  /** Removes the files beyond the bounds that have not been used for the longest time. */
  prune(): void;
}

const quietly = <T>(work: () => T): T | null => {
  try {
    return work();
  } catch {
    return null;
  }
};

/** The user's cache folder for what the sandbox keeps between runs; the parameters are for tests. */
export function openCacheFolder(
  folder = join(envPaths('post-registration-hooks', { suffix: '' }).cache, 'modules'),
  bounds = usualBounds,
): CacheFolder {
  return {
    read: (name) => quietly(() => readFileSync(join(folder, name))),
    write(name, data) {
      quietly(() => {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        // Another process may read it at this moment, or write the same.
        const unfinished = join(folder, `.${name}.${process.pid}`);
        writeFileSync(unfinished, data);
        renameSync(unfinished, join(folder, name));
      });
    },
    prune() {
      quietly(() => {
        const files = readdirSync(folder).flatMap((name) => {
          const path = join(folder, name);
          const stat = quietly(() => statSync(path));
          return stat?.isFile()
            ? [{ path, bytes: stat.size, used: Math.max(stat.mtimeMs, stat.atimeMs) }]
            : [];
        });
        files.sort((a, b) => b.used - a.used);
        let bytes = 0;
        for (const [at, file] of files.entries()) {
          bytes += file.bytes;
          if (bytes > bounds.bytes || at >= bounds.files) quietly(() => rmSync(file.path));
        }
      });
    },
  };
}
