import type { Difference } from './differences.ts';

/** One hook that both sides run. */
export interface PlatformCase {
  name: string;
  text: string;
  body?: unknown;
  secrets?: Record<string, string>;
  /** It changes the world that it runs in. */
  alone?: true;
  /** Where ours answers otherwise on purpose: why, and with what. */
  differs?: { why: Difference; reply: unknown };
}

/** A hook of one body, in the usual signature. */
const hook = (body: string): string => `module.exports = function (user, context, cb) {\n${body}\n};\n`;

/** Cases from a table of bodies, by name. */
export const bodies = (table: Record<string, string>): PlatformCase[] =>
  Object.entries(table).map(([name, body]) => ({ name, text: hook(body) }));

/** Cases from a table of whole files, by name. */
export const files = (table: Record<string, string>): PlatformCase[] =>
  Object.entries(table).map(([name, text]) => ({ name, text }));

/** Cases that put each of the expressions into `pattern`, in place of `_`. */
export const values = (pattern: string, expressions: readonly string[]): PlatformCase[] =>
  expressions.map((expression) => ({
    name: `${pattern.replace('_', expression)}`,
    text: hook(pattern.replace('_', () => expression)),
  }));
