import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createSecretMask } from '../../src/sandbox/secretMask.ts';

describe('secrets are masked', () => {
  const mask = createSecretMask({ TOKEN: 'a+b "c"', 'short-one': 'a+b', EMPTY: '' });
  const cases: [what: string, given: unknown, masked: unknown][] = [
    ['as they are', 'x a+b "c" y', 'x [secret TOKEN] y'],
    ['in JSON', JSON.stringify({ t: 'a+b "c"' }), '{"t":"[secret TOKEN]"}'],
    ['in a URL', `https://h/?k=${encodeURIComponent('a+b "c"')}`, 'https://h/?k=[secret TOKEN]'],
    ['in a form', new URLSearchParams({ k: 'a+b "c"' }).toString(), 'k=[secret TOKEN]'],
    ['in base64', Buffer.from('a+b "c"').toString('base64'), '[secret TOKEN]'],
    ['the longer one first', 'a+b "c" and a+b', '[secret TOKEN] and [secret short-one]'],
    [
      'anywhere in data, keys too',
      { 'a+b': [{ x: 'a+b' }, 1, null, true] },
      { '[secret short-one]': [{ x: '[secret short-one]' }, 1, null, true] },
    ],
    ['and nothing else', { text: 'plain', empty: '' }, { text: 'plain', empty: '' }],
  ];
  for (const [what, given, masked] of cases) {
    test(what, () => assert.deepEqual(mask(given), masked));
  }
  test('in Basic authorization, whatever stands before it', () => {
    const masked = createSecretMask({ PASSWORD: 's3cr3t-of-mine' });
    for (const user of ['', 'a', 'ab', 'abc', 'user']) {
      const header = `Basic ${Buffer.from(`${user}:s3cr3t-of-mine`).toString('base64')}`;
      assert.match(masked(header), /^Basic [\w+/]*\[secret PASSWORD\]/, user);
    }
  });
  test('in several lines, each by itself', () => {
    const masked = createSecretMask({ KEY: '-----BEGIN KEY-----\nMIIabcdefgh\n-----END KEY-----\n' });
    assert.equal(masked("'MIIabcdefgh\\n' +"), "'[secret KEY]\\n' +");
  });
  test('in URLs, as every encoder writes them', () => {
    const masked = createSecretMask({ P: "pass word!'1" });
    for (const text of ["pass%20word!'1", 'pass%20word%21%271', 'pass+word%21%271'])
      assert.equal(masked(text), '[secret P]');
  });
  test('without secrets the data are the same object', () => {
    const data = { a: 'x' };
    assert.equal(createSecretMask({})(data), data);
    assert.equal(createSecretMask({ EMPTY: '' })(data), data);
  });
});
