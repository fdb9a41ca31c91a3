import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkPayload, type PayloadFault } from '../../src/hook/payloadCheck.ts';

const connection = '"context":{"connection":{}}';

/** A fault as one line: the path, the text at its place, the message. */
function lines(text: string, faults: readonly PayloadFault[]): string[] {
  return faults.map(({ path, message, start, end }) => `${path} @ ${text.slice(start, end)} @ ${message}`);
}

/** The rule of the platform's wrapper (auth0-ext-compilers, user-registration.js). */
function platformAccepts(body: unknown): boolean {
  const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
  const at = (value: object, key: string): unknown => Object.getOwnPropertyDescriptor(value, key)?.value;
  if (!isObject(body) || !isObject(at(body, 'user'))) return false;
  const context = at(body, 'context');
  return isObject(context) && isObject(at(context, 'connection'));
}

describe('a payload is refused exactly where the platform refuses it', () => {
  const values = [
    'null',
    'true',
    '0',
    '1',
    '""',
    '"x"',
    '[]',
    '[1]',
    '{}',
    '{"connection":{}}',
    '{"connection":[]}',
  ];
  const more = ['{"connection":null}', '{"connection":"x"}', '{"connection":1}', '{"other":1}'];
  const bodies = [
    ...values,
    ...[...values, ...more].flatMap((user) =>
      [...values, ...more].map((c) => `{"user":${user},"context":${c}}`),
    ),
    '{"user":{}}',
    `{${connection}}`,
    `{"user":{"anything":[1,{}]},${connection},"more":1}`,
    `{"__proto__":{"user":{}},${connection}}`,
    `{"user":{"constructor":1,"toString":null,"hasOwnProperty":0},${connection}}`,
  ];
  for (const text of bodies) {
    it(text, () => {
      const { faults, body } = checkPayload(text);
      assert.deepEqual(body, JSON.parse(text));
      assert.equal(faults.length === 0, platformAccepts(JSON.parse(text)), JSON.stringify(faults));
    });
  }
});

describe('a fault stands at its place and says what was expected and what is there', () => {
  const table: [text: string, faults: string[]][] = [
    [
      '{}',
      [
        'user @ { @ user must be an object, but is missing.',
        'context @ { @ context must be an object, but is missing.',
      ],
    ],
    ['  [] ', [' @ [] @ The payload must be an object, but is an array.']],
    ['"x"', [' @ "x" @ The payload must be an object, but is a string.']],
    [`{"user": null, ${connection}}`, ['user @ null @ user must be an object, but is null.']],
    [`{"user": 5, ${connection}}`, ['user @ 5 @ user must be an object, but is a number.']],
    [
      '{"user": {}, "context": {}}',
      ['context.connection @ "context" @ context.connection must be an object, but is missing.'],
    ],
    [
      '{"user": true, "context": {"connection": "sms"}}',
      [
        'user @ true @ user must be an object, but is a boolean.',
        'context.connection @ "sms" @ context.connection must be an object, but is a string.',
      ],
    ],
    // Of a key that is there twice, the last one counts.
    [`{"user": {}, "user": 1, ${connection}}`, ['user @ 1 @ user must be an object, but is a number.']],
  ];
  for (const [text, expected] of table) {
    it(text, () => assert.deepEqual(lines(text, checkPayload(text).faults), expected));
  }

  it('counts a byte order mark', () => {
    const [fault] = checkPayload(`\uFEFF{"user":1,${connection}}`).faults;
    assert.deepEqual([fault?.start, fault?.end], [9, 10]);
  });
});

describe('what the platform never sends is a warning', () => {
  const user = (fields: string) => `{"user":{${fields}},${connection}}`;
  const context = (fields: string) => `{"user":{},"context":{"connection":{},${fields}}}`;
  const table: [text: string, warnings: (string | RegExp)[]][] = [
    [user('"email":1'), ['user.email @ 1 @ user.email is a number, but the platform sends a string.']],
    [
      user('"emailVerified":"true"'),
      ['user.emailVerified @ "true" @ user.emailVerified is a string, but the platform sends a boolean.'],
    ],
    [
      user('"user_metadata":[]'),
      ['user.user_metadata @ [] @ user.user_metadata is an array, but the platform sends an object.'],
    ],
    [user('"id":"auth0|1"'), [/^user\.id @ "auth0\|1" @ The platform sends user\.id without a prefix/]],
    [user('"name":"x"'), [/^user\.name @ "name" @ The platform sends no user\.name/]],
    [user('"email_verified":true'), [/^user\.email_verified @ .*The field is named user\.emailVerified\.$/]],
    [user('"password":"x"'), [/^user\.password @ "password" @ The platform sends no user\.password/]],
    [context('"ip":"1"'), [/^context\.ip @ "ip" @ The platform sends no context\.ip/]],
    [context('"clientID":"1"'), [/^context\.clientID @ "clientID"/]],
    [context('"stats":{}'), [/^context\.stats @ "stats"/]],
    [context('"webtask":{}'), [/^context\.webtask @ "webtask" @ The platform makes context\.webtask itself/]],
    [
      '{"user":{},"context":{"connection":{"id":{}}}}',
      [/^context\.connection\.id @ \{\} @ .*sends a string\.$/],
    ],
    [
      '{"user":{},"context":{"connection":{"strategy":"auth0"}}}',
      [/^context\.connection\.strategy @ "strategy"/],
    ],
    [
      '{"user":{},"context":{"connection":{"name":"google-oauth2"}}}',
      [/^context\.connection\.name @ .* never for social/],
    ],
    [
      '{"user":[],"context":{"connection":[]}}',
      [
        /^user @ \[\] @ The platform never sends an array/,
        /^context\.connection @ \[\] @ The platform never/,
      ],
    ],
    [
      user('"email":"a","email":"b"'),
      [
        'user.email @ "email" @ user.email is there more than once: the last one counts, and this one does not.',
      ],
    ],
    [user('"user_metadata":{"a b":[{"c":1,"c":2}]}'), [/^user\.user_metadata\["a b"\]\[0\]\.c @ "c" @ /]],
    [user('"anything":1,"user_metadata":{"name":1}'), []],
    [`{"user":{},${connection},"$schema":"x","more":1}`, []],
  ];
  for (const [text, expected] of table) {
    it(text, () => {
      const { faults, warnings } = checkPayload(text);
      assert.deepEqual(faults, []);
      const actual = lines(text, warnings);
      assert.equal(actual.length, expected.length, actual.join('\n'));
      for (const [index, line] of expected.entries()) {
        if (typeof line === 'string') assert.equal(actual[index], line);
        else assert.match(actual[index] ?? '', line);
      }
    });
  }

  it('marks the earlier of two equal keys', () => {
    const [warning] = checkPayload(user('"email":"a","email":"b"')).warnings;
    assert.deepEqual([warning?.start, warning?.end], [9, 16]);
  });
});

describe('text that is no JSON has one fault, in plain words', () => {
  const table: [text: string, at: string, message: string | RegExp][] = [
    ['', '', 'The payload is empty: a JSON object is expected.'],
    [' \n', ' \n', 'The payload is empty: a JSON object is expected.'],
    ['{"a":1,}', ',', 'Nothing follows this comma: remove it.'],
    ['[1, ]', ',', 'Nothing follows this comma: remove it.'],
    ["{'a':1}", "'a'", "'a' is not JSON: names and strings stand in double quotes."],
    ['{a:1}', 'a', 'a is not JSON: names and strings stand in double quotes.'],
    ['{"a":undefined}', 'undefined', /^undefined is not JSON/],
    ['{"a" 1}', '1', 'A colon is expected here, between a property name and its value.'],
    ['{"a":1 "b":2}', '"b"', 'A comma is expected here.'],
    ['{"a":1', '1', 'A closing brace is expected here.'],
    ['[1', '1', 'A closing bracket is expected here.'],
    ['{"a":', ':', 'A value is expected here.'],
    ['{"a":1}}', '}', 'The payload ends before this: remove what follows.'],
    ['// x\n{}', '// x', 'JSON has no comments: remove this one.'],
    ['{/* */}', '/* */', 'JSON has no comments: remove this one.'],
    ['{"a":"x', '"x', 'This string has no closing double quote.'],
    ['{"a":"\\x"}', '"\\x"', 'JSON does not have this escape sequence.'],
    ['{"a":"\t"}', '"\t"', /^This character cannot stand in a string/],
    ['{"a":1.}', '1.', 'This number ends too early.'],
  ];
  for (const [text, at, message] of table) {
    it(JSON.stringify(text), () => {
      for (const mark of ['', '\uFEFF']) {
        const { body, faults, warnings } = checkPayload(mark + text);
        assert.equal(body, undefined);
        assert.deepEqual(warnings, []);
        assert.equal(faults.length, 1);
        const [fault] = faults;
        assert.equal((mark + text).slice(fault?.start, fault?.end), at);
        if (typeof message === 'string') assert.equal(fault?.message, message);
        else assert.match(fault?.message ?? '', message);
      }
    });
  }
});

describe('odd payloads do not break the check', () => {
  it('nested 100,000 deep, which JSON allows', () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    assert.deepEqual(checkPayload(`{"user":{"user_metadata":{"x":${deep}}},${connection}}`).faults, []);
    const wrong = checkPayload(`{"user":1,"x":${deep},${connection}}`);
    assert.equal(wrong.faults[0]?.message, 'user must be an object, but is a number.');
    assert.equal(checkPayload('['.repeat(100_000)).faults.length, 1);
  });
  it('of a megabyte', () => {
    const list = JSON.stringify(Array.from({ length: 50_000 }, (_, index) => ({ index, text: 'x' })));
    assert.deepEqual(checkPayload(`{"user":{"user_metadata":{"list":${list}}},${connection}}`).warnings, []);
  });
  it('with __proto__ as a key, which stays a key', () => {
    const { body } = checkPayload(`{"user":{"__proto__":{"admin":true}},${connection}}`);
    assert.ok(typeof body === 'object' && body !== null && 'user' in body);
    assert.deepEqual(Object.keys(body.user ?? {}), ['__proto__']);
    assert.equal('admin' in {}, false);
  });
});
