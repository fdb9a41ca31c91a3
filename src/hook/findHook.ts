/** Finds the hook in a file: the function that the platform would call, at its exact place. */
import { type ParseResult, type ParserOptions, parse } from '@babel/parser';
import type { File, Node } from '@babel/types';
import { type ExportForm, exportedFunction, mentionsExport } from './hookExport.ts';
import { isHookSignature } from './hookSignature.ts';

/** A place in the text. `offset` counts UTF-16 units from 0, as VS Code does; `line` and `column` count from 1. */
export interface TextPosition {
  offset: number;
  line: number;
  column: number;
}
/** `end` is the place after the last character. */
export interface TextRange {
  start: TextPosition;
  end: TextPosition;
}

export interface FoundHook {
  kind: 'found';
  /** How the file hands its function over. */
  form: ExportForm;
  /** The function's own name, or that of the variable that holds it; null for an anonymous one. */
  name: string | null;
  async: boolean;
  /** The parameters, as they are written. */
  parameters: readonly string[];
  /** The top-level statement that holds the function: a lens stands above its first line. */
  statement: TextRange;
  /** The function, from `async`, `function` or the arrow's first parameter on. */
  function: TextRange;
  /** The function's body with its braces, or an arrow's expression. */
  body: TextRange;
}

export type HookSearch =
  | FoundHook
  | { kind: 'none' }
  /** The text cannot be read, as happens while one types. `message` is the parser's, in English. */
  | { kind: 'syntaxError'; message: string; at: TextPosition };

/** In UTF-16 units. No hook is longer; a bundle is, and takes seconds to parse. */
export const maximumLength = 1_000_000;

/**
 * Finds the hook in the text of a file, by parsing it. `fileName` tells TypeScript from JavaScript by its extension;
 * nothing else is read from it. Text that cannot be parsed is a result, not an error.
 *
 * Found are functions that the platform would call (`module.exports = …`, `export = …`, a top-level `return …`, also
 * through variables, parentheses, type assertions and wrapping calls) and whose parameters are those of a hook: see
 * `isHookSignature`. `exports = …`, `exports.name = …` and `export default …` hand nothing over on the platform.
 */
export function findHook(text: string, fileName: string): HookSearch {
  if (text.length > maximumLength || !/export|return/.test(text)) return { kind: 'none' };
  const source = new Source(text);
  try {
    const { program, errors } = source.parse(fileName);
    const found = exportedFunction(program.body, isHookSignature);
    // Errors that the parser got over, such as a name declared twice, do not hide a hook.
    const error = errors?.find(({ code }) => code !== moduleRequired);
    if (!found) return error ? source.syntaxError(error) : { kind: 'none' };
    return {
      kind: 'found',
      form: found.form,
      name: found.name,
      async: found.function.async,
      parameters: found.function.params.map((parameter) => source.textOf(parameter)),
      statement: source.rangeOf(found.statement),
      function: source.rangeOf(found.function),
      body: source.rangeOf(found.function.body),
    };
  } catch (error) {
    return source.syntaxError(error);
  }
}

/**
 * Whether a file may hand a function over to the platform, in whatever way: it speaks of `module` or `exports`, returns
 * something at the top level, or has an `export =`. Where it cannot be read, or is too long to be, nobody can tell, and
 * so it may.
 */
export function mayHandOver(text: string, fileName: string): boolean {
  if (!/module|export|return/.test(text)) return false;
  if (text.length > maximumLength) return true;
  try {
    return mentionsExport(new Source(text).parse(fileName).program.body);
  } catch {
    return true;
  }
}

/** The text of a file, and the way from Babel's places in it to the editor's. */
class Source {
  readonly #text: string;
  /** Node takes a byte order mark off before a `#!` line; Babel does not. It still counts in every place. */
  readonly #mark: number;

  constructor(text: string) {
    this.#mark = text.startsWith('\uFEFF') ? 1 : 0;
    this.#text = text.slice(this.#mark);
  }

  /**
   * Throws a SyntaxError for what cannot be read. Whatever the parser gets over is in the result's `errors`, such as a
   * name declared twice, and `import` and `export` in what is parsed as CommonJS.
   */
  parse(fileName: string): ParseResult<File> {
    const options: ParserOptions = {
      plugins: /\.[cm]?ts$/i.test(fileName) ? ['typescript'] : [],
      errorRecovery: true,
      allowUndeclaredExports: true,
      attachComment: false,
    };
    const asModule = () => parse(this.#text, { ...options, sourceType: 'module' });
    if (/\.m[jt]s$/i.test(fileName)) return asModule();
    try {
      return parse(this.#text, { ...options, sourceType: 'commonjs' });
    } catch (error) {
      // A top-level await is what a module may have and CommonJS may not.
      if (!/^\s*(import|export)\b/m.test(this.#text)) throw error;
      return asModule();
    }
  }

  syntaxError(error: unknown): HookSearch {
    // The parser's own limit, after thousands of levels of nesting: it has no place.
    if (error instanceof RangeError) {
      return { kind: 'syntaxError', message: 'The code is nested too deeply.', at: this.#position(start) };
    }
    if (!(error instanceof SyntaxError && 'loc' in error && isPlace(error.loc))) throw error;
    const message = error.message.replace(/ \(\d+:\d+\)$/, '');
    return { kind: 'syntaxError', message, at: this.#position(error.loc) };
  }

  rangeOf(node: Node): TextRange {
    if (!node.loc) throw new Error(`The parser gave no place for a ${node.type}.`);
    return { start: this.#position(node.loc.start), end: this.#position(node.loc.end) };
  }

  textOf(node: Node): string {
    return this.#text.slice(node.start ?? 0, node.end ?? 0);
  }

  #position({ index, line, column }: Place): TextPosition {
    return { offset: index + this.#mark, line, column: column + 1 + (line === 1 ? this.#mark : 0) };
  }
}

/** Babel's error for `import` and `export` in CommonJS, which is how a file is read at first. */
const moduleRequired = 'BABEL_PARSER_SOURCETYPE_MODULE_REQUIRED';

/** Babel's: `line` counts from 1, the rest from 0. */
interface Place {
  index: number;
  line: number;
  column: number;
}
const start: Place = { index: 0, line: 1, column: 0 };

function isPlace(value: unknown): value is Place {
  return (
    typeof value === 'object' && value !== null && 'index' in value && 'line' in value && 'column' in value
  );
}
