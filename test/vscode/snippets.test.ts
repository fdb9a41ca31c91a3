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

/** What each hook does with the network blocked, as it stands when it is inserted. */
const results: Record<keyof typeof snippets, { outcome: Outcome; log?: RegExp; requests: string[] }> = {
  'Post-Registration Hook': { outcome: 'success', log: /^New user: user1@foo\.com$/, requests: [] },
  'Post-Registration Hook: Slack message': {
    outcome: 'success',
    log: /^Slack: /,
    // The address is the secret, so it is masked.
    requests: ['[secret SLACK_HOOK]'],
  },
  'Post-Registration Hook: HTTPS POST': { outcome: 'hook-error', requests: ['https://example.com/users'] },
  'Post-Registration Hook: CRM record': {
    outcome: 'hook-error',
    requests: ['https://crm.example.com/contacts'],
  },
  'Post-Registration Hook: await': {
    outcome: 'success',
    log: /^New user: user1@foo\.com in Username-Password-Authentication$/,
    requests: [],
  },
};

describe('The snippets', () => {
  before(extension);
  beforeEach(() => configure('network', 'block'));
  afterEach(cleanUp);

  for (const [name, { outcome, log, requests }] of Object.entries(results)) {
    it(`"${name}" is inserted with tab stops, is a hook, and runs`, async () => {
      await write('.env', 'SLACK_HOOK=https://hooks.slack.example/services/T0\nCRM_TOKEN=token\n');
      await installSlackNotify();
      const editor = await open('hook.js', '');
      await until('the snippet is inserted', async () => {
        await vscode.commands.executeCommand('editor.action.insertSnippet', { langId: 'javascript', name });
        return editor.document.getText() !== '';
      });
      await until(
        'a tab stop is selected',
        () => editor.selection.active.line > 0 || !editor.selection.isEmpty,
      );
      const first = editor.selection;
      if (name.includes(': ')) {
        await vscode.commands.executeCommand('jumpToNextSnippetPlaceholder');
        await until('the next tab stop is reached', () => !editor.selection.isEqual(first));
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
