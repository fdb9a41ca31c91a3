import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './test.ts';

test('what a button of the Hook Runner could not do is told', async ({ vscode }) => {
  // New hooks go to `hooks`, where there is one.
  writeFileSync(join(vscode.folder, 'hooks'), 'no folder');
  await vscode.runCommand('Hook Runner: Focus on Hook Runner View');
  await vscode.hookRunner.getByRole('button', { name: 'New Post-Registration Hook' }).click();
  await vscode.answer('Welcome Mail');
  await expect(
    vscode.notifications.filter({ hasText: 'welcome-mail.js could not be created.' }),
  ).toBeVisible();
});
