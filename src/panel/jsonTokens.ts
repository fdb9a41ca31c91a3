/** JSON text in pieces, each with what it is, so that it can be coloured as the debugger colours values. Pure. */

export interface JsonToken {
  text: string;
  kind: 'name' | 'string' | 'number' | 'boolean' | 'plain';
}

const tokenPattern = /("(?:[^"\\]|\\.)*")(\s*:)?|\b(true|false|null)\b|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)/g;

/** Splits JSON text; other text comes back as it is, wherever it is not like JSON. */
export function jsonTokens(text: string): JsonToken[] {
  const tokens: JsonToken[] = [];
  let from = 0;
  const plain = (to: number): void => {
    if (to > from) tokens.push({ text: text.slice(from, to), kind: 'plain' });
  };
  for (const match of text.matchAll(tokenPattern)) {
    const [whole, string, colon, word] = match;
    plain(match.index);
    from = match.index + whole.length;
    if (string === undefined) tokens.push({ text: whole, kind: word === undefined ? 'number' : 'boolean' });
    else if (colon === undefined) tokens.push({ text: string, kind: 'string' });
    else tokens.push({ text: string, kind: 'name' }, { text: colon, kind: 'plain' });
  }
  plain(text.length);
  return tokens;
}

/** A value as indented JSON; a string that holds JSON likewise; other strings, and what is no JSON, as they are. */
export function indentedJson(value: unknown): { text: string; isJson: boolean } {
  if (typeof value !== 'string')
    return { text: JSON.stringify(value, null, 2) ?? String(value), isJson: true };
  if (!/^\s*[[{]/.test(value)) return { text: value, isJson: false };
  try {
    return { text: JSON.stringify(JSON.parse(value), null, 2), isJson: true };
  } catch {
    return { text: value, isJson: false };
  }
}

/** A value on one line, for a preview. */
export const inlineJson = (value: unknown): string => JSON.stringify(value) ?? String(value);
