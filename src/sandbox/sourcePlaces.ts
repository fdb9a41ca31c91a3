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
      const compiled = files.get(place.file);
      if (!compiled) return place;
      const column = place.line === 1 ? Math.max(1, place.column - compiled.shift) : place.column;
      if (compiled.map === null) return { ...place, column };
      const { line, column: at } = originalPositionFor(mapOf(place.file, compiled.map), {
        line: place.line,
        column: column - 1,
      });
      // What the converter added belongs to no line of the file.
      return line === null ? { ...place, line: 1, column: 1 } : { ...place, line, column: at + 1 };
    },
  };
}
export type SourcePlaces = ReturnType<typeof createSourcePlaces>;
