import { findSourceMap } from 'node:module';
import { fileURLToPath } from 'node:url';

/**
 * A stack with the places of the bundled suites turned into those of their sources. Node would do that by itself, but
 * for the Error.prepareStackTrace that the extension host sets.
 */
export function sourceStack(stack: string): string {
  return stack.replaceAll(
    /([^\s(]+\.cjs):(\d+):(\d+)/g,
    (place, file: string, line: string, column: string) => {
      const origin = findSourceMap(file)?.findOrigin(Number(line), Number(column));
      if (!origin || !('fileName' in origin)) return place;
      const source = origin.fileName.startsWith('file:') ? fileURLToPath(origin.fileName) : origin.fileName;
      return `${source}:${origin.lineNumber}:${origin.columnNumber}`;
    },
  );
}
