import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { authorityProblem } from '../runner/authorities.ts';
import { UsageError } from './usageError.ts';

/** Reads a file that was named on the command line; `what` says what it was to be. */
export function readNamedFile(path: string, what: string): string {
  try {
    // Editors on Windows begin files with a byte order mark.
    return readFileSync(path, 'utf8').replace(/^\ufeff/, '');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why =
      code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a folder' : String(code);
    throw new UsageError(`Cannot read the ${what} ${path}: ${why}.`);
  }
}

/**
 * The folder whose files a hook may require: the nearest one above it with a package.json or a .git, as the folder that
 * one would open in an editor; its own folder where there is none.
 */
export function projectFolder(hookFile: string): string {
  const own = dirname(hookFile);
  for (let folder = own; folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json')) || existsSync(join(folder, '.git'))) return folder;
  }
  return own;
}

/** Reads a file of certificate authorities; throws a UsageError for what is none. */
export function readAuthorities(path: string): string {
  const text = readNamedFile(path, 'certificate authority');
  const problem = authorityProblem(text);
  if (problem !== null) throw new UsageError(`The file ${path} holds no certificate authority: ${problem}`);
  return text;
}
