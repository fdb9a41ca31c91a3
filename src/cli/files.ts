import { readFileSync } from 'node:fs';
import { UsageError } from './usageError.ts';

/** Reads a file that was named on the command line; `what` says what it was to be. */
export function readNamedFile(path: string, what: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why =
      code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a folder' : String(code);
    throw new UsageError(`Cannot read the ${what} ${path}: ${why}.`);
  }
}
