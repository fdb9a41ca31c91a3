/** Finds the places in the stack of an error, so that they can be links. Pure. */
import type { ErrorInfo, Place } from '../runner/protocol.ts';

export interface StackPart {
  text: string;
  /** Where the text leads; null for plain text. */
  place: Place | null;
}

export interface StackLine {
  parts: StackPart[];
  /** Whether it names a file of the user's own, not of a package or of Node. */
  own: boolean;
}

/** V8's way to write a place, after `at ` or in brackets: an absolute path, a line and a column. */
const placePattern = /(?<=\s|\()((?:file:\/\/)?(?:\/|[A-Za-z]:[\\/])(?:(?!\), ).)*?):(\d+):(\d+)(?=\)?$)/;

/**
 * The lines of a stack below its message. Paths below the hook's folder are shown from there on.
 * @param folder absolute folder of the hook, with no slash at its end
 */
export function stackLines({ stack }: ErrorInfo, folder: string): StackLine[] {
  const lines = stack.split('\n');
  const first = lines.findIndex((line) => /^\s+at /.test(line));
  if (first === -1) return [];
  return lines.slice(first).map((line) => stackLine(line.trim(), folder));
}

function stackLine(line: string, folder: string): StackLine {
  const match = placePattern.exec(line);
  const [, path, row, column] = match ?? [];
  if (!match || !path || !row || !column) return { parts: [{ text: line, place: null }], own: false };
  const file = path.startsWith('file://') ? decoded(path.slice('file://'.length)) : path;
  const place = { file, line: Number(row), column: Number(column) };
  return {
    parts: [
      { text: line.slice(0, match.index), place: null },
      { text: `${relativePath(file, folder)}:${row}:${column}`, place },
      { text: line.slice(match.index + match[0].length), place: null },
    ].filter(({ text }) => text !== ''),
    own: !/[\\/]node_modules[\\/]/.test(file),
  };
}

/** A path of which no URL could be made is taken as it is. */
function decoded(path: string): string {
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
}

/** The path from the folder on, where it lies below it. */
export function relativePath(file: string, folder: string): string {
  const separated = file.startsWith(folder) && /^[\\/]/.test(file.slice(folder.length));
  return separated ? file.slice(folder.length + 1) : file;
}

/** The last part of a path of any system. */
export const fileName = (file: string): string => file.split(/[\\/]/).at(-1) ?? file;

/** The folder of a path of any system, with no slash at its end. */
export const folderOf = (file: string): string => file.replace(/[\\/][^\\/]*$/, '');
