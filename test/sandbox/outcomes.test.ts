import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Outcome } from '../../src/runner/protocol.ts';
import { hook, hookFolder, runHook } from './sandbox.ts';

interface Case {
  name: string;
  text: string;
  outcome: Outcome;
  /** The error's message in the `end` event; none where it is left out. */
  error?: string | RegExp;
  /** The line, from 1, that the error is put down to. */
  line?: number;
  reply: unknown;
}

const success = (data: unknown) => ({ statusCode: 200, headers: {}, status: 'success', data });
const thrown = (name: string, message: string) => ({
  code: 500,
  error: 'Script generated an unhandled synchronous exception.',
  details: `${name}: ${message}`,
  name,
  message,
});
/** Stacks are compared by their first line. */
const failed = (data: Record<string, unknown>) => ({ status: 'error', data });
const uncompiled = (stack: string, description: string) =>
  failed({
    stack,
    message: 'Unable to compile the extensibility code as javascript',
    error_description: description,
  });

const cases: Case[] = [
  { name: 'cb()', text: hook('cb();'), outcome: 'success', reply: success({}) },
  {
    name: 'cb(null, data)',
    text: hook('cb(null, { a: [1, "b"] });'),
    outcome: 'success',
    reply: success({ a: [1, 'b'] }),
  },
  { name: 'cb(0, 0)', text: hook('cb(0, 0);'), outcome: 'success', reply: success({}) },
  { name: 'cb from a timer', text: hook('setTimeout(cb, 5);'), outcome: 'success', reply: success({}) },
  {
    name: 'an arrow',
    text: 'module.exports = (user, context, cb) => cb(null, user.email);',
    outcome: 'success',
    reply: success('user1@foo.com'),
  },
  {
    name: 'a function that the file returns',
    text: 'return function (user, context, cb) { cb(); };',
    outcome: 'success',
    reply: success({}),
  },
  {
    name: 'an undeclared assignment below "use strict"',
    text: `'use strict';\n${hook('x = 1; cb(null, x);')}`,
    outcome: 'success',
    reply: success(1),
  },
  { name: 'a BOM', text: `\ufeff${hook('cb();')}`, outcome: 'success', reply: success({}) },
  {
    name: 'an async hook that awaits',
    text: 'module.exports = async (user, context, cb) => { await null; cb(); };',
    outcome: 'success',
    reply: success({}),
  },
  {
    name: 'cb(error)',
    text: hook('\ncb(Object.assign(new Error("boom"), { status: 7 }));'),
    outcome: 'hook-error',
    error: 'boom',
    line: 3,
    reply: failed({ stack: 'Error: boom', message: 'boom', status: 7 }),
  },
  {
    name: 'cb("text")',
    text: hook('cb("text");'),
    outcome: 'hook-error',
    error: 'text',
    line: 2,
    reply: failed({ stack: 'Error: text', message: 'text' }),
  },
  {
    name: 'cb with a function as the response, of which JSON has nothing',
    text: hook('cb(null, function () {});'),
    outcome: 'success',
    reply: { statusCode: 200, headers: {}, status: 'success' },
  },
  {
    name: 'an error that says what only V8 says',
    text: 'module.exports = async () => { throw new Error("Script execution timed out."); };',
    outcome: 'exception',
    error: 'Script execution timed out.',
    reply: null,
  },
  {
    name: 'an error that says that the isolate is gone',
    text: 'module.exports = async () => { throw new Error("Isolate is disposed"); };',
    outcome: 'exception',
    error: 'Isolate is disposed',
    reply: null,
  },
  {
    name: 'cb with what JSON cannot hold',
    text: hook('cb(null, 1n);'),
    outcome: 'hook-error',
    error: 'Error when JSON serializing the result of the extension point',
    reply: failed({
      stack: 'Error: Error when JSON serializing the result of the extension point',
      message: 'Error when JSON serializing the result of the extension point',
    }),
  },
  {
    name: 'a throw',
    text: hook('user.user_metadata.address.city;'),
    outcome: 'exception',
    error: "Cannot read properties of undefined (reading 'city')",
    line: 2,
    reply: thrown('TypeError', "Cannot read properties of undefined (reading 'city')"),
  },
  {
    name: 'a throw in a timer',
    text: hook('setTimeout(() => {\nthrow new RangeError("late"); }, 1);'),
    outcome: 'exception',
    error: 'late',
    line: 3,
    reply: null,
  },
  {
    name: 'a throw in a tick',
    text: hook('process.nextTick(() => { throw new Error("tick"); });'),
    outcome: 'exception',
    error: 'tick',
    line: 2,
    reply: null,
  },
  {
    name: 'a throw of a string',
    text: hook('setImmediate(() => { throw "words"; });'),
    outcome: 'exception',
    error: "Uncaught 'words'",
    reply: null,
  },
  {
    name: 'a rejected hook',
    text: 'module.exports = async () => {\n  throw new Error("rejected");\n};',
    outcome: 'exception',
    error: 'rejected',
    line: 2,
    reply: null,
  },
  {
    name: 'a rejection with no Error',
    text: 'module.exports = async () => { throw { a: 1 }; };',
    outcome: 'exception',
    error: /rejected with an object that is no Error/,
    reply: null,
  },
  {
    name: 'a throw after cb',
    text: hook('cb(null, 1); throw new Error("after");'),
    outcome: 'exception',
    error: 'after',
    line: 2,
    reply: success(1),
  },
  {
    name: 'cb twice',
    text: hook('cb(null, 1);\ncb(null, 2);'),
    outcome: 'exception',
    error: 'Cannot write headers after they are sent to the client',
    line: 3,
    reply: success(1),
  },
  { name: 'no callback', text: hook('return user;'), outcome: 'no-callback', reply: null },
  {
    name: 'a promise that never settles',
    text: 'module.exports = () => new Promise(() => {});',
    outcome: 'no-callback',
    reply: null,
  },
  {
    name: 'a syntax error',
    text: hook('let x = ;'),
    outcome: 'compile-error',
    error: "Unexpected token ';'",
    line: 2,
    reply: uncompiled("SyntaxError: Unexpected token ';'", "Unexpected token ';'"),
  },
  {
    name: 'a syntax error in the first line',
    text: 'module.exports = function (user, context, cb) { ) };',
    outcome: 'compile-error',
    error: "Unexpected token ')'",
    line: 1,
    reply: uncompiled("SyntaxError: Unexpected token ')'", "Unexpected token ')'"),
  },
  {
    name: 'a throw at load',
    text: '\nthrow new TypeError("load");',
    outcome: 'compile-error',
    error: 'load',
    line: 2,
    // V8 writes a stack when it is first read: by then the wrapper has changed the message.
    reply: uncompiled('TypeError: Unable to compile the extensibility code as javascript', 'load'),
  },
  {
    name: "a class that the platform's prelude has",
    text: `class PreUserRegistrationError {}\n${hook('cb();')}`,
    outcome: 'compile-error',
    error: "Identifier 'PreUserRegistrationError' has already been declared",
    line: 1,
    reply: uncompiled(
      "SyntaxError: Identifier 'PreUserRegistrationError' has already been declared",
      "Identifier 'PreUserRegistrationError' has already been declared",
    ),
  },
  {
    name: 'a function that is not exported',
    text: 'function hook(user, context, cb) { cb(); }',
    outcome: 'exception',
    error: 'func is not a function',
    reply: thrown('TypeError', 'func is not a function'),
  },
];

/** The reply with each stack cut to its first line. */
function firstLines(reply: unknown): unknown {
  return JSON.parse(JSON.stringify(reply), (key, value) => (key === 'stack' ? value.split('\n')[0] : value));
}

describe('each way in which a hook ends has its outcome, its reply and its place', () => {
  for (const { name, text, outcome, error, line, reply } of cases) {
    test(name, async () => {
      const { end } = await runHook(text);
      assert.equal(end.outcome, outcome, JSON.stringify(end));
      assert.deepEqual(firstLines(end.reply), reply);
      if (error instanceof RegExp) assert.match(end.error?.message ?? '', error);
      else assert.equal(end.error?.message, error);
      if (line !== undefined) {
        assert.equal(end.error?.source?.line, line);
        assert.equal(end.error?.source?.file, `${hookFolder}/hook.js`);
      }
      assert.doesNotMatch(end.error?.stack ?? '', /node:internal|isolated-vm/);
    });
  }

  test('columns of the first line are those of the editor', async () => {
    const { end } = await runHook('module.exports = function (user, context, cb) { throw new Error("x"); };');
    assert.equal(end.error?.source?.column, 55);
  });

  test('a hook that exports nothing gets a warning that says what to write', async () => {
    const { of } = await runHook('function hook(user, context, cb) { cb(); }');
    assert.equal(of('warning')[0]?.code, 'hook-not-exported');
    assert.match(of('warning')[0]?.message ?? '', /module\.exports = function/);
  });

  test('a second cb() is a warning that names both places', async () => {
    const { of } = await runHook(hook('cb();\ntry { cb(); } catch (error) { console.log(error.code); }'));
    assert.equal(of('warning')[0]?.code, 'callback-twice');
    assert.match(of('warning')[0]?.message ?? '', /hook\.js:3.*hook\.js:2/);
    assert.deepEqual(
      of('log').map(({ text }) => text),
      ['ERR_HTTP_HEADERS_SENT'],
    );
  });

  test('the time to the callback counts from the call, however long the file loads', async () => {
    const load = 'const start = Date.now(); while (Date.now() - start < 700) {}\n';
    const { end } = await runHook(`${load}${hook('cb();')}`);
    assert.ok(end.callbackMs !== null && end.callbackMs < 300, String(end.callbackMs));
  });
});
