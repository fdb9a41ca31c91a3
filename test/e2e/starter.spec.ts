import { existsSync } from 'node:fs';
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
