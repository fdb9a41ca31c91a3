// npm run build and npm run watch: what esbuild.mjs builds, with its options.
import { spawnSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { inProject, root } from './project.mjs';
import { setUpNode } from './setup.mjs';
import { fail } from './setupError.mjs';

/**
 * @param {string} node24
 * @param {string[]} [args] of esbuild.mjs
 * @returns {boolean} whether it built everything; what failed is on the terminal
 */
export function build(node24, args = []) {
  return spawnSync(node24, [inProject('esbuild.mjs'), ...args], { cwd: root, stdio: 'inherit' }).status === 0;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    process.exit(build(setUpNode().node24, process.argv.slice(2)) ? 0 : 1);
  } catch (error) {
    fail(error);
  }
}
