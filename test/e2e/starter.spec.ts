import { existsSync, mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from './test.ts';

test('from the palette to the panel: a new hook is written, run, and shown', async ({ vscode }) => {
  await vscode.runCommand('Hooks: New Post-Registration Hook');
  await vscode.fillInput('-bad name');
  await expect(vscode.inputMessage).toContainText('cannot start with a hyphen');
  await vscode.answer('Welcome Mail');

  await expect(vscode.tab('welcome-mail.js')).toBeVisible();
  expect(existsSync(join(vscode.folder, 'welcome-mail.js'))).toBe(true);
  await expect(vscode.codeLens('Run Hook')).toBeVisible();
  await expect(vscode.codeLens(/^Payload: /)).toBeVisible();
  // The cursor stands in the body: what is typed now is a statement of the hook.
  await vscode.type("\nconsole.warn('typed into the body');");
  await vscode.picture('starter-new');

  await vscode.codeLens('Run Hook').click();
  const panel = vscode.hookRunner;
  await expect(panel.getByText('Called back after')).toBeVisible();
  await expect(panel.getByText('New user: user1@foo.com')).toBeVisible();
  await expect(panel.getByText('typed into the body')).toBeVisible();
  await vscode.picture('starter-run');

  // The run has taken no focus: what is typed goes on in the editor.
  await vscode.type('\nconsole.info(1);');
  await expect.poll(() => vscode.visibleText()).toContain('console.info(1);');
});

test('the run button in the title of the editor runs the hook, and stands beside no other file', async ({
  vscode,
}) => {
  vscode.write(
    'hook.js',
    "module.exports = function (user, context, cb) {\n  console.log('clicked');\n  cb();\n};\n",
  );
  vscode.write('hook.mine.payload.json', '{}');
  vscode.write('another-tools.payload.json', '{}');
  vscode.write('plain.js', 'module.exports = function (left, right) {};\n');
  await vscode.openFile('hook.js');
  await expect(vscode.editorAction('Run Hook')).toBeVisible();
  await vscode.openFile('plain.js');
  await expect(vscode.editorAction('Run Hook')).toHaveCount(0);
  await vscode.openFile('hook.mine.payload.json');
  await expect(vscode.editorAction('Run Hook')).toBeVisible();
  await vscode.openFile('another-tools.payload.json');
  await expect(vscode.editorAction('Run Hook')).toHaveCount(0);
  await vscode.openFile('hook.js');
  await vscode.editorAction('Run Hook').click();
  await expect(vscode.hookRunner.getByText('clicked')).toBeVisible();
});

test.describe('in a folder that has a folder', () => {
  // There from the start: what is made while the window opens, its Explorer may not hear of.
  const folder = mkdtempSync(join(tmpdir(), 'hooks-folders-'));
  mkdirSync(join(folder, 'inner'));
  test.use({ folder });

  test('the menu of a folder and File > New File… write a hook', async ({ vscode }) => {
    await vscode.explorerMenu('inner', 'New Post-Registration Hook');
    await vscode.answer('From Folder');
    await expect(vscode.tab('from-folder.js')).toBeVisible();
    expect(existsSync(join(vscode.folder, 'inner', 'from-folder.js'))).toBe(true);

    await vscode.runCommand('Create: New File...');
    await vscode.choose('Post-Registration Hook');
    await vscode.answer('From File');
    await expect(vscode.tab('from-file.js')).toBeVisible();
  });
});

test('the walkthrough runs the hook that stands behind it', async ({ vscode }) => {
  vscode.write(
    'hook.js',
    "module.exports = function (user, context, cb) {\n  console.log('from the walkthrough');\n  cb();\n};\n",
  );
  await vscode.openFile('hook.js');
  await expect(vscode.codeLens('Run Hook')).toBeVisible();
  await vscode.runCommand('Welcome: Open Walkthrough...');
  await vscode.choose('Write and run a hook');
  const page = vscode.page.locator('.gettingStartedContainer');
  await page.getByText('Run it', { exact: true }).click();
  await page.getByRole('button', { name: 'Run Hook' }).click();
  await expect(vscode.hookRunner.getByText('from the walkthrough')).toBeVisible();
});
