import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { findHook } from '../../src/hook/findHook.ts';
import { payloadNameOf, payloadSamples, payloadText } from '../../src/hook/payload.ts';
import { checkPayload } from '../../src/hook/payloadCheck.ts';
import { starterCode } from '../../src/hook/starterCode.ts';
import { callHook } from './callHook.ts';

const folder = new URL('../../examples/', import.meta.url);
const read = (file: string) => readFileSync(new URL(file, folder), 'utf8');
const files = readdirSync(folder);
const hooks = files.filter((file) => file.endsWith('.js'));
const body = payloadSamples.default.body;

describe('the examples', () => {
  for (const hook of hooks) {
    it(`${hook} is a hook, and stands in the README`, () => {
      assert.equal(findHook(read(hook), hook).kind, 'found');
      assert.ok(read('README.md').includes(`(${hook})`));
    });
  }

  for (const file of files.filter((name) => name.endsWith('.payload.json'))) {
    it(`${file} belongs to a hook and has nothing to warn of`, () => {
      assert.ok(hooks.some((hook) => payloadNameOf(hook, file) !== null));
      const { faults, warnings } = checkPayload(read(file));
      assert.deepEqual([...faults, ...warnings], []);
    });
  }

  it('hello.js is the starter code', () => assert.equal(read('hello.js'), starterCode().text));
  it('crm.sms.payload.json is the sample', () =>
    assert.equal(read('crm.sms.payload.json'), payloadText('sms')));

  it('welcome.js greets in the language of the user', async () => {
    const german = { ...body, context: { ...body.context, requestLanguage: 'de-AT' } };
    const { logs, callbacks, requests } = await callHook(read('welcome.js'), german);
    assert.deepEqual(logs, ['Willkommen, user1', 'Next mail: all about surfing']);
    assert.deepEqual(callbacks, [[]]);
    assert.deepEqual(requests, []);
  });
  it('welcome.js hands an error to the callback', async () => {
    const wrong = { ...body, context: { ...body.context, requestLanguage: 'not a language' } };
    assert.match(String((await callHook(read('welcome.js'), wrong)).callbacks), /RangeError/);
  });

  it('crm.js sends a record to the address in its secrets', async () => {
    const secrets = { CRM_TOKEN: 't', CRM_URL: 'https://crm.test/' };
    const { requests, callbacks } = await callHook(read('crm.js'), payloadSamples.sms.body, secrets);
    assert.equal(requests[0]?.url, 'https://crm.test/');
    assert.match(requests[0]?.body ?? '', /"phone":"\+15550100"/);
    assert.deepEqual(callbacks, [[null]]);
  });
  it('slack.js calls back before its message is sent, and the request goes on', async () => {
    const { logs, callbacks } = await callHook(read('slack.js'), body, { SLACK_HOOK: 'https://x.test/' });
    assert.deepEqual(callbacks, [[]]);
    assert.deepEqual(logs, ['Slack has the message.']);
  });

  for (const [hook, secret] of [
    ['crm.js', 'CRM_TOKEN'],
    ['slack.js', 'SLACK_HOOK'],
  ] as const) {
    it(`${hook} names the secret that it misses`, async () => {
      const { callbacks, requests } = await callHook(read(hook), body);
      assert.match(String(callbacks), new RegExp(`The secret ${secret} is not set`));
      assert.deepEqual(requests, []);
    });
  }
});
