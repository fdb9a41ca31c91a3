import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import snippets from '../../snippets/javascript.json' with { type: 'json' };
import { findHook } from '../../src/hook/findHook.ts';
import { payloadSamples } from '../../src/hook/payload.ts';
import { type Answer, callHook } from './callHook.ts';

/** The text that the editor inserts, with every tab stop at its default. */
function expand(body: readonly string[]): string {
  const unescaped = (text: string) => text.replace(/\\([$}\\])/g, '$1');
  return body
    .join('\n')
    .replace(/\\[$}\\]|\$\{\d+:((?:\\.|[^}\\])*)\}|\$\d+/g, (match, text?: string) =>
      match.startsWith('\\') ? unescaped(match) : unescaped(text ?? ''),
    );
}

const byPrefix = new Map(Object.values(snippets).map((snippet) => [snippet.prefix, snippet]));
const textOf = (prefix: string) => expand(byPrefix.get(prefix)?.body ?? []);
const user = payloadSamples.database.body;
const secrets = { SLACK_HOOK: 'https://hooks.example.com/x', CRM_TOKEN: 'token-1' };

describe('the snippets', () => {
  it('are the five, contributed for JavaScript', () => {
    assert.deepEqual([...byPrefix.keys()], ['hook', 'hook-slack', 'hook-https', 'hook-crm', 'hook-await']);
    const manifest: unknown = JSON.parse(
      readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
    );
    assert.ok(typeof manifest === 'object' && manifest !== null && 'contributes' in manifest);
    assert.ok(JSON.stringify(manifest.contributes).includes('"path":"./snippets/javascript.json"'));
  });

  for (const { prefix, description, body } of byPrefix.values()) {
    it(`${prefix} becomes a hook, and has tab stops and a description`, () => {
      const text = expand(body);
      assert.equal(findHook(text, 'hook.js').kind, 'found', text);
      assert.match(body.join('\n'), /\$0|\$\{0:/);
      assert.ok(description.length > 10);
      assert.doesNotMatch(text, /[ \t]$|\t/m);
    });

    for (const [sample, { body: payload }] of Object.entries(payloadSamples)) {
      it(`${prefix} calls back once for the payload ${sample}, even for a user without metadata`, async () => {
        const { user_metadata: _, app_metadata: __, ...bare } = payload.user;
        for (const sent of [payload, { ...payload, user: bare }]) {
          const { callbacks } = await callHook(expand(body), sent, secrets);
          assert.equal(callbacks.length, 1);
          assert.equal(callbacks[0]?.[0] ?? null, null);
        }
      });
    }
  }

  it('hook-slack calls back before Slack answers, and logs what Slack refuses', async () => {
    const good = await callHook(textOf('hook-slack'), user, secrets);
    assert.deepEqual(good.requests, [
      { url: secrets.SLACK_HOOK, options: {}, body: '{"text":"New user: user1","channel":"#some_channel"}' },
    ]);
    const refused = await callHook(textOf('hook-slack'), user, secrets, { error: new Error('no_team') });
    assert.deepEqual(refused.logs, ['Slack: Error: no_team']);
    assert.deepEqual(refused.callbacks, [[]]);
  });

  const answers: [answer: Answer, https: string | null, crm: string | null][] = [
    [{ status: 201, text: '{}' }, null, null],
    [{ status: 401, text: 'no' }, 'The server answered 401.', 'The CRM answered 401: no'],
    [{ error: new Error('ECONNREFUSED') }, 'ECONNREFUSED', 'ECONNREFUSED'],
  ];
  for (const [answer, https, crm] of answers) {
    for (const [prefix, expected] of [
      ['hook-https', https],
      ['hook-crm', crm],
    ] as const) {
      it(`${prefix} calls back with ${expected} for ${JSON.stringify(answer)}`, async () => {
        const { callbacks, requests } = await callHook(textOf(prefix), user, secrets, answer);
        assert.equal(callbacks.length, 1);
        const error = callbacks[0]?.[0];
        assert.equal(error instanceof Error ? error.message : error, expected);
        const [request] = requests;
        assert.equal(request?.options.method, 'POST');
        assert.equal(request?.options.headers?.['Content-Length'], Buffer.byteLength(request?.body ?? ''));
      });
    }
  }

  it('hook-crm sends its secret, and says so where it is missing', async () => {
    const { requests } = await callHook(textOf('hook-crm'), user, secrets);
    assert.equal(requests[0]?.options.headers?.Authorization, 'Bearer token-1');
    const missing = await callHook(textOf('hook-crm'), user);
    assert.match(String(missing.callbacks), /The secret CRM_TOKEN is not set/);
  });

  it('hook-await hands what its work throws to the callback', async () => {
    const text = textOf('hook-await').replace('console.log(', 'throw new Error(');
    const { callbacks } = await callHook(text, user);
    assert.match(String(callbacks), /^Error: New user:$/);
    assert.equal(callbacks.length, 1);
  });
});
