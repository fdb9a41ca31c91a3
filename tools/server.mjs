import { execFile, spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

const endWithParent = new URL('endWithParent.mjs', import.meta.url).href;
/** How much of the server's output an error shows. */
const lastLines = 40;

/** @param {string} vscodeServer */
const entry = (vscodeServer) => join(vscodeServer, 'out', 'server-main.js');

/** @type {typeof import('./server.d.mts').installExtension} */
export async function installExtension({ node24, vscodeServer, dataFolder }, vsix) {
  const args = [entry(vscodeServer), '--install-extension', vsix, '--force', '--server-data-dir', dataFolder];
  try {
    await promisify(execFile)(node24, args);
  } catch (error) {
    const { stdout = '', stderr = String(error) } = /** @type {{ stdout?: string, stderr?: string }} */ (
      error
    );
    throw new Error(
      `VS Code could not install ${vsix}:\n${`${stdout}${stderr}`.trim().split('\n').slice(-10).join('\n')}`,
    );
  }
}

/** @type {typeof import('./server.d.mts').linkExtension} */
export function linkExtension(dataFolder, path) {
  const { publisher, name, version } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));
  const id = `${publisher}.${name}`;
  const file = join(dataFolder, 'extensions', 'extensions.json');
  /** @type {{ identifier: { id: string } }[]} */
  const installed = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : [];
  const linked = {
    identifier: { id },
    version,
    location: { $mid: 1, scheme: 'file', path: pathToFileURL(path).pathname },
  };
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(
    file,
    JSON.stringify([...installed.filter(({ identifier }) => identifier.id !== id), linked]),
  );
}

/** @type {typeof import('./server.d.mts').startServer} */
export async function startServer(options) {
  const {
    node24,
    vscodeServer,
    dataFolder,
    userDataFolder = join(dataFolder, 'data'),
    settings = {},
  } = options;
  const { args = [], env = {}, onLine } = options;
  writeSettings(join(userDataFolder, 'User', 'settings.json'), settings);
  const token = randomUUID();
  const child = spawn(
    node24,
    [
      ...['--import', endWithParent, entry(vscodeServer)],
      ...['--host', '127.0.0.1', '--port', '0', '--connection-token', token, '--accept-server-license-terms'],
      ...['--server-data-dir', dataFolder, '--user-data-dir', userDataFolder],
      ...['--disable-telemetry', '--disable-experiments', '--disable-getting-started-override'],
      ...args,
    ],
    {
      stdio: ['pipe', 'pipe', 'pipe'],
      // A group of its own, so that one signal reaches the extension hosts too.
      detached: process.platform !== 'win32',
      env: { ...process.env, ...env },
    },
  );
  const kill = () => killGroup(child);
  process.once('exit', kill);

  /** @type {string[]} */
  const lines = [];
  /** @type {(port: number) => void} */
  let listening;
  const port = new Promise((/** @type {(port: number) => void} */ resolve) => {
    listening = resolve;
  });
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line);
      if (lines.length > lastLines) lines.shift();
      const found = /^Extension host agent listening on (\d+)/.exec(line);
      if (found) listening(Number(found[1]));
      onLine?.(line);
    });
  }

  let closing = false;
  const exited = once(child, 'exit');
  const ended = exited.then(([code, signal]) => {
    if (closing) return /** @type {Promise<never>} */ (new Promise(() => {}));
    throw new Error(
      `The VS Code Server ended by itself (${signal ?? code}). Its last lines:\n${lines.join('\n')}`,
    );
  });
  // It is for those who wait for it; nobody has to.
  ended.catch(() => {});

  const origin = `127.0.0.1:${await Promise.race([port, ended])}`;
  /** @param {string} path */
  const uri = (path) => `vscode-remote://${origin}${pathToFileURL(path).pathname}`;
  return {
    port: Number(origin.split(':')[1]),
    uri,
    address: (folder, payload = []) =>
      `http://${origin}/?${new URLSearchParams({
        tkn: token,
        ...(folder !== undefined && { folder: pathToFileURL(folder).pathname }),
        ...(payload.length > 0 && { payload: JSON.stringify(payload) }),
      })}`,
    ended,
    async close() {
      closing = true;
      process.off('exit', kill);
      kill();
      await exited;
    },
  };
}

/**
 * @param {string} file
 * @param {Record<string, unknown>} settings
 */
function writeSettings(file, settings) {
  if (existsSync(file)) return;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(settings, undefined, 2)}\n`);
}

/** @param {import('node:child_process').ChildProcess} child */
function killGroup(child) {
  if (child.pid === undefined) return;
  if (process.platform === 'win32') {
    spawnSync('taskkill', ['/pid', String(child.pid), '/T', '/F']);
    return;
  }
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch (error) {
    // The whole group is gone already.
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH') throw error;
  }
}
