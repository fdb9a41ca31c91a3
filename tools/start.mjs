// npm start: opens VS Code with the extension of this checkout and its examples: the desktop one where there is a
// `code` command, else the browser-hosted one, which then stays up. --browser asks for the latter.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { build } from './build.mjs';
import { inProject, root } from './project.mjs';
import { setUpNode } from './setup.mjs';
import { fail, SetupError } from './setupError.mjs';

const args = [`--extensionDevelopmentPath=${root}`, inProject('examples')];

/** Whether the desktop VS Code opened. */
function openDesktop() {
  // On Windows `code` is a script, which only a shell starts.
  const shell = process.platform === 'win32';
  const quoted = shell ? args.map((arg) => `"${arg}"`) : args;
  const { status, error } = spawnSync('code', quoted, { stdio: 'inherit', shell });
  if (status === 0) return true;
  if (!error && !shell)
    console.log(`"code" exited with ${status}: going on with the browser-hosted VS Code.`);
  return false;
}

async function start() {
  const { node24 } = setUpNode();
  if (!build(node24))
    throw new SetupError(
      'The extension could not be built: see above. Correct it and run "npm start" again.',
    );
  if (!process.argv.includes('--browser') && openDesktop()) {
    console.log('VS Code is open with the extension and examples/.');
    return 0;
  }
  const vscode = spawn(process.execPath, [inProject('tools', 'vscode.mjs'), ...args], { stdio: 'inherit' });
  // It ends its server, and then this process ends.
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']))
    process.on(signal, () => vscode.kill(signal));
  const [code] = await once(vscode, 'exit');
  return code === 130 ? 0 : (code ?? 1);
}

process.exit(await start().catch(fail));
