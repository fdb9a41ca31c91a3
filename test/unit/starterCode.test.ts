import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findHook } from '../../src/hook/findHook.ts';
import { payloadSamples } from '../../src/hook/payload.ts';
import { starterCode } from '../../src/hook/starterCode.ts';
import { callHook } from './callHook.ts';

describe('the starter code', () => {
  for (const language of ['js', 'ts'] as const) {
    it(`is a hook in ${language}, with the cursor in its body`, () => {
      const { text, cursorOffset } = starterCode(language);
      const hook = findHook(text, `hook.${language}`);
      assert.ok(hook.kind === 'found', hook.kind);
      assert.equal(hook.parameters.length, 3);
      assert.ok(cursorOffset > hook.body.start.offset && cursorOffset < hook.body.end.offset);
      assert.equal(text[cursorOffset], '\n');
      assert.doesNotMatch(text, /[ \t]$|\r/m);
    });
  }

  it('names every documented parameter with its true type and a text', () => {
    const { text } = starterCode();
    const documented: [name: string, type: string][] = [
      ['user', 'object'],
      ['user.id', 'string'],
      ['user.tenant', 'string'],
      ['user.username', 'string'],
      ['user.email', 'string'],
      ['user.emailVerified', 'boolean'],
      ['user.phoneNumber', 'string'],
      ['user.phoneNumberVerified', 'boolean'],
      ['user.user_metadata', 'Record<string, any>'],
      ['user.app_metadata', 'Record<string, any>'],
      ['context', 'object'],
      ['context.requestLanguage', 'string'],
      ['context.connection', 'object'],
      ['context.connection.id', 'string'],
      ['context.connection.name', 'string'],
      ['context.connection.tenant', 'string'],
      ['context.webtask', 'object'],
      ['context.webtask.secrets', 'Record<string, string>'],
      ['cb', 'Done'],
    ];
    const lines = [...text.matchAll(/^ \* @param \{(.+)\} \[?([\w.]+)\]? (\S.*)$/gm)];
    const types = new Map(lines.map(([, type = '', name = '']) => [name, type]));
    for (const [name, type] of documented) assert.equal(types.get(name), type, name);
  });

  it('runs: it logs the new user and calls back', async () => {
    for (const [sample, expected] of [
      ['default', 'user1@foo.com'],
      ['sms', '+15550100'],
    ] as const) {
      const { logs, callbacks } = await callHook(starterCode().text, payloadSamples[sample].body);
      assert.deepEqual(logs, [`New user: ${expected}`]);
      assert.deepEqual(callbacks, [[]]);
    }
  });
});
