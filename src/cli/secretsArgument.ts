import { parseEnv } from 'node:util';
import { readNamedFile } from './files.ts';
import { UsageError } from './usageError.ts';

/** Reads the secrets file: a JSON object of strings, or a .env file. Throws a UsageError for what is neither. */
export function readSecrets(file: string): Record<string, string> {
  const text = readNamedFile(file, 'secrets file');
  if (!text.trimStart().startsWith('{')) return parseEnv(text) as Record<string, string>;
  let secrets: unknown;
  try {
    secrets = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`The secrets file ${file} is no JSON: ${(error as Error).message}`);
  }
  for (const [name, value] of Object.entries(secrets as object)) {
    if (typeof value !== 'string') {
      throw new UsageError(`The secret ${name} in ${file} must be a string, but is ${kindOf(value)}.`);
    }
  }
  return secrets as Record<string, string>;
}

const kindOf = (value: unknown): string =>
  value === null
    ? 'null'
    : Array.isArray(value)
      ? 'a list'
      : typeof value === 'object'
        ? 'an object'
        : `a ${typeof value}`;
