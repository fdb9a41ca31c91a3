/**
 * JSON text whose values keep their places. Whether a text is JSON is for JSON.parse to say, as on the platform;
 * jsonc-parser says where things are, and where the text goes wrong. Heavy: see payloadCheck.ts.
 */
import { type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';

/** In UTF-16 units from 0; `end` is behind the last one. */
export interface Span {
  start: number;
  end: number;
}
/** The way from the root to a value: keys, and indices as text. */
export type Steps = readonly string[];

export interface DuplicateKey extends Span {
  steps: Steps;
}

export type JsonText =
  | { kind: 'json'; value: unknown; places: JsonPlaces }
  /** The first thing that is wrong, in plain words. */
  | ({ kind: 'syntaxError'; message: string } & Span);

/** Reads strict JSON. A byte order mark is let pass, as editors write it. Never throws, however deep the text nests. */
export function readJson(text: string): JsonText {
  const mark = text.startsWith('\uFEFF') ? 1 : 0;
  const json = text.slice(mark);
  const errors: ParseError[] = [];
  const root = treeOf(json, errors);
  try {
    return {
      kind: 'json',
      value: JSON.parse(json),
      places: new JsonPlaces(root, { start: mark, end: text.length }),
    };
  } catch {
    const { message, start, end } = firstFault(json, errors[0]);
    return { kind: 'syntaxError', message, start: start + mark, end: end + mark };
  }
}

function treeOf(json: string, errors: ParseError[]): Node | null {
  try {
    return parseTree(json, errors, { disallowComments: true }) ?? null;
  } catch (error) {
    // jsonc-parser calls itself for each level, which JSON.parse does not; then there are no places, but a value.
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** The places of the values in a text. What has no place of its own is at its nearest parent's. */
export class JsonPlaces {
  readonly #root: Node | null;
  readonly #whole: Span;

  constructor(root: Node | null, whole: Span) {
    this.#root = root;
    this.#whole = whole;
  }

  /** A value. */
  value(steps: Steps): Span {
    return this.#span(this.#node(steps));
  }

  /** The key that a value has, with its quotes. */
  key(steps: Steps): Span {
    const node = this.#node(steps);
    const key = node?.parent?.type === 'property' ? node.parent.children?.[0] : undefined;
    return this.#span(key ?? node);
  }

  /** Where something is missing in an object: the object's key, or the brace that opens the root. */
  missingIn(steps: Steps): Span {
    if (steps.length > 0) return this.key(steps);
    const { start, end } = this.value(steps);
    return { start, end: Math.min(start + 1, end) };
  }

  /** The keys that a later one of the same name overrules. */
  duplicateKeys(): DuplicateKey[] {
    const duplicates: DuplicateKey[] = [];
    const open: { node: Node; steps: Steps }[] = this.#root ? [{ node: this.#root, steps: [] }] : [];
    for (let next = open.pop(); next; next = open.pop()) {
      const { node, steps } = next;
      const last = new Map<string, Span>();
      for (const [index, child] of (node.children ?? []).entries()) {
        const [key, value] = node.type === 'object' ? (child.children ?? []) : [undefined, child];
        const step = key ? String(key.value) : String(index);
        const earlier = key && last.get(step);
        if (earlier) duplicates.push({ steps: [...steps, step], ...earlier });
        if (key) last.set(step, this.#span(key));
        if (value?.children) open.push({ node: value, steps: [...steps, step] });
      }
    }
    return duplicates;
  }

  #node(steps: Steps): Node | null {
    let node = this.#root;
    for (const step of steps) {
      const { type, children = [] } = node ?? {};
      // The last of several equal keys is the one that counts.
      const property = children.findLast((child) => child.children?.[0]?.value === step);
      const next = type === 'array' ? children[Number(step)] : property?.children?.[1];
      if (!next) return node;
      node = next;
    }
    return node;
  }

  #span(node: Node | null | undefined): Span {
    if (!node) return this.#whole;
    const start = node.offset + this.#whole.start;
    return { start, end: start + node.length };
  }
}

const messages: Readonly<Record<string, string>> = {
  InvalidNumberFormat: 'This is not a number as JSON writes it.',
  PropertyNameExpected: 'A property name in double quotes is expected here.',
  ValueExpected: 'A value is expected here.',
  ColonExpected: 'A colon is expected here, between a property name and its value.',
  CommaExpected: 'A comma is expected here.',
  CloseBraceExpected: 'A closing brace is expected here.',
  CloseBracketExpected: 'A closing bracket is expected here.',
  EndOfFileExpected: 'The payload ends before this: remove what follows.',
  InvalidCommentToken: 'JSON has no comments: remove this one.',
  UnexpectedEndOfComment: 'JSON has no comments: remove this one.',
  UnexpectedEndOfString: 'This string has no closing double quote.',
  UnexpectedEndOfNumber: 'This number ends too early.',
  InvalidUnicode: 'After \\u, four hexadecimal digits are expected.',
  InvalidEscapeCharacter: 'JSON does not have this escape sequence.',
  InvalidCharacter:
    'This character cannot stand in a string: write it as an escape sequence, such as \\n or \\t.',
};

/** The first fault of a text that is no JSON. */
function firstFault(json: string, error: ParseError | undefined): Span & { message: string } {
  if (json.trim() === '')
    return { start: 0, end: json.length, message: 'The payload is empty: a JSON object is expected.' };
  if (!error) return { start: 0, end: json.length, message: 'The payload is not JSON.' };
  const code = printParseErrorCode(error.error);
  const before = json.slice(0, error.offset).trimEnd();
  if (before.endsWith(',') && (error.length === 0 || /^[\]}]/.test(json.slice(error.offset)))) {
    return {
      start: before.length - 1,
      end: before.length,
      message: 'Nothing follows this comma: remove it.',
    };
  }
  const start =
    error.length === 0 || error.offset >= json.length ? Math.max(0, before.length - 1) : error.offset;
  const end = Math.max(start + 1, Math.min(error.offset + error.length, json.length));
  if (code === 'InvalidSymbol') {
    const symbol = json.slice(start, Math.min(end, start + 40));
    return { start, end, message: `${symbol} is not JSON: names and strings stand in double quotes.` };
  }
  return { start, end, message: messages[code] ?? 'The payload is not JSON from here on.' };
}
