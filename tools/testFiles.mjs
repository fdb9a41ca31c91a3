import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { inProject, root } from './project.mjs';

/**
 * The test files of a suite, those of its subfolders too.
 * @param {string} suite a folder of test/
 * @param {string[]} filters parts of their paths; a file that holds any of them is taken, or each file if there are none
 * @returns {string[]} paths relative to the checkout, with slashes
 */
export function testFiles(suite, filters = []) {
  const folder = inProject('test', suite);
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => relative(root, join(folder, name)).replaceAll('\\', '/'))
    .filter((path) => filters.length === 0 || filters.some((filter) => path.includes(filter)))
    .sort();
}
