import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { inProject } from './project.mjs';
import { SetupError } from './setupError.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];

/**
 * Finds a browser of Chromium's family, or gets one.
 * @returns {string} absolute path of its binary
 */
export function ensureChromium() {
  if (process.env.CHROMIUM) {
    if (existsSync(process.env.CHROMIUM)) return process.env.CHROMIUM;
    throw new SetupError(
      `CHROMIUM is set to ${process.env.CHROMIUM}, where there is no file. Correct it, or unset it to let a browser be found.`,
    );
  }
  const found = onPath() ?? usualPlaces().find(existsSync) ?? ofPlaywright();
  if (found) return found;

  console.log("Downloading Chromium (Playwright's) …");
  const cli = inProject('node_modules', 'playwright-core', 'cli.js');
  const download = spawnSync(process.execPath, [cli, 'install', 'chromium'], { encoding: 'utf8' });
  const downloaded = download.status === 0 ? ofPlaywright() : undefined;
  if (downloaded) return downloaded;

  const tried = [`${names.join(', ')} on PATH`, "Playwright's own download"];
  if (process.getuid?.() === 0 && hasCommand('apt-get')) {
    console.log('Installing Chromium (apt-get) …');
    const apt = (/** @type {string[]} */ ...args) =>
      spawnSync('apt-get', args, {
        encoding: 'utf8',
        env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      });
    apt('update');
    apt('install', '--yes', '--no-install-recommends', 'chromium');
    const installed = onPath();
    if (installed) return installed;
    tried.push('apt-get install chromium');
  }
  throw new SetupError(
    `No Chromium was found, and none could be got. Tried: ${tried.join('; ')}. ` +
      'Install Chromium, Chrome or Edge, or set CHROMIUM to the path of its binary.',
  );
}

function onPath() {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  for (const name of names) {
    for (const folder of (process.env.PATH ?? '').split(delimiter)) {
      const path = join(folder, name + suffix);
      if (folder !== '' && isExecutable(path) && starts(path)) return path;
    }
  }
  return undefined;
}

/**
 * Some systems put a script there that only says where to get the browser. On Windows there is no such script, and
 * asking for the version would open a window.
 * @param {string} path
 */
function starts(path) {
  return process.platform === 'win32' || spawnSync(path, ['--version'], { timeout: 30_000 }).status === 0;
}

function usualPlaces() {
  if (process.platform === 'darwin') {
    return ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(
      (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
    );
  }
  if (process.platform !== 'win32') return [];
  const folders = [process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)'], process.env.LOCALAPPDATA];
  const programs = ['Google\\Chrome\\Application\\chrome.exe', 'Microsoft\\Edge\\Application\\msedge.exe'];
  return programs.flatMap((program) => folders.flatMap((folder) => (folder ? [join(folder, program)] : [])));
}

function ofPlaywright() {
  const path = createRequire(inProject('package.json'))('playwright-core').chromium.executablePath();
  return existsSync(path) ? path : undefined;
}

/** @param {string} name */
const hasCommand = (name) =>
  (process.env.PATH ?? '').split(delimiter).some((folder) => isExecutable(join(folder, name)));

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
