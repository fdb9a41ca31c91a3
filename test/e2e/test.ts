import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { test as base } from '@playwright/test';
import calmSettings from '../../tools/calmSettings.json' with { type: 'json' };
import { installExtension, startServer } from '../../tools/server.mjs';
import { found } from './found.ts';
import { Vscode } from './vscode.ts';

export { expect } from '@playwright/test';

interface Options {
  /** A folder whose copy is the test's workspace, relative to the checkout; '' is an empty one. */
  folder: string;
  /** User settings, besides those that keep VS Code calm. */
  settings: Record<string, unknown>;
  /** What extensions see besides this process's environment. */
  env: Record<string, string>;
}

const installation = {
  node24: found('HOOKS_TEST_NODE24'),
  vscodeServer: found('HOOKS_TEST_VSCODE_SERVER'),
};

/**
 * A test with `extensionFolder`: where VS Code installed the packaged extension; and with `vscode`: a VS Code of its own in the browser, with the packaged extension installed, that has its own
 * copy of a workspace open. What is set with test.use: see Options.
 */
export const test = base.extend<Options & { vscode: Vscode }, { extensionFolder: string }>({
  folder: ['', { option: true }],
  settings: [{}, { option: true }],
  env: [{}, { option: true }],

  extensionFolder: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from the pattern.
    async ({}, use) => {
      const dataFolder = mkdtempSync(join(tmpdir(), 'hooks-e2e-installed-'));
      await installExtension({ ...installation, dataFolder }, found('HOOKS_TEST_VSIX'));
      const extensions = join(dataFolder, 'extensions');
      const name = readdirSync(extensions).find((entry) => entry.startsWith('post-registration-hooks.'));
      if (!name) throw new Error(`VS Code installed the package, but not into ${extensions}.`);
      await use(join(extensions, name));
      rmSync(dataFolder, { recursive: true, force: true, maxRetries: 5 });
    },
    { scope: 'worker', timeout: 120_000 },
  ],

  vscode: async ({ page, extensionFolder, folder, settings, env }, use) => {
    const home = mkdtempSync(join(tmpdir(), 'hooks-e2e-'));
    const workspace = join(home, 'workspace');
    if (folder === '') mkdirSync(workspace);
    else cpSync(resolve(import.meta.dirname, '../..', folder), workspace, { recursive: true });
    const server = await startServer({
      ...installation,
      dataFolder: join(home, 'vscode'),
      settings: { ...calmSettings, ...settings },
      args: ['--extensions-dir', dirname(extensionFolder)],
      // Its sockets are left behind when it is killed. (Elsewhere that path is too long for a socket.)
      env: { ...(process.platform === 'linux' && { TMPDIR: home, XDG_RUNTIME_DIR: home }), ...env },
    });
    try {
      const vscode = new Vscode(page, workspace);
      await vscode.open(server.address(workspace));
      await use(vscode);
      await page.close();
    } finally {
      await server.close();
      rmSync(home, { recursive: true, force: true, maxRetries: 5 });
    }
  },
});
