// Gets what the project needs beyond Node 20 and npm: the dependencies with Node 24 among them, and, where asked for,
// the browser-hosted VS Code and a Chromium. A second call finds everything and does nothing.
import { pathToFileURL } from 'node:url';
import { ensureChromium } from './chromium.mjs';
import { ensureCodeServer } from './codeServer.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { findNode24 } from './node24.mjs';
import { fail } from './setupError.mjs';

/**
 * The dependencies and Node 24.
 * @returns {{ node24: string }} absolute path of the binary
 */
export function setUpNode() {
  ensureDependencies();
  return { node24: findNode24() };
}

/**
 * These and the browser-hosted VS Code, for a person's own browser.
 * @returns {Promise<{ node24: string, vscodeServer: string }>} absolute paths
 */
export async function setUpVscode() {
  return { ...setUpNode(), vscodeServer: await ensureCodeServer() };
}

/**
 * All of it.
 * @returns {Promise<{ node24: string, vscodeServer: string, chromium: string }>} absolute paths
 */
export async function setUp() {
  return { ...(await setUpVscode()), chromium: ensureChromium() };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const found = await setUp().catch(fail);
  for (const [name, path] of Object.entries(found)) console.log(`${name}: ${path}`);
}
