import type { Bridge } from './bridge.ts';

/** Files whose compiled code has other places than the file: all of them, or the columns of the first line. */
type Moved = 'everywhere' | 'first-line';

const NativeError = Error;
const errorToString = Function.prototype.call.bind(Error.prototype.toString) as (error: unknown) => string;
const { parse } = JSON;
const encode = encodeURI;

/** How a module was compiled is nobody's business: V8 calls what has no name `eval` in a module that was evaluated. */
const withoutEval = (text: string): string => {
  const named = text.replace(/^((?:async |new )*)eval \((.*)\)$/, '$1$2');
  return named === text ? text.replace(/^((?:async |new )*[\w$.]+\.)eval \(/, '$1<anonymous> (') : named;
};

/**
 * Stacks show the places in the files that people wrote, as Node shows them. `Error.prepareStackTrace` is the function
 * that V8 asks; in Node, too, it is one from the start, and a hook may set its own.
 */
export function createStackFormat(bridge: Bridge) {
  // By the name that V8 has for the file: its path, or the path as `sourceURL` takes it.
  const files = new Map<string, { file: string; moved: Moved }>();

  const describe = (frame: NodeJSCallSite): string => {
    const name = frame.getScriptNameOrSourceURL();
    const known = typeof name === 'string' ? files.get(name) : undefined;
    const text = known ? withoutEval(`${frame}`) : `${frame}`;
    const line = frame.getLineNumber();
    const column = frame.getColumnNumber();
    if (!known || line === null || column === null) return text;
    const place = `${name}:${line}:${column}`;
    const at = text.lastIndexOf(place);
    if (at === -1) return text;
    const original =
      known.moved === 'everywhere' || line === 1
        ? (parse(bridge.originalPlace(known.file, line, column)) as { line: number; column: number })
        : { line, column };
    return `${text.slice(0, at)}${known.file}:${original.line}:${original.column}${text.slice(at + place.length)}`;
  };

  /** The stack's text. */
  const prepareStackTrace = (error: unknown, frames: NodeJSCallSite[]): string => {
    let text: string;
    try {
      text = errorToString(error);
    } catch {
      text = '<error>';
    }
    for (let at = 0; at < frames.length; at += 1) {
      const frame = frames[at];
      if (frame) text += `\n    at ${describe(frame)}`;
    }
    return text;
  };
  Object.defineProperty(NativeError, 'prepareStackTrace', {
    value: prepareStackTrace,
    writable: true,
    configurable: true,
    enumerable: false,
  });

  return {
    /** Tells of a file that is compiled; a call for a file's plain path and its own places is not needed. */
    add(file: string, moved: Moved): void {
      files.set(file, { file, moved });
      files.set(encode(file), { file, moved });
    },
  };
}
export type StackFormat = ReturnType<typeof createStackFormat>;

/** What V8 hands to prepareStackTrace, as far as it is used. */
interface NodeJSCallSite {
  getScriptNameOrSourceURL(): string | null;
  getLineNumber(): number | null;
  getColumnNumber(): number | null;
}
