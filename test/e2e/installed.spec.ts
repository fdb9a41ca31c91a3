import { expect, test } from './test.ts';

test('the packaged extension is installed, and its first command is in the palette', async ({ vscode }) => {
  await expect(await vscode.findCommand('Hooks: New Post-Registration Hook')).toBeVisible();
});
