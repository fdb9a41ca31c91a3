/**
 * Runs the suites of this folder in the extension host of a real VS Code: the browser-hosted one, or with --desktop a
 * desktop VS Code that is downloaded.
 *
 *   node launch.ts [--desktop] [--verbose] [-g PATTERN] [PART OF A FILE'S PATH …]
 *
 * --verbose prints what the suites write to the console, and VS Code's own log with it.
 */
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { downloadAndUnzipVSCode, runTests } from '@vscode/test-electron';
import { build } from 'esbuild';
import calmSettings from '../../tools/calmSettings.json' with { type: 'json' };
import { follow } from './follow.ts';

const root = resolve(import.meta.dirname, '../..');
const results = join(root, 'test-results');
/** Where the bundled suites go. In the checkout, so that they find mocha. */
const bundles = join(results, 'vscode-suites');

const { values, positionals } = parseArgs({
  options: {
    desktop: { type: 'boolean' },
    verbose: { type: 'boolean' },
    grep: { type: 'string', short: 'g' },
  },
  allowPositionals: true,
});

async function bundleSuites(): Promise<void> {
  const suites = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => relative(root, join(import.meta.dirname, name)))
    .filter((path) => positionals.length === 0 || positionals.some((part) => path.includes(part)));
  rmSync(bundles, { recursive: true, force: true });
  await build({
    absWorkingDir: root,
    entryPoints: [relative(root, join(import.meta.dirname, 'index.ts')), ...suites],
    outbase: relative(root, import.meta.dirname),
    outdir: bundles,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    outExtension: { '.js': '.cjs' },
    external: ['vscode', 'mocha'],
    sourcemap: 'inline',
    logLevel: 'warning',
  });
}

async function downloadDesktop(): Promise<string> {
  try {
    return await downloadAndUnzipVSCode({ cachePath: process.env.HOOKS_TEST_CACHE });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      `VS Code could not be downloaded: ${reason}. Check the network, or run "npm run test:vscode", which needs no desktop VS Code.`,
    );
  }
}

async function launch(): Promise<void> {
  await bundleSuites();
  const folder = mkdtempSync(join(tmpdir(), 'hooks-vscode-'));
  const report = join(results, 'vscode.txt');
  mkdirSync(results, { recursive: true });
  writeFileSync(report, '');
  const stopFollowing = follow(report, (text) => process.stdout.write(text));
  try {
    const workspace = join(folder, 'workspace');
    const fixture = join(root, 'test/fixtures/workspace');
    if (existsSync(fixture)) cpSync(fixture, workspace, { recursive: true });
    else mkdirSync(workspace);
    mkdirSync(join(folder, 'user/User'), { recursive: true });
    writeFileSync(join(folder, 'user/User/settings.json'), JSON.stringify(calmSettings));
    await runTests({
      // Windows starts no script by itself, so the executable is Node, and the launcher its first argument.
      vscodeExecutablePath: values.desktop ? await downloadDesktop() : process.execPath,
      extensionDevelopmentPath: root,
      extensionTestsPath: join(bundles, 'index.cjs'),
      launchArgs: [
        ...(values.desktop ? [] : [join(root, 'tools/vscode.mjs')]),
        workspace,
        `--user-data-dir=${join(folder, 'user')}`,
        `--extensions-dir=${join(folder, 'extensions')}`,
        '--disable-telemetry',
        ...(values.verbose ? ['--verbose'] : []),
      ],
      extensionTestsEnv: { HOOKS_TEST_RESULTS: results, HOOKS_TEST_GREP: values.grep },
    });
  } finally {
    stopFollowing();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

try {
  await launch();
} catch (error) {
  // A failed suite has said so in its report.
  const report = join(results, 'vscode.json');
  const ran = existsSync(report) && JSON.parse(readFileSync(report, 'utf8')).failed > 0;
  if (!ran) console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
