import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { httpsServer, type TestServer } from '../servers.ts';
import { expect, test } from './test.ts';

const root = resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'hooks-slack-'));
let slack: TestServer & { authority: string };

test.use({ folder });

test.beforeAll(async () => {
  slack = await httpsServer((_request, response) => response.end('ok'));
  cpSync(join(root, 'test/fixtures/hooks/slack.js'), join(folder, 'slack.js'));
  cpSync(join(root, 'node_modules/slack-notify'), join(folder, 'node_modules/slack-notify'), {
    recursive: true,
  });
  writeFileSync(join(folder, 'authority.pem'), slack.authority);
  writeFileSync(join(folder, '.env'), `SLACK_HOOK=${slack.url}/services/T0/B0/X\n`);
  mkdirSync(join(folder, '.vscode'));
  const settings = { 'postRegistrationHooks.certificateAuthorities': ['authority.pem'] };
  writeFileSync(join(folder, '.vscode/settings.json'), JSON.stringify(settings));
});
test.afterAll(() => {
  slack.close();
  rmSync(folder, { recursive: true });
});

test('the documented Slack hook posts with the real slack-notify, after cb(), and the panel shows it', async ({
  vscode,
}) => {
  await vscode.openFile('slack.js');
  await vscode.goTo(33, 1);
  await vscode.codeLens('Run Hook').click();
  const panel = vscode.hookRunner;
  await expect(panel.getByText('1 request went on after the callback')).toBeVisible();
  await expect(panel.getByText('After the callback', { exact: true })).toBeVisible();
  // The address is a secret: it is masked, and nowhere in the page.
  await expect(panel.getByText('[secret SLACK_HOOK]').first()).toBeVisible();
  await expect(panel.getByText('/services/T0')).toHaveCount(0);
  await panel.getByText('[secret SLACK_HOOK]').first().click();
  await expect(panel.getByText('New User: user1').first()).toBeVisible();
  await vscode.picture('slack');
  expect(slack.received).toHaveLength(1);
  expect(JSON.parse(slack.received[0]?.body ?? '')).toMatchObject({
    text: 'New User: user1 (user1@foo.com)',
  });
});
