// Node's util.parseEnv, whose rules are dotenv's.
const line =
  /^\s*(?:export\s+)?([\w.-]+)(?:\s*=\s*?|:\s+?)(\s*'(?:\\'|[^'])*'|\s*"(?:\\"|[^"])*"|\s*`(?:\\`|[^`])*`|[^#\r\n]+)?\s*(?:#.*)?$/gm;

export function parseEnv(text: string): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [, key = '', given = ''] of text.replaceAll(/\r\n?/g, '\n').matchAll(line)) {
    const value = given.trim();
    const [quote] = value;
    const bare = value.replace(/^(['"`])([\s\S]*)\1$/, '$2');
    values[key] = quote === '"' ? bare.replaceAll('\\n', '\n') : bare;
  }
  return values;
}
