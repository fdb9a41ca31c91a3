import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import snippets from '../../snippets/javascript.json' with { type: 'json' };
import type { Outcome } from '../../src/runner/protocol.ts';
import {
  assertOutcome,
  cleanUp,
  configure,
  eventsOf,
  extension,
  lensesOf,
  logOf,
  open,
  runHook,
  testUri,
  until,
  write,
} from './editor.ts';

/**
 * What the tab stops of each hook select, one after the other, and what it does with the network blocked, as it stands
 * when it is inserted.
 */
const results: Record<
  keyof typeof snippets,
  { stops: string[][]; outcome: Outcome; log?: RegExp; requests: string[] }
> = {
  'Post-Registration Hook': {
    stops: [["console.log('New user:', user.email);"]],
    outcome: 'success',
    log: /^New user: user1@foo\.com$/,
    requests: [],
  },
  'Post-Registration Hook: Slack message': {
    stops: [
      ['SLACK_HOOK'],
      [`New user: \${user.username ?? user.email ?? user.phoneNumber}`],
      ['#some_channel'],
      [''],
    ],
    outcome: 'success',
    log: /^Slack: /,
    // The address is the secret, so it is masked.
    requests: ['[secret SLACK_HOOK]'],
  },
  'Post-Registration Hook: HTTPS POST': {
    stops: [['https://example.com/users'], ['id: user.id, email: user.email'], ['']],
    outcome: 'hook-error',
    requests: ['https://example.com/users'],
  },
  'Post-Registration Hook: CRM record': {
    stops: [
      ['https://crm.example.com/contacts'],
      ['CRM_TOKEN', 'CRM_TOKEN'],
      ['plan', 'plan'],
      ['free'],
      [''],
    ],
    outcome: 'hook-error',
    requests: ['https://crm.example.com/contacts'],
  },
  'Post-Registration Hook: await': {
    stops: [['welcome', 'welcome'], ["console.log('New user:', user.email, 'in', context.connection.name);"]],
    outcome: 'success',
    log: /^New user: user1@foo\.com in Username-Password-Authentication$/,
    requests: [],
  },
};

describe('The snippets', () => {
  before(extension);
  beforeEach(() => configure('network', 'block'));
  afterEach(cleanUp);

  for (const [name, { stops, outcome, log, requests }] of Object.entries(results)) {
    it(`"${name}" is inserted, its tab stops lead through it, it is a hook, and runs`, async () => {
      await write('.env', 'SLACK_HOOK=https://hooks.slack.example/services/T0\nCRM_TOKEN=token\n');
      await installSlackNotify();
      const editor = await open('hook.js', '');
      await until('the snippet is inserted', async () => {
        await vscode.commands.executeCommand('editor.action.insertSnippet', { langId: 'javascript', name });
        return editor.document.getText() !== '';
      });
      for (const [index, stop] of stops.entries()) {
        if (index > 0) await vscode.commands.executeCommand('jumpToNextSnippetPlaceholder');
        await until(`tab stop ${index + 1} selects ${stop.join()}`, () => {
          const selected = editor.selections.map((selection) => editor.document.getText(selection));
          return JSON.stringify(selected) === JSON.stringify(stop);
        });
      }
      assert.doesNotMatch(editor.document.getText(), /\$\{?\d/);
      await until('it has its lenses', async () => (await lensesOf(editor.document)).length === 2);

      const run = await runHook(editor.document.uri);
      assertOutcome(run, outcome);
      if (log)
        assert(
          logOf(run).some((line) => log.test(line)),
          logOf(run).join('\n'),
        );
      assert.deepEqual(
        eventsOf(run, 'request').map(({ url }) => url),
        requests,
      );
    });
  }

  it('are all tried here', () => {
    assert.deepEqual(Object.keys(results).sort(), Object.keys(snippets).sort());
  });
});

/** Copies the package into the workspace, as npm would install it: it has no dependencies. */
async function installSlackNotify(): Promise<void> {
  const { extensionUri } = await extension();
  const from = vscode.Uri.joinPath(extensionUri, 'node_modules', 'slack-notify');
  const to = testUri('node_modules', 'slack-notify');
  await vscode.workspace.fs.copy(from, to, { overwrite: true });
}
