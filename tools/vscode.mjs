#!/usr/bin/env node
// VS Code for machines that have none: takes the arguments of VS Code's own command, and runs them in the
// browser-hosted one.
//
//   vscode.mjs --extensionDevelopmentPath=DIR --extensionTestsPath=FILE [FOLDER]   runs the suite in a headless browser
//                                                                                  and exits with its code
//   vscode.mjs --extensionDevelopmentPath=DIR [FOLDER]                             prints the address to open, and stays
//
// Also understood: --user-data-dir, --extensions-dir, --disable-extensions, --disable-workspace-trust, and --verbose,
// which prints what VS Code logs during a suite. The rest concerns the desktop alone. As the executable of @vscode/test-electron's runTests it stands in for a desktop VS Code.
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { cacheFolder } from './cacheFolder.mjs';
import { calmSettings } from './calmSettings.mjs';
import { ensureChromium } from './chromium.mjs';
import { inProject } from './project.mjs';
import { linkExtension, startServer } from './server.mjs';
import { setUpVscode } from './setup.mjs';
import { fail } from './setupError.mjs';

/** For a person's window at first: without what has to do with neither hooks nor the examples. */
const firstSettings = Object.fromEntries(
  [
    'chat.commandCenter.enabled',
    'chat.disableAIFeatures',
    'security.workspace.trust.enabled',
    'telemetry.telemetryLevel',
    'workbench.secondarySideBar.defaultVisibility',
    'workbench.startupEditor',
  ].map((name) => [name, calmSettings[name]]),
);

/** @param {string[]} argv */
function read(argv) {
  /** @param {string} name */
  const values = (name) =>
    argv.flatMap((arg, at) =>
      arg === `--${name}`
        ? [argv[at + 1] ?? '']
        : arg.startsWith(`--${name}=`)
          ? [arg.slice(name.length + 3)]
          : [],
    );
  const withValue = [
    '--user-data-dir',
    '--extensions-dir',
    '--extensionDevelopmentPath',
    '--extensionTestsPath',
  ];
  return {
    extensions: values('extensionDevelopmentPath').map((value) => resolve(value)),
    tests: values('extensionTestsPath').map((value) => resolve(value))[0],
    folder: resolve(
      argv.find((arg, at) => !arg.startsWith('-') && !withValue.includes(argv[at - 1] ?? '')) ?? '.',
    ),
    userDataFolder: values('user-data-dir').map((value) => resolve(value))[0],
    extensionsDisabled: argv.includes('--disable-extensions'),
    verbose: argv.includes('--verbose'),
    serverArgs: [
      ...(argv.includes('--disable-workspace-trust') ? ['--disable-workspace-trust'] : []),
      ...values('extensions-dir').flatMap((value) => ['--extensions-dir', resolve(value)]),
    ],
  };
}

/**
 * Runs a suite in a VS Code that knows nothing of any other.
 * @param {ReturnType<typeof read>} options
 * @param {string} tests
 * @returns {Promise<number>} its exit code
 */
async function test({ extensions, folder, userDataFolder, extensionsDisabled, verbose, serverArgs }, tests) {
  const dataFolder = mkdtempSync(join(tmpdir(), 'vscode-'));
  process.once('exit', () => rmSync(dataFolder, { recursive: true, force: true, maxRetries: 3 }));
  // The workbench takes a crash of the extension host for the end of the suite, and reports 0.
  let crash = '';
  const server = await startServer({
    ...(await setUpVscode()),
    dataFolder,
    userDataFolder,
    settings: calmSettings,
    // Without the flag the workbench ignores an extension in development and its tests.
    args: ['--enable-smoke-test-driver', ...serverArgs],
    onLine(line) {
      const exit = /Extension Host Process exited with code: (?<code>\S+), signal: (?<signal>\w+)/.exec(
        line,
      )?.groups;
      if (exit && (exit.signal !== 'null' || Number(exit.code) > 1))
        crash = `code ${exit.code}, signal ${exit.signal}`;
    },
    // Its sockets are left behind when it is killed.
    ...(process.platform === 'linux' && { env: { TMPDIR: dataFolder, XDG_RUNTIME_DIR: dataFolder } }),
  });
  try {
    /** @type {[string, string][]} */
    const payload = [
      ...extensions.map(
        (path) => /** @type {[string, string]} */ (['extensionDevelopmentPath', server.uri(path)]),
      ),
      ['extensionTestsPath', server.uri(tests)],
      ...(extensionsDisabled ? [/** @type {[string, string]} */ (['disableExtensions', 'true'])] : []),
      ['skipWelcome', 'true'],
    ];
    const code = await runInBrowser(server.address(folder, payload), verbose, server.ended);
    if (crash === '') return code;
    console.error(`The extension host crashed in the suite (${crash}).`);
    return 1;
  } finally {
    await server.close();
  }
}

/**
 * Keeps a VS Code up for a person's own browser, until a signal ends it.
 * @param {ReturnType<typeof read>} options
 */
async function serve({ extensions, folder, userDataFolder, serverArgs }) {
  const found = await setUpVscode();
  // What a person sets is remembered.
  const dataFolder = join(cacheFolder(), 'window');
  for (const path of extensions) linkExtension(dataFolder, path);
  const args = ['--default-folder', folder, ...serverArgs];
  const server = await startServer({ ...found, dataFolder, userDataFolder, settings: firstSettings, args });
  console.log(`Open ${server.address()}`);
  console.log('Ctrl+C ends it.');
  return server.ended;
}

/**
 * Opens the workbench, which runs the suite that the address names.
 * @param {string} address
 * @param {boolean} verbose
 * @param {Promise<never>} serverEnded
 * @returns {Promise<number>} the suite's exit code
 */
async function runInBrowser(address, verbose, serverEnded) {
  /** @type {typeof import('playwright-core')} */
  const { chromium } = createRequire(inProject('package.json'))('playwright-core');
  const browser = await chromium.launch({ executablePath: ensureChromium() });
  /** @type {unknown[][]} */
  const log = [];
  try {
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    // The workbench calls these two functions when it runs a suite. Its log carries what the suite prints, too, but
    // loses the end of it: so a suite writes its report itself.
    /** @type {Promise<number>} */
    const finished = new Promise((done) => page.exposeFunction('codeAutomationExit', done));
    await page.exposeFunction(
      'codeAutomationLog',
      (/** @type {string} */ _type, /** @type {unknown[]} */ args) =>
        verbose ? console.log(...args) : log.push(args),
    );
    const crashed = new Promise((_resolve, reject) =>
      page.once('crash', () => reject(new Error('The browser page crashed.'))),
    );
    await page.goto(address);
    const code = await Promise.race([finished, crashed, serverEnded]);
    return Number(code);
  } catch (error) {
    for (const args of log.slice(-40)) console.error(...args);
    throw error;
  } finally {
    await browser.close();
  }
}

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.once(signal, () => process.exit(128 + constants.signals[signal]));
}
const options = read(process.argv.slice(2));
process.exit(await (options.tests ? test(options, options.tests) : serve(options)).catch(fail));
