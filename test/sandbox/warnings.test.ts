import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { hook, runHook } from './sandbox.ts';
import { httpServer } from './servers.ts';

interface Case {
  name: string;
  text: string;
  /** The warnings' codes, in order, each with its line. */
  warnings: [code: string, line: number | null][];
  message?: RegExp;
}

const cases: Case[] = [
  {
    name: 'nothing wrong, no warning',
    text: hook('console.log(user.email, context.connection.name); cb();'),
    warnings: [],
  },
  {
    name: 'user.name',
    text: hook('\nconsole.log(user.name, user.name);\ncb();'),
    warnings: [['undocumented-field', 3]],
    message: /^user\.name is undefined: Auth0 does not send it to this hook\. It has id, tenant, username/,
  },
  {
    name: 'a field under its name elsewhere',
    text: hook('cb(null, String(user.user_id));'),
    warnings: [['undocumented-field', 2]],
    message: /user\.id, which has no "auth0\|" before it/,
  },
  {
    name: 'fields of context and of the connection',
    text: hook(
      'const { ip, clientID } = context;\nconsole.log(ip, clientID, context.connection.strategy);\ncb();',
    ),
    warnings: [
      ['undocumented-field', 2],
      ['undocumented-field', 2],
      ['undocumented-field', 3],
    ],
  },
  {
    name: 'documented fields that the payload leaves out',
    text: hook('console.log(user.id, user.username); cb();'),
    warnings: [],
  },
  {
    name: 'a look at all of it, or at what is not there without a read',
    text: hook(
      'JSON.stringify([user, context]); ({ ...user }); require("util").types; "name" in user; Object.keys(user); for (const key in context); Promise.resolve(user); `${user}`; user.hasOwnProperty("name"); cb();',
    ),
    warnings: [],
  },
  {
    name: 'a field that the hook has set itself',
    text: hook('user.name = "N"; console.log(user.name); cb();'),
    warnings: [],
  },
  {
    name: 'a secret that is not there',
    text: hook('console.log(typeof context.webtask.secrets.SLACK_HOOK); cb();'),
    warnings: [['secret-missing', 2]],
    message: /no secret of that name/,
  },
  {
    name: 'a text as the error',
    text: hook('cb("boom");'),
    warnings: [['callback-with-text', 2]],
    message: /call cb\(new Error\(…\)\)/,
  },
  { name: 'an object as the error', text: hook('cb({ a: 1 });'), warnings: [['callback-with-no-error', 2]] },
  { name: 'the user as the error', text: hook('cb(user);'), warnings: [['callback-with-no-error', 2]] },
  { name: 'an error as the error', text: hook('cb(new TypeError("x"));'), warnings: [] },
  {
    name: 'a denial',
    text: hook('cb(new PreUserRegistrationError("no", "No."));'),
    warnings: [['denial-ignored', 2]],
  },
  {
    name: 'the user as the response',
    text: hook('cb(null, user, context);'),
    warnings: [['response-ignored', 2]],
  },
  {
    name: 'a response as of the hook before registration',
    text: hook('cb(null, { user: { app_metadata: { a: 1 } } });'),
    warnings: [['response-ignored', 2]],
    message: /Management API/,
  },
  { name: 'a response that says nothing of the user', text: hook('cb(null, { sent: true });'), warnings: [] },
  {
    name: 'a response of fetch, or of axios',
    text: hook('cb(null, { status: 200, headers: {}, config: {}, data: 1 });'),
    warnings: [['http-response-in-callback', 2]],
  },
  {
    name: 'a response that fights back',
    text: hook(
      'cb(null, new Proxy({}, { getOwnPropertyDescriptor() { throw 1; }, getPrototypeOf() { throw 2; } }));',
    ),
    warnings: [],
  },
  {
    name: 'an async hook without cb',
    text: 'module.exports = async () => "done";',
    warnings: [['promise-ignored', null]],
    message: /it waits for cb\(\)/,
  },
  {
    name: 'an async hook that fails',
    text: 'module.exports = async () => { throw new Error("x"); };',
    warnings: [['promise-rejected', null]],
    message: /call cb\(error\)/,
  },
  {
    name: 'an async hook that calls cb',
    text: 'module.exports = async (user, context, cb) => { await null; cb(); };',
    warnings: [],
  },
  {
    name: 'a timer that is due after cb',
    text: hook('setTimeout(() => {}, 500);\ncb();'),
    warnings: [['work-after-callback', 3]],
    message: /a timer of 500 ms \(ended \d+ ms later\)/,
  },
  {
    name: 'a timer that is stopped after cb',
    text: hook(
      'const timer = setTimeout(() => {}, 5000); setTimeout(() => { cb(); clearTimeout(timer); }, 1);',
    ),
    warnings: [],
  },
  {
    name: 'a timer that holds nothing',
    text: hook('setTimeout(() => {}, 5000).unref(); cb();'),
    warnings: [],
  },
  { name: 'cb from a timer', text: hook('setTimeout(cb, 5);'), warnings: [] },
];

describe('what is probably wrong is a warning with a code and a place', { concurrency: 3 }, () => {
  for (const { name, text, warnings, message } of cases) {
    test(name, async () => {
      const { of, end } = await runHook(text);
      const found = of('warning').map(({ code, source }) => [code, source?.line ?? null]);
      assert.deepEqual(found, warnings, JSON.stringify([of('warning'), end]));
      if (message) assert.match(of('warning')[0]?.message ?? '', message);
    });
  }

  test('requests that are open at cb, with what and until when', async () => {
    const server = await httpServer((_request, response) => setTimeout(() => response.end('ok'), 30));
    const { of, end } = await runHook(
      hook(`const http = require('http');
        http.get('${server.url}/first', (response) => response.resume());
        setTimeout(() => { cb(); http.get('${server.url}/second', (response) => response.resume()); }, 10);`),
    );
    assert.equal(end.outcome, 'success');
    const [warning] = of('warning');
    assert.equal(warning?.code, 'work-after-callback');
    assert.match(
      warning?.message ?? '',
      /GET http:\S+\/first \(ended \d+ ms later\), GET http:\S+\/second \(ended \d+ ms later\)/,
    );
    assert.equal(warning?.source?.line, 4);
  });

  test('the answer of a request that is handed to cb', async () => {
    const server = await httpServer((_request, response) => response.end('ok'));
    const { of } = await runHook(
      hook(
        `require('http').get('${server.url}', (response) => { response.resume(); response.on('end', () => cb(null, response)); });`,
      ),
    );
    assert.deepEqual(
      of('warning').map(({ code }) => code),
      ['http-response-in-callback'],
    );
  });

  test('a package that looks for fields is not the hook that does', async () => {
    const { of } = await runHook(
      hook('require("util").inspect(user); console.log(user, context.connection); cb();'),
    );
    assert.deepEqual(of('warning'), []);
  });
});

describe('secrets that are printed', () => {
  const secrets = { API_KEY: 'k3y-value', OTHER: 'other-value' };

  test('console.log(context) names each of them once for its line, and masks them', async () => {
    const { of, logs } = await runHook(
      hook('for (let i = 0; i < 2; i++) console.log(context);\nconsole.log("a"); cb();'),
      { secrets },
    );
    assert.deepEqual(
      of('warning').map(({ code, source }) => [code, source?.line]),
      [['secret-printed', 2]],
    );
    assert.match(of('warning')[0]?.message ?? '', /^This log holds the secrets API_KEY, OTHER\./);
    assert.doesNotMatch(logs.join(), /k3y-value/);
  });

  test('an error that holds one', async () => {
    const { of } = await runHook(hook('cb(new Error("no " + context.webtask.secrets.API_KEY));'), {
      secrets,
    });
    assert.match(of('warning')[0]?.message ?? '', /^What cb\(\) got holds the secret API_KEY\./);
  });
});

test('secrets that are words of the events themselves break nothing', async () => {
  const secrets = { A: 'a', B: 'log', C: 'message', D: 'success', E: 'file' };
  const { events, end } = await runHook(hook('console.log("a log"); cb(null, 1);'), { secrets });
  assert.deepEqual(
    events.map(({ type }) => type),
    ['start', 'log', 'warning', 'callback', 'end'],
  );
  assert.equal(end.outcome, 'success');
});

test('every event after cb says so, and none before it', async () => {
  const server = await httpServer((_request, response) => response.end('ok'));
  const { events } = await runHook(
    hook(`const http = require('http');
      const work = (done) => { console.log(user.name, user.picture); http.get('${server.url}', (response) => response.resume().on('end', done)); };
      work(() => {
        cb();
        console.log(context.ip);
        work(() => { try { cb(); } catch {} });
      });`),
  );
  const at = events.findIndex(({ type }) => type === 'callback');
  const kinds = new Set<string>();
  events.forEach((event, index) => {
    if (!('afterCallback' in event)) return;
    kinds.add(event.type);
    // An answer may be told a moment after the hook has read it.
    if (event.type !== 'response') assert.equal(event.afterCallback, index > at, JSON.stringify(event));
  });
  assert.deepEqual([...kinds].sort(), ['log', 'request', 'response', 'warning']);
  const last = events.findLast(({ type }) => type === 'response');
  assert.ok(last?.type === 'response' && last.afterCallback);
});
