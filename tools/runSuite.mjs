import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { cacheFolder } from './cacheFolder.mjs';
import { inProject, root } from './project.mjs';
import { testFiles } from './testFiles.mjs';

/** @typedef {{ passed: number, failed: number }} Counts */
/**
 * Absolute paths; some suites need no VS Code and no browser.
 * @typedef {{ node24: string, vscodeServer?: string, chromium?: string, vsix: string }} Found
 */

/** Where results, pictures and traces of the tests go. */
export const results = inProject('test-results');

/** No suite takes that long: what does, hangs. */
const timeoutMs = 20 * 60_000;

/**
 * Runs a program under Node 24, with its output going straight to the terminal.
 * @param {string} node24
 * @param {string[]} args
 * @param {Record<string, string>} [env]
 * @returns {boolean} whether it ended well
 */
function run(node24, args, env = {}) {
  const { status, signal, error } = spawnSync(node24, args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...env },
    timeout: timeoutMs,
    killSignal: 'SIGTERM',
  });
  if (error || signal) console.error(`The suite was ended: ${error?.message ?? signal}.`);
  return status === 0;
}

/**
 * What a suite says of itself in a file, which it wrote if it came to its end.
 * @template T
 * @param {string} file
 * @returns {T | undefined}
 */
function readResult(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

/**
 * A suite that ran nothing, or that ended badly with no test to blame, is one failure.
 * @param {Counts | undefined} counts
 * @param {boolean} endedWell
 * @returns {Counts}
 */
function judge(counts, endedWell) {
  const { passed, failed } = counts ?? { passed: 0, failed: 0 };
  if (failed > 0 || (endedWell && passed > 0)) return { passed, failed };
  console.error(passed === 0 ? 'No test was run.' : 'The suite ended badly, although no test of it failed.');
  return { passed, failed: 1 };
}

/** @param {string} name */
function resultFile(name) {
  mkdirSync(results, { recursive: true });
  const file = join(results, `${name}.json`);
  rmSync(file, { force: true });
  return file;
}

/**
 * The path of a package's command.
 * @param {string} name
 * @param {string} command
 */
export function commandOf(name, command) {
  const manifest = createRequire(inProject('package.json')).resolve(`${name}/package.json`);
  const { bin } = JSON.parse(readFileSync(manifest, 'utf8'));
  return resolve(manifest, '..', typeof bin === 'string' ? bin : bin[command]);
}

/**
 * A suite of node:test files.
 * @param {string} suite a folder of test/
 * @param {Found} found
 * @param {string[]} args parts of the files' paths, and options of node --test
 * @returns {Counts}
 */
export function runNodeSuite(suite, found, args) {
  const options = args.filter((arg) => arg.startsWith('-'));
  const files = testFiles(
    suite,
    args.filter((arg) => !arg.startsWith('-')),
  );
  if (files.length === 0) return judge(undefined, false);
  const file = resultFile(suite);
  const reporters = [
    ...['--test-reporter=spec', '--test-reporter-destination=stdout'],
    ...['--test-reporter=./tools/nodeTestCounts.mjs', `--test-reporter-destination=${file}`],
  ];
  const endedWell = run(found.node24, ['--test', ...reporters, ...options, ...files], environment(found));
  /** @type {(Counts & { faults: string[] }) | undefined} */
  const counts = readResult(file);
  for (const fault of counts?.faults ?? []) console.error(fault);
  return judge(counts, endedWell);
}

/**
 * The mocha suite in the extension host.
 * @param {Found} found
 * @param {string[]} args parts of the files' paths; `-g PATTERN` for the tests' names; `--desktop`
 * @returns {Counts}
 */
export function runVscodeSuite(found, args) {
  const file = resultFile('vscode');
  const endedWell = run(
    found.node24,
    [inProject('test', 'vscode', 'launch.ts'), ...args],
    environment(found),
  );
  return judge(readResult(file), endedWell);
}

/**
 * The Playwright suite.
 * @param {Found} found
 * @param {string[]} args Playwright's own
 * @returns {Counts}
 */
export function runE2eSuite(found, args) {
  const file = resultFile('e2e');
  const command = [
    commandOf('@playwright/test', 'playwright'),
    'test',
    '-c',
    'test/e2e/playwright.config.ts',
  ];
  const endedWell = run(found.node24, [...command, ...args], environment(found));
  /** @type {{ stats: { expected: number, unexpected: number, flaky: number, skipped: number }, errors: unknown[] } | undefined} */
  const report = readResult(file);
  if (!report) return judge(undefined, endedWell);
  const { expected, unexpected, flaky, skipped } = report.stats;
  if (skipped > 0) console.error(`${skipped} tests were skipped, or not reached.`);
  return judge({ passed: expected, failed: unexpected + flaky + skipped + report.errors.length }, endedWell);
}

/**
 * Where the tests find what the set-up found.
 * @param {Found} found
 */
export const environment = ({ node24, vscodeServer = '', chromium = '', vsix }) => ({
  HOOKS_TEST_NODE24: node24,
  HOOKS_TEST_VSCODE_SERVER: vscodeServer,
  HOOKS_TEST_CHROMIUM: chromium,
  HOOKS_TEST_VSIX: vsix,
  HOOKS_TEST_CACHE: cacheFolder(),
});
