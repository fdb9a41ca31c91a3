const escapeRegExp = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** A line of a secret that is shorter than this, in characters, says too little to be looked for by itself. */
const shortestLine = 8;

/** The ways in which a secret may stand in a log, a URL, a body or a header. */
function spellings(value: string): string[] {
  // What prints text of several lines may break it up, as inspect does.
  const lines = value.split(/\r?\n/).filter((line) => line.length >= shortestLine && line !== value);
  return [value, ...lines]
    .flatMap((text) => [
      text,
      JSON.stringify(text).slice(1, -1),
      encodeURI(text.toWellFormed()),
      encodeURIComponent(text.toWellFormed()),
      strictlyEncoded(text.toWellFormed()),
      new URLSearchParams({ '': text }).toString().slice(1),
      ...base64Spellings(text),
    ])
    .filter((text) => text !== '');
}

/** RFC 3986: as encodeURIComponent, and the five that it leaves. */
const strictlyEncoded = (text: string): string =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (found) => `%${found.charCodeAt(0).toString(16).toUpperCase()}`,
  );

/**
 * Base64 of the text, whole and inside a longer text, as in Basic authorization: at each of the three offsets, without
 * the characters at the edges that depend on what stands beside it.
 */
function base64Spellings(text: string): string[] {
  const bytes = Buffer.from(text);
  const inside = [0, 1, 2].map((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    const first = Math.ceil((offset * 8) / 6);
    const whole = Math.floor(((offset + bytes.length) * 8) / 6);
    return encoded.slice(first, whole);
  });
  const all = [bytes.toString('base64'), ...inside.filter((part) => part.length >= 4)];
  return all.flatMap((part) => [part, part.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')]);
}

/**
 * A function that replaces every secret's value, in each of its spellings, by `[secret NAME]`, in every string of a
 * piece of plain data. Without secrets it gives the data as they are.
 */
export function createSecretMask(secrets: Record<string, string>): <T>(data: T) => T {
  const names = new Map<string, string>();
  for (const [name, value] of Object.entries(secrets)) {
    for (const text of value === '' ? [] : spellings(value)) names.set(text, name);
  }
  if (names.size === 0) return (data) => data;
  // The longest first: one secret may be a part of another.
  const texts = [...names.keys()].sort((a, b) => b.length - a.length);
  const pattern = new RegExp(texts.map(escapeRegExp).join('|'), 'g');
  const maskText = (text: string): string => text.replace(pattern, (found) => `[secret ${names.get(found)}]`);
  const mask = (data: unknown): unknown => {
    if (typeof data === 'string') return maskText(data);
    if (Array.isArray(data)) return data.map(mask);
    if (typeof data === 'object' && data !== null) {
      return Object.fromEntries(Object.entries(data).map(([key, value]) => [maskText(key), mask(value)]));
    }
    return data;
  };
  return (data) => mask(data) as typeof data;
}
