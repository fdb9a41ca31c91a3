// Captured before any code of the hook's can replace them.
const { create, keys } = Object;

/**
 * The message's data in objects without a prototype, so that a toJSON that the hook gives to all objects stays out
 * of what is sent. Lists are left as they are.
 */
export function bare(value: object): object {
  const copy: Record<string, unknown> = create(null);
  const names = keys(value);
  for (let at = 0; at < names.length; at += 1) {
    const name = names[at] ?? '';
    const part = (value as Record<string, unknown>)[name];
    // biome-ignore lint/suspicious/useIsArray: Array.isArray could be the hook's by now
    copy[name] = typeof part === 'object' && part !== null && !(part instanceof Array) ? bare(part) : part;
  }
  return copy;
}
