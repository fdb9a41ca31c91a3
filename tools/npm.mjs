import { spawnSync } from 'node:child_process';
import { SetupError } from './setupError.mjs';

/**
 * Runs npm, quietly; what it printed is shown only when it fails.
 * @param {string} folder where it works
 * @param {string[]} args
 * @param {string} purpose for the sentence that says what failed: "install the dependencies"
 * @returns {string} what it printed on its standard output
 */
export function npm(folder, args, purpose) {
  // The npm that started us is the one to go on with; on Windows its command is a script, which only a shell starts.
  const cli = process.env.npm_execpath;
  const [command, leading, shell] = cli?.endsWith('npm-cli.js')
    ? [process.execPath, [cli], false]
    : ['npm', [], process.platform === 'win32'];
  const { status, stdout, stderr, error } = spawnSync(command, [...leading, ...args], {
    cwd: folder,
    shell,
    encoding: 'utf8',
    maxBuffer: 64 * 2 ** 20,
    env: {
      ...process.env,
      npm_config_fund: 'false',
      npm_config_audit: 'false',
      npm_config_update_notifier: 'false',
    },
  });
  if (error || status !== 0) {
    throw new SetupError(
      `Could not ${purpose}: "npm ${args.join(' ')}" in ${folder} ${error ? `failed (${error.message})` : `exited with ${status}`}. ` +
        `Check the network and npm's settings, then run the command again.\n${stderr ?? ''}`,
    );
  }
  return stdout;
}
