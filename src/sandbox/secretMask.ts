const escapeRegExp = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** The ways in which a secret may stand in a log, a URL, a body or a header. */
function spellings(value: string): string[] {
  const base64 = Buffer.from(value).toString('base64');
  const spelled = [
    value,
    JSON.stringify(value).slice(1, -1),
    encodeURIComponent(value),
    new URLSearchParams({ '': value }).toString().slice(1),
    base64,
    Buffer.from(value).toString('base64url'),
  ];
  return spelled.filter((text) => text !== '');
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
