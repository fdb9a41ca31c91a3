import type { GuestError } from '../guest/bridge.ts';
import type { ErrorInfo, Place } from '../runner/protocol.ts';
import type { SourcePlaces } from './sourcePlaces.ts';

/** The name of the guest's bundle in stacks; Node's own modules look alike, and people know to skip them. */
export const guestFile = 'node:internal/guest';

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

const placeOf = ({ file, line, column }: Frame): Place => ({ file, line, column });
const isOfPackage = (place: Place): boolean => /[\\/]node_modules[\\/]/.test(place.file);
/** The nearest place in the user's own files; without one, the nearest in any. */
const nearestOf = (all: Place[]): Place | null => all.find((place) => !isOfPackage(place)) ?? all[0] ?? null;

/**
 * Reads stacks. A raw one is V8's, with the places of compiled code; an error's is the guest's, which has put the
 * places of the files in (see stackFormat.ts of the guest).
 */
export function createStackPlaces(sources: Pick<SourcePlaces, 'original'>) {
  const placesOf = (stack: string): Frame[] =>
    stack
      .split('\n')
      .map(readFrame)
      .filter((frame) => frame !== null);
  const raw = (stack: string): Place[] => placesOf(stack).map((frame) => sources.original(placeOf(frame)));

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
          const frame = readFrame(line);
          if (frame === null) return line;
          const at = sources.original(placeOf(frame));
          return `${line.slice(0, frame.start)}${at.file}:${at.line}:${at.column}${line.slice(frame.end)}`;
        })
        .join('\n'),
    /** The error as people read it: without the frames that are not of their world. */
    explain(error: GuestError): ErrorInfo {
      const lines = error.stack.split('\n');
      const boundary = lines.findIndex((line) => line.includes('(<isolated-vm boundary>)'));
      const guestSide = boundary === -1 ? lines : lines.slice(0, boundary);
      const stack = guestSide.filter((line) => !line.includes(guestFile)).join('\n');
      return {
        name: error.name,
        message: error.message,
        stack,
        source: nearestOf(placesOf(stack).map(placeOf)),
      };
    },
  };
}
