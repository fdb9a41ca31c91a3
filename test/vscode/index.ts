/**
 * The entry of the suites in the extension host: VS Code calls run(). The report goes into files, since the extension
 * host's own output is lost at its end.
 */
import { appendFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'node:util';
import Mocha from 'mocha';
import { sourceStack } from './sourceStack.ts';

/** What a browser-hosted VS Code on a busy machine may take to answer. */
const testTimeoutMs = 30_000;

export function run(): Promise<void> {
  const results = process.env.HOOKS_TEST_RESULTS;
  if (!results)
    throw new Error('HOOKS_TEST_RESULTS is not set: start the suites with "npm run test:vscode".');
  process.setSourceMapsEnabled(true);
  // Documented for reporters: "a hook to be overridden".
  Mocha.reporters.Base.consoleLog = (...args: unknown[]) =>
    appendFileSync(join(results, 'vscode.txt'), `${format(...args)}\n`);
  const mocha = new Mocha({
    ui: 'bdd',
    timeout: testTimeoutMs,
    forbidOnly: process.env.CI !== undefined,
    ...(process.env.HOOKS_TEST_GREP && { grep: process.env.HOOKS_TEST_GREP }),
  });
  for (const name of readdirSync(__dirname, { recursive: true, encoding: 'utf8' }).sort()) {
    if (name.endsWith('.test.cjs')) mocha.addFile(join(__dirname, name));
  }
  return new Promise((done, reject) => {
    const runner: Mocha.Runner = mocha.run((failures) => {
      const { passes = 0, pending = 0 } = runner.stats ?? {};
      // A pending test proves nothing.
      const failed = failures + pending;
      writeFileSync(join(results, 'vscode.json'), JSON.stringify({ passed: passes, failed }));
      if (failed === 0) done();
      else reject(new Error(`${failed} of the suites' tests failed`));
    });
    // Ahead of the reporter, which listens already.
    runner.prependListener(Mocha.Runner.constants.EVENT_TEST_FAIL, (_test: Mocha.Test, error: Error) => {
      if (error.stack) error.stack = sourceStack(error.stack);
    });
  });
}
