import { closeSync, openSync, readSync, unwatchFile, watchFile } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';

/**
 * Hands over what another process appends to a file, as it appends it.
 * @returns a function that hands over the rest and ends it
 */
export function follow(file: string, onText: (text: string) => void): () => void {
  const descriptor = openSync(file, 'r');
  const decoder = new StringDecoder('utf8');
  const chunk = Buffer.alloc(64 * 1024);
  const readOn = (): void => {
    for (let length = readSync(descriptor, chunk); length > 0; length = readSync(descriptor, chunk)) {
      onText(decoder.write(chunk.subarray(0, length)));
    }
  };
  watchFile(file, { interval: 200 }, readOn);
  return () => {
    unwatchFile(file, readOn);
    readOn();
    closeSync(descriptor);
  };
}
