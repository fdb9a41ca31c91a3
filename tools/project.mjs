import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Absolute path of the checkout. */
export const root = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '');

/**
 * Absolute path of something in the checkout.
 * @param {...string} parts
 */
export const inProject = (...parts) => join(root, ...parts);

/**
 * The project's package.json.
 * @returns {{ name: string, publisher: string, version: string, dependencies: Record<string, string>, optionalDependencies: Record<string, string> }}
 */
export const manifest = () => JSON.parse(readFileSync(inProject('package.json'), 'utf8'));
