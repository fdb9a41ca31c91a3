import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from './test.ts';

const folder = mkdtempSync(join(tmpdir(), 'hooks-outcomes-'));
const hook = (body: string) => `module.exports = function (user, context, cb) {\n${body}\n};\n`;
const files: Record<string, string> = {
  'throws.js': hook('  const city = user.user_metadata.address.city;\n  cb(null, city);'),
  'silent.js': hook("  console.log('working');\n  if (user.email === 'nobody') cb();"),
  'endless.js': hook("  console.log('in the loop');\n  for (;;) {}"),
  'greets.js': hook("  console.log('saved text');\n  cb();"),
  'greets.wrong.payload.json':
    '{\n  "user": "user1",\n  "context": {\n    "connection": { "name": "sms" }\n  }\n}\n',
};
for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
// In a browser VS Code saves by itself, if it is not told otherwise.
test.use({ folder, settings: { 'files.autoSave': 'off' } });

test('a hook that throws: the outcome, the stack with its place, and the line in the editor', async ({
  vscode,
}) => {
  await vscode.openFile('throws.js');
  await vscode.codeLens('Run Hook').click();
  const panel = vscode.hookRunner;
  await expect(panel.getByText(/^Threw an error after/)).toBeVisible();
  await expect(panel.getByText("Cannot read properties of undefined (reading 'city')").first()).toBeVisible();
  await vscode.picture('throws');
  await vscode.goTo(1, 1);
  await panel.getByText('throws.js:2').first().click();
  await expect(vscode.statusBar.getByText('Ln 2, Col 43')).toBeVisible();
});

test('a hook that never calls back is told as such', async ({ vscode }) => {
  await vscode.openFile('silent.js');
  await vscode.codeLens('Run Hook').click();
  await expect(vscode.hookRunner.getByText(/without calling cb\(\)/)).toBeVisible();
  await vscode.picture('never-calls-back');
});

test('an endless loop shows in the status bar, and Stop ends it', async ({ vscode }) => {
  await vscode.openFile('endless.js');
  await vscode.codeLens('Run Hook').click();
  const panel = vscode.hookRunner;
  await expect(panel.getByText('in the loop')).toBeVisible();
  const running = vscode.statusBar.getByRole('button', { name: /endless\.js is running/ });
  await expect(running).toBeVisible();
  await vscode.picture('endless-running');
  await panel.getByRole('button', { name: 'Stop' }).click();
  await expect(panel.getByText(/^Stopped/)).toBeVisible();
  await expect(running).toHaveCount(0);
  await vscode.picture('endless-stopped');
});

test('a wrong payload runs nothing and lists each fault at its place', async ({ vscode }) => {
  await vscode.openFile('greets.js');
  await vscode.codeLens(/^Payload: /).click();
  await vscode.choose('wrong');
  await expect(vscode.codeLens('Payload: wrong')).toBeVisible();
  await vscode.codeLens('Run Hook').click();
  const panel = vscode.hookRunner;
  await expect(panel.getByText('user must be an object, but is a string.').first()).toBeVisible();
  await expect(panel.getByText('saved text')).toHaveCount(0);
  await vscode.picture('wrong-payload');
  const problems = await vscode.problems(1);
  expect(problems.join()).toContain('user must be an object, but is a string.');
  expect(problems.join()).toContain('[Ln 2, Col 11]');
  await vscode.picture('wrong-payload-problems');
});

test('an unsaved change is what runs, and the file stays as it is', async ({ vscode }) => {
  await vscode.openFile('greets.js');
  await vscode.replaceText(files['greets.js']?.replace('saved text', 'unsaved text') ?? '');
  await vscode.codeLens('Run Hook').click();
  const panel = vscode.hookRunner;
  await expect(panel.getByText('unsaved text')).toBeVisible();
  await expect(vscode.page.locator('.tabs-container .tab.active.dirty')).toBeVisible();
  expect(vscode.read('greets.js')).toBe(files['greets.js']);
  await vscode.picture('unsaved');
  // Closed and opened again, the panel shows the same.
  await vscode.runCommand('View: Toggle Panel Visibility');
  await expect(panel.getByText('unsaved text')).toHaveCount(0);
  await vscode.runCommand('View: Toggle Panel Visibility');
  await expect(panel.getByText('unsaved text')).toBeVisible();
});
