import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  defaultPayloadName,
  payloadFileName,
  payloadNameOf,
  payloadNameProblem,
  payloadSamples,
  payloadText,
  type SampleName,
} from '../../src/hook/payload.ts';
import { checkPayload } from '../../src/hook/payloadCheck.ts';

describe('the samples', () => {
  it('begin with the documented body, to the letter', () => {
    assert.equal(payloadSamples.default.origin, 'documented');
    assert.deepEqual(payloadSamples.default.body, {
      user: {
        tenant: 'my-tenant',
        username: 'user1',
        email: 'user1@foo.com',
        emailVerified: true,
        phoneNumber: '1-000-000-0000',
        phoneNumberVerified: true,
        user_metadata: { hobby: 'surfing' },
        app_metadata: { plan: 'full' },
      },
      context: {
        requestLanguage: 'en-us',
        connection: {
          id: 'con_xxxxxxxxxxxxxxxx',
          name: 'Username-Password-Authentication',
          tenant: 'my-tenant',
        },
      },
    });
  });

  const names: SampleName[] = ['default', 'database', 'sms', 'email'];
  for (const name of names) {
    it(`${name} has nothing that the platform refuses or never sends`, () => {
      const { body, faults, warnings } = checkPayload(payloadText(name));
      assert.deepEqual([...faults, ...warnings], []);
      assert.deepEqual(body, payloadSamples[name].body);
    });
  }

  it('say that all but the default one are inferred', () => {
    for (const name of names.slice(1)) assert.equal(payloadSamples[name].origin, 'inferred');
  });
  it('give a passwordless user neither a username nor the other address', () => {
    const { sms, email } = payloadSamples;
    assert.deepEqual([sms.body.user.username, sms.body.user.email], [undefined, undefined]);
    assert.deepEqual([email.body.user.username, email.body.user.phoneNumber], [undefined, undefined]);
    assert.deepEqual(
      [sms.body.context.connection.name, email.body.context.connection.name],
      ['sms', 'email'],
    );
  });
});

describe('a payload file', () => {
  const pairs: [hook: string, name: string, file: string][] = [
    ['/a/hook.js', 'sms', '/a/hook.sms.payload.json'],
    ['hook.js', 'sms', 'hook.sms.payload.json'],
    ['C:\\a\\hook.ts', 'no-email_2', 'C:\\a\\hook.no-email_2.payload.json'],
    ['/a.b/my.hook.cjs', 'x', '/a.b/my.hook.x.payload.json'],
    ['/a/hook', 'x', '/a/hook.x.payload.json'],
  ];
  for (const [hook, name, file] of pairs) {
    it(`of ${hook} named ${name} is ${file}, and back`, () => {
      assert.equal(payloadFileName(hook, name), file);
      assert.equal(payloadNameOf(hook, file), name);
    });
  }
  it('is known by its file name alone', () => {
    assert.equal(payloadNameOf('/a/hook.js', 'hook.sms.payload.json'), 'sms');
    assert.equal(payloadNameOf('C:\\a\\hook.js', 'hook.sms.payload.json'), 'sms');
  });

  const foreign = [
    '/b/hook.sms.payload.json',
    '/a/hook2.sms.payload.json',
    '/a/hook.payload.json',
    '/a/hook..payload.json',
    '/a/hook.sms.json',
    '/a/hook.sms.payload.json.bak',
    // Belongs to hook.old.js.
    '/a/hook.old.sms.payload.json',
    'other.sms.payload.json',
  ];
  for (const file of foreign) {
    it(`of another hook is not taken: ${file}`, () => assert.equal(payloadNameOf('/a/hook.js', file), null));
  }

  const bad = ['', 'a b', 'a.b', 'a/b', '..', '-a', 'a_', 'ü', 'x'.repeat(65), defaultPayloadName];
  for (const name of bad) {
    it(`cannot be named ${JSON.stringify(name.slice(0, 20))}`, () => {
      assert.match(payloadNameProblem(name) ?? '', /payload/);
      assert.throws(() => payloadFileName('/a/hook.js', name), /No file can be named after the payload/);
    });
  }
});
