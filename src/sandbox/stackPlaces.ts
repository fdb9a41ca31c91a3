import { fileURLToPath } from 'node:url';
import type { GuestError } from '../guest/bridge.ts';
import type { ErrorInfo, Place } from '../runner/protocol.ts';

/** The name of the guest's bundle in stacks; Node's own modules look alike, and people know to skip them. */
export const guestFile = 'node:internal/guest';

const frame = /^\s+at (?:.* \()?(?:eval \()?((?:[A-Za-z]:)?[^():]+|file:\/\/[^():]+):(\d+):(\d+)\)?$/;
/** The header that a required module's text gets on its first line: `(function (exports, …) { `. */
const headerLength = '(function (exports, require, module, __filename, __dirname) { '.length;

function placeOf(line: string): Place | null {
  const match = frame.exec(line);
  const [, name, row, column] = match ?? [];
  if (name === undefined || name.startsWith('node:') || name.startsWith('<')) return null;
  let file = name;
  try {
    file = name.startsWith('file:') ? fileURLToPath(name) : name.includes('%') ? decodeURI(name) : name;
  } catch {
    // A file may really be called so.
  }
  return { file, line: Number(row), column: Number(column) };
}

export function createStackPlaces(hookFile: string) {
  /** On the first line of a required module V8 counts the header too. */
  const own = (place: Place): Place =>
    place.line === 1 && place.file !== hookFile
      ? { ...place, column: Math.max(1, place.column - headerLength) }
      : place;

  const isOfPackage = (place: Place): boolean => /[\\/]node_modules[\\/]/.test(place.file);

  const places = (stack: string): Place[] =>
    stack
      .split('\n')
      .map(placeOf)
      .filter((place) => place !== null)
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
          const place = placeOf(line);
          if (place === null) return line;
          const at = own(place);
          return line.replace(
            /((?:[A-Za-z]:)?[^():\s]+|file:\/\/[^():]+):\d+:\d+(\)?)$/,
            `${at.file}:${at.line}:${at.column}$2`,
          );
        })
        .join('\n');
      return { name: error.name, message: error.message, stack, source: this.nearestOwn(shown.join('\n')) };
    },
  };
}
export type StackPlaces = ReturnType<typeof createStackPlaces>;
