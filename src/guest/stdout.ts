import { Writable } from 'node-module:stream';

/** process.stdout and process.stderr: each line that is written becomes a line of the log. */
export function createOutput(line: (text: string) => void): Writable {
  let rest = '';
  const stream = new Writable({
    decodeStrings: false,
    write(chunk: unknown, _encoding: string, done: () => void) {
      const lines = (rest + String(chunk)).split('\n');
      rest = lines.pop() ?? '';
      for (const text of lines) line(text);
      // What ends without a line's end is shown all the same: nothing may follow it.
      if (rest !== '') {
        line(rest);
        rest = '';
      }
      done();
    },
  });
  return Object.assign(stream, { isTTY: false, columns: 80 });
}
