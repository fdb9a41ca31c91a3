import { fileURLToPath } from 'node:url';
import type { GuestError } from '../guest/bridge.ts';
import type { ErrorInfo, Place } from '../runner/protocol.ts';
import type { SourcePlaces } from './sourcePlaces.ts';

/** The name of the guest's bundle in stacks; Node's own modules look alike, and people know to skip them. */
export const guestFile = 'node:internal/guest';

const frame = /^\s+at (?:.* \()?(?:eval \()?((?:[A-Za-z]:)?[^():]+|file:\/\/[^():]+):(\d+):(\d+)\)?$/;

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

const isOfPackage = (place: Place): boolean => /[\\/]node_modules[\\/]/.test(place.file);
/** The nearest place in the user's own files; without one, the nearest in any. */
const nearestOf = (all: Place[]): Place | null => all.find((place) => !isOfPackage(place)) ?? all[0] ?? null;

/**
 * Reads stacks. A raw one is V8's, with the places of compiled code; an error's is the guest's, which has put the
 * places of the files in (see stackFormat.ts of the guest).
 */
export function createStackPlaces(sources: Pick<SourcePlaces, 'original'>) {
  const placesOf = (stack: string): Place[] =>
    stack
      .split('\n')
      .map(placeOf)
      .filter((place) => place !== null);
  const raw = (stack: string): Place[] => placesOf(stack).map(sources.original);

  return {
    /** The nearest place of a raw stack in the user's own files; without one, the nearest in any. */
    nearestOwn: (stack: string): Place | null => nearestOf(raw(stack)),
    /** The nearest place of a raw stack in any file. */
    nearest: (stack: string): Place | null => raw(stack)[0] ?? null,
    /** A raw stack with the places of the files in it. */
    readable: (stack: string): string =>
      stack
        .split('\n')
        .map((line) => {
          const place = placeOf(line);
          if (place === null) return line;
          const at = sources.original(place);
          return line.replace(
            /((?:[A-Za-z]:)?[^():\s]+|file:\/\/[^():]+):\d+:\d+(\)?)$/,
            () => `${at.file}:${at.line}:${at.column}${line.endsWith(')') ? ')' : ''}`,
          );
        })
        .join('\n'),
    /** The error as people read it: without the frames that are not of their world. */
    explain(error: GuestError): ErrorInfo {
      const lines = error.stack.split('\n');
      const boundary = lines.findIndex((line) => line.includes('(<isolated-vm boundary>)'));
      const guestSide = boundary === -1 ? lines : lines.slice(0, boundary);
      const stack = guestSide.filter((line) => !line.includes(guestFile)).join('\n');
      return { name: error.name, message: error.message, stack, source: nearestOf(placesOf(stack)) };
    },
  };
}
export type StackPlaces = ReturnType<typeof createStackPlaces>;
