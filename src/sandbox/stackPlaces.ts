import { fileURLToPath } from 'node:url';
import type { GuestError } from '../guest/bridge.ts';
import type { ErrorInfo, Place } from '../runner/protocol.ts';

/** The name of the guest's bundle in stacks; Node's own modules look alike, and people know to skip them. */
export const guestFile = 'node:internal/guest';

/** The header that a required module's text gets on its first line: `(function (exports, …) { `. */
const headerLength = '(function (exports, require, module, __filename, __dirname) { '.length;

/** A frame's place, and where in the line it is written. */
interface Frame extends Place {
  start: number;
  end: number;
}

/** Reads `    at f (FILE:1:2)`, `    at async FILE:1:2` and the like; a file's name may hold spaces and parentheses. */
function readFrame(line: string): Frame | null {
  const match = /^(\s+at )(async )?(.*?):(\d+):(\d+)(\)*)$/.exec(line);
  if (!match) return null;
  const [, at = '', async = '', located = '', row = '', column = '', closing = ''] = match;
  // With a function's name the place is in parentheses, of which the first that is followed by a path opens it.
  const opening = closing === '' ? null : / \((?:eval \()?(?=\/|[A-Za-z]:[\\/]|file:|node:|<)/.exec(located);
  const from = opening ? opening.index + opening[0].length : 0;
  const file = located.slice(from);
  if (file.startsWith('node:') || file.startsWith('<') || !/^(?:\/|[A-Za-z]:[\\/]|file:)/.test(file))
    return null;
  const start = at.length + async.length + from;
  const end = start + file.length + 1 + row.length + 1 + column.length;
  return { file, line: Number(row), column: Number(column), start, end };
}

export function createStackPlaces(hookFile: string) {
  /** The place as the user knows it. Required files are compiled under an encoded name, behind a header. */
  const own = ({ file, line, column }: Place): Place => {
    if (file === hookFile) return { file, line, column };
    return { file: decode(file), line, column: line === 1 ? Math.max(1, column - headerLength) : column };
  };

  const isOfPackage = (place: Place): boolean => /[\\/]node_modules[\\/]/.test(place.file);

  const places = (stack: string): Place[] =>
    stack
      .split('\n')
      .map(readFrame)
      .filter((frame) => frame !== null)
      .map(own);

  return {
    /** The nearest place in the user's own files; without one, the nearest in any. */
    nearestOwn(stack: string): Place | null {
      const all = places(stack);
      return all.find((place) => !isOfPackage(place)) ?? all[0] ?? null;
    },
    /** The nearest place in any file. */
    nearest(stack: string): Place | null {
      return places(stack)[0] ?? null;
    },
    /** The error as people read it: without the frames that are not of their world. */
    explain(error: GuestError): ErrorInfo {
      const lines = error.stack.split('\n');
      const boundary = lines.findIndex((line) => line.includes('(<isolated-vm boundary>)'));
      const guestSide = boundary === -1 ? lines : lines.slice(0, boundary);
      const shown = guestSide.filter((line) => !line.includes(guestFile));
      const stack = shown
        .map((line) => {
          const frame = readFrame(line);
          if (frame === null) return line;
          const at = own(frame);
          return `${line.slice(0, frame.start)}${at.file}:${at.line}:${at.column}${line.slice(frame.end)}`;
        })
        .join('\n');
      return { name: error.name, message: error.message, stack, source: this.nearestOwn(shown.join('\n')) };
    },
  };
}
function decode(file: string): string {
  try {
    return file.startsWith('file:') ? fileURLToPath(file) : decodeURI(file);
  } catch {
    // A file may really be called so.
    return file;
  }
}

export type StackPlaces = ReturnType<typeof createStackPlaces>;
