import { fileURLToPath } from 'node:url';
import { type EncodedSourceMap, originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';
import type { Place } from '../runner/protocol.ts';

interface CompiledFile {
  /** The source map's JSON text; null where lines and columns are the file's own. */
  map: string | null;
  /** How many columns the first line has in front that the file does not have. */
  shift: number;
}

/** Knows where the places of compiled code are in the files that people wrote. */
export function createSourcePlaces() {
  const files = new Map<string, CompiledFile>();
  const maps = new Map<string, TraceMap>();

  const mapOf = (file: string, text: string): TraceMap => {
    const known = maps.get(file);
    if (known) return known;
    const made = new TraceMap(JSON.parse(text) as EncodedSourceMap);
    maps.set(file, made);
    return made;
  };

  return {
    add(file: string, compiled: CompiledFile): void {
      files.set(file, compiled);
    },
    /** The place in the file as it was written, for one in its compiled code. */
    original(place: Place): Place {
      // What is compiled inside the isolate goes by its name as a URL has it.
      const file = files.has(place.file) ? place.file : decode(place.file);
      const compiled = files.get(file);
      if (!compiled) return { ...place, file };
      const column = place.line === 1 ? Math.max(1, place.column - compiled.shift) : place.column;
      if (compiled.map === null) return { file, line: place.line, column };
      const { line, column: at } = originalPositionFor(mapOf(file, compiled.map), {
        line: place.line,
        column: column - 1,
      });
      // What the converter added belongs to no line of the file.
      return line === null ? { file, line: 1, column: 1 } : { file, line, column: at + 1 };
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

export type SourcePlaces = ReturnType<typeof createSourcePlaces>;
