import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder, makeFolder } from './cacheFolder.mjs';
import { npm } from './npm.mjs';

/** Its lib/vscode is the VS Code Server of Microsoft's 1.139.1, with the web workbench and the built-in extensions. */
const version = '4.139.1';

/**
 * Installs the browser-hosted VS Code into the cache folder, once.
 * @returns {Promise<string>} absolute path of the VS Code Server's folder, which holds out/server-main.js
 */
export async function ensureCodeServer() {
  const folder = join(cacheFolder(), `code-server-${version}-${process.platform}-${process.arch}`);
  await makeFolder(folder, install, (made) => existsSync(join(serverIn(made), 'out', 'server-main.js')));
  return serverIn(folder);
}

/** @param {string} folder */
const serverIn = (folder) => join(folder, 'node_modules', 'code-server', 'lib', 'vscode');

/**
 * Without install scripts: they would compile native parts for minutes, of which only the terminal is missed.
 * @param {string} folder
 */
function install(folder) {
  console.log('Installing the browser-hosted VS Code into the cache folder (600 MB) …');
  const purpose = 'install the browser-hosted VS Code';
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  npm(folder, ['install', '--ignore-scripts', '--prefix', folder, `code-server@${version}`], purpose);
  for (const inner of [serverIn(folder), join(serverIn(folder), 'extensions')]) {
    npm(inner, ['install', '--ignore-scripts', '--omit=dev', '--prefix', inner], purpose);
  }
}
