// npm test: sets up, builds, packages and runs every suite, each under Node 24.
//
//   node tools/test.mjs [--with-checks]          all suites; with types, format and lint as one more
//   node tools/test.mjs SUITE [FILTER or OPTION …]   one suite, or those of its files whose path holds a FILTER
//
// The last line is "N passed, N failed"; the exit status is 1 if anything failed.
import { join } from 'node:path';
import { build } from './build.mjs';
import { runChecks } from './checks.mjs';
import { results, runE2eSuite, runNodeSuite, runVscodeSuite } from './runSuite.mjs';
import { setUp, setUpNode } from './setup.mjs';
import { fail } from './setupError.mjs';
import { testFiles } from './testFiles.mjs';
import { makeVsix, thisTarget } from './vsix.mjs';

/** @typedef {import('./runSuite.mjs').Counts} Counts */
/** @typedef {import('./runSuite.mjs').Found} Found */

/**
 * `browser`: it needs the browser-hosted VS Code and a Chromium.
 * @type {Record<string, { browser?: true, vsix?: true, run(found: Found, args: string[]): Counts }>}
 */
const suites = {
  checks: { run: (found) => runChecks(found.node24) },
  unit: { run: (found, args) => runNodeSuite('unit', found, args) },
  sandbox: { run: (found, args) => runNodeSuite('sandbox', found, args) },
  packages: { run: (found, args) => runNodeSuite('packages', found, args) },
  platform: { run: (found, args) => runNodeSuite('platform', found, args) },
  vscode: { browser: true, run: runVscodeSuite },
  desktop: { run: (found, args) => runVscodeSuite(found, ['--desktop', ...args]) },
  e2e: { browser: true, vsix: true, run: runE2eSuite },
};

/** @param {string[]} argv */
function chosen(argv) {
  const [first = '', ...rest] = argv;
  if (Object.hasOwn(suites, first)) return { names: [first], args: rest };
  const names = [
    'unit',
    'sandbox',
    'packages',
    ...(testFiles('platform').length > 0 ? ['platform'] : []),
    'vscode',
    'e2e',
  ];
  return { names: first === '--with-checks' ? ['checks', ...names] : names, args: [] };
}

/** @param {string[]} argv */
async function test(argv) {
  const { names, args } = chosen(argv);
  const vsix = join(results, 'post-registration-hooks.vsix');
  const found = { ...(names.some((name) => suites[name]?.browser) ? await setUp() : setUpNode()), vsix };
  /** @type {[name: string, counts: Counts, seconds: number][]} */
  const outcomes = [];
  /** @param {string} name @param {() => Counts | Promise<Counts>} run */
  const take = async (name, run) => {
    console.log(`\n── ${name}`);
    const start = performance.now();
    const counts = await Promise.resolve()
      .then(run)
      .catch((error) => {
        console.error(error instanceof Error ? error.message : error);
        return { passed: 0, failed: 1 };
      });
    outcomes.push([name, counts, (performance.now() - start) / 1000]);
  };

  await take('build', () => ({ passed: 0, failed: build(found.node24) ? 0 : 1 }));
  if (names.some((name) => suites[name]?.vsix)) {
    await take('package', async () => {
      await makeVsix({ target: thisTarget(), file: found.vsix });
      return { passed: 0, failed: 0 };
    });
  }
  for (const name of names) {
    const suite = suites[name];
    if (suite) await take(name, () => suite.run(found, args));
  }

  console.log('');
  let passed = 0;
  let failed = 0;
  for (const [name, counts, seconds] of outcomes) {
    passed += counts.passed;
    failed += counts.failed;
    // A build is no test: it counts only when it fails.
    const text =
      counts.passed + counts.failed === 0 ? 'done' : `${counts.passed} passed, ${counts.failed} failed`;
    console.log(`${name.padEnd(10)}${text.padEnd(28)}${seconds.toFixed(1).padStart(6)} s`);
  }
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

process.exit(await test(process.argv.slice(2)).catch(fail));
