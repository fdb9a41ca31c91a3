import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

/** The project's folder in the user's cache, where each system keeps caches. Nothing in it is needed twice. */
export function cacheFolder() {
  const home = homedir();
  const caches = {
    win32: process.env.LOCALAPPDATA || join(home, 'AppData', 'Local'),
    darwin: join(home, 'Library', 'Caches'),
  };
  const base =
    caches[/** @type {'win32'} */ (process.platform)] ?? (process.env.XDG_CACHE_HOME || join(home, '.cache'));
  return join(base, 'post-registration-hooks');
}

/**
 * Makes a folder whole or not at all: `fill` works in a sibling, which then takes the folder's name. So a download
 * that breaks off leaves nothing that looks complete, and two processes may do it at the same time.
 * @param {string} folder absolute path
 * @param {(sibling: string) => void | Promise<void>} fill
 * @param {(folder: string) => boolean} isComplete
 */
export async function makeFolder(folder, fill, isComplete) {
  if (isComplete(folder)) return;
  const sibling = `${folder}.${process.pid}.partial`;
  mkdirSync(dirname(folder), { recursive: true });
  rmSync(sibling, { recursive: true, force: true });
  mkdirSync(sibling);
  try {
    await fill(sibling);
    if (isComplete(folder)) return;
    rmSync(folder, { recursive: true, force: true });
    renameSync(sibling, folder);
  } finally {
    rmSync(sibling, { recursive: true, force: true });
  }
}
