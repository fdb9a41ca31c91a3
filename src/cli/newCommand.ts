import { writeFileSync } from 'node:fs';
import { extname } from 'node:path';
import { starterCode } from '../hook/starterCode.ts';
import { UsageError } from './usageError.ts';

/** Writes the starter code into a new file, or prints it where none is named. Never writes over a file. */
export function newCommand(file: string | undefined): void {
  const language = file !== undefined && /^\.[cm]?ts$/.test(extname(file)) ? 'ts' : 'js';
  const { text } = starterCode(language);
  if (file === undefined) {
    process.stdout.write(text);
    return;
  }
  try {
    writeFileSync(file, text, { flag: 'wx' });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UsageError(
      code === 'EEXIST'
        ? `${file} exists already; it was left as it is.`
        : `Cannot write ${file}: ${message}`,
    );
  }
  process.stdout.write(`Wrote ${file}.\n`);
}
