import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { cacheFolder, makeFolder } from './cacheFolder.mjs';
import { findNode24, isTarget, platforms, thisPlatform } from './node24.mjs';
import { npm } from './npm.mjs';
import { inProject, manifest, root } from './project.mjs';
import { SetupError } from './setupError.mjs';

/** What may come from the checkout as it is; .vscodeignore then says which of its files do. */
const sources = [
  'package.json',
  '.vscodeignore',
  'README.md',
  'ARCHITECTURE.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'LICENSE',
  'docs',
  'l10n',
  'media',
  'snippets',
  'schemas',
];

/**
 * Makes the VSIX of one platform, with a production build, isolated-vm and Node 24 inside.
 * @param {{ target: import('./node24.mjs').Target, file: string }} options `file`: absolute path of the VSIX
 */
export async function makeVsix({ target, file }) {
  const stage = mkdtempSync(join(tmpdir(), 'vsix-'));
  try {
    const names = [...sources, ...readdirSync(root).filter((name) => /^package\.nls.*\.json$/.test(name))];
    for (const name of names) {
      if (existsSync(inProject(name))) cpSync(inProject(name), join(stage, name), { recursive: true });
    }
    const build = [inProject('esbuild.mjs'), '--production', `--outdir=${join(stage, 'dist')}`];
    execFileSync(findNode24(), build, { cwd: root, stdio: 'inherit' });
    await addPackages(join(stage, 'dist', 'node_modules'), target);
    pack(stage, target, file);
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
}

/**
 * Puts the packages that stay packages beside the bundles, so that plain resolution finds them from there, as it finds
 * the checkout's from the checkout's dist. (vsce looks for dependencies only in the node_modules at the top.)
 * @param {string} folder
 * @param {import('./node24.mjs').Target} target
 */
async function addPackages(folder, target) {
  const { nodePackage, binary, prebuild } = platforms[target];
  const otherPrebuilds = Object.values(platforms).flatMap((other) =>
    other.prebuild === prebuild
      ? []
      : [inProject('node_modules', 'isolated-vm', 'prebuilds', other.prebuild)],
  );
  for (const name of ['isolated-vm', 'node-gyp-build']) {
    cpSync(inProject('node_modules', name), join(folder, name), {
      recursive: true,
      filter: (path) => !otherPrebuilds.includes(path),
    });
  }
  cpSync(inProject('node_modules', 'esbuild'), join(folder, 'esbuild'), { recursive: true });
  const { dependencies, optionalDependencies } = manifest();
  const converter = await installedPackage(`@esbuild/${target}`, dependencies.esbuild, esbuildBinary(target));
  cpSync(converter, join(folder, '@esbuild', target), { recursive: true });
  chmodSync(join(folder, '@esbuild', target, esbuildBinary(target)), 0o755);
  const nodeFolder = await installedPackage(nodePackage, optionalDependencies[nodePackage], binary);
  mkdirSync(join(folder, nodePackage, 'bin'), { recursive: true });
  for (const name of ['package.json', 'LICENSE', binary]) {
    if (!existsSync(join(nodeFolder, name))) continue;
    cpSync(join(nodeFolder, name), join(folder, nodePackage, name), { mode: constants.COPYFILE_FICLONE });
  }
  chmodSync(join(folder, nodePackage, binary), 0o755);
}

/**
 * Where the package of esbuild for a platform, which is called as VS Code calls the platform, has its binary.
 * @param {import('./node24.mjs').Target} target
 */
const esbuildBinary = (target) => (target.startsWith('win32-') ? 'esbuild.exe' : 'bin/esbuild');

/**
 * The folder of a package with a platform's binary. npm installs only this machine's; another one is fetched into the
 * cache.
 * @param {string} name
 * @param {string | undefined} version
 * @param {string} binary
 */
async function installedPackage(name, version, binary) {
  const installed = inProject('node_modules', name);
  if (existsSync(join(installed, binary))) return installed;
  const folder = join(cacheFolder(), `${name.replace('/', '-')}-${version}`);
  await makeFolder(
    folder,
    (sibling) => {
      console.log(`Downloading ${name} ${version} …`);
      const purpose = `download ${name}`;
      const packed = npm(sibling, ['pack', '--silent', `${name}@${version}`], purpose).trim();
      execFileSync('tar', ['-xzf', packed, '--strip-components=1'], { cwd: sibling });
      rmSync(join(sibling, packed));
    },
    (made) => existsSync(join(made, binary)),
  );
  return folder;
}

/**
 * @param {string} stage
 * @param {string} target
 * @param {string} file
 */
function pack(stage, target, file) {
  mkdirSync(resolve(file, '..'), { recursive: true });
  const vsce = createRequire(inProject('package.json')).resolve('@vscode/vsce/package.json');
  const args = ['package', '--target', target, '--out', file];
  // The dependencies are staged already; links in the README are absolute or name files of the package.
  const quiet = [
    '--no-dependencies',
    '--no-rewrite-relative-links',
    '--allow-missing-repository',
    '--skip-license',
  ];
  try {
    /** @type {import('node:child_process').ExecFileSyncOptionsWithStringEncoding} */
    const options = { cwd: stage, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] };
    execFileSync(findNode24(), [resolve(vsce, '..', 'vsce'), ...args, ...quiet], options);
  } catch (error) {
    const { stdout, stderr } = /** @type {{ stdout: string, stderr: string }} */ (error);
    throw new SetupError(`vsce could not make ${file}:\n${stdout}${stderr}`);
  }
}

/** The file that a platform's VSIX has by default, in the checkout. @param {string} target */
export const vsixName = (target) => `${manifest().name}-${target}-${manifest().version}.vsix`;

/**
 * This machine's platform.
 * @returns {import('./node24.mjs').Target}
 */
export function thisTarget() {
  if (isTarget(thisPlatform)) return thisPlatform;
  throw new SetupError(
    `There is no package for ${thisPlatform}: isolated-vm has no prebuilt binary for it. Name one of ${Object.keys(platforms).join(', ')}.`,
  );
}
