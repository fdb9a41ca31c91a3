import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  type FoundHook,
  findHook,
  maximumLength,
  mayHandOver,
  type TextRange,
} from '../../src/hook/findHook.ts';

function found(text: string, fileName = 'hook.js'): FoundHook {
  const search = findHook(text, fileName);
  assert.equal(search.kind, 'found', `${JSON.stringify(search)} in ${text.slice(0, 200)}`);
  assert.ok(search.kind === 'found');
  return search;
}

function textIn(text: string, { start, end }: TextRange): string {
  return text.slice(start.offset, end.offset);
}

function itFinds(title: string, text: string, fileName?: string): void {
  it(title, () => {
    found(text, fileName);
  });
}

const cases = (list: string) => list.trim().split('\n---\n');

describe('a hook is found', () => {
  const javascript = cases(`
module.exports = function (user, context, cb) {};
---
module.exports = function onRegister(user, context, cb) { cb(); };
---
module.exports = (user, context, cb) => { cb(); };
---
module.exports = (user, context, cb) => cb();
---
module.exports = async function (user, context, cb) { cb(); };
---
module.exports = async (user, context, cb) => { await 1; cb(); };
---
module.exports = function* (user, context, cb) { cb(); };
---
function onRegister(user, context, cb) {}
module.exports = onRegister;
---
module.exports = onRegister;
function onRegister(user, context, cb) {}
---
const onRegister = (user, context, cb) => cb();
module.exports = onRegister;
---
var onRegister; onRegister = function (user, context, cb) {}; module.exports = onRegister;
---
const a = function (user, context, cb) {}; const b = a; module.exports = b;
---
exports = module.exports = function (user, context, cb) {};
---
module.exports = exports = function (user, context, cb) {};
---
const hook = module.exports = function (user, context, cb) {};
---
module['exports'] = function (user, context, cb) {};
---
module.exports = (function (user, context, cb) {});
---
'use strict'; module.exports = function (user, context, cb) {};
---
return function (user, context, cb) {};
---
return onRegister; function onRegister(user, context, cb) {}
---
module.exports = withLogging(function (user, context, cb) {});
---
const hook = async (user, context, cb) => cb(); module.exports = wrap(options, hook);
---
if (typeof module !== 'undefined') { module.exports = function (user, context, cb) {}; }
---
typeof module === 'object' && (module.exports = function (user, context, cb) {});
---
try { module.exports = function (user, context, cb) {}; } finally {}
---
module.exports = {}; module.exports = function (user, context, cb) {};
---
module.exports = function (user, context, cb) {}; if (process.env.TEST) module.exports = {};
---
module.exports = function (user, context, cb) {}; module.exports.helper = () => 1;
---
const https = require('https'); const a = 1; const a = 2; module.exports = function (user, context, cb) {};
---
counter = 010; with (Math) { max(1, 2); } module.exports = function (user, context, cb) { undeclared = 1; };
---
import axios from 'axios';
module.exports = async (user, context, cb) => { await axios.post('x'); cb(); };
---
import axios from 'axios';
const list = await axios.get('x');
module.exports = (user, context, cb) => cb();
`);
  for (const text of javascript) itFinds(text, text);

  const typescript = cases(`
export = function (user: User, context: Context, cb: Callback): void {};
---
import axios from 'axios';
export = async (user: User, context: Context, cb: (error?: Error) => void): Promise<void> => cb();
---
function onRegister(this: void, user: User, context: Context, cb: Callback) {}
export = onRegister;
---
module.exports = function (user: User, context: Context, cb: Callback) {} as Hook;
---
module.exports = ((user, context, cb) => cb()) satisfies Hook;
---
module.exports = <Hook>function (user, context, cb) {};
---
(module as { exports: unknown }).exports = function (user: User, context: Context, cb: Callback) {};
---
const onRegister: Hook = (user, context, cb) => cb();
module.exports = onRegister!;
---
enum Plan { Free }
module.exports = <T extends User>(user: T, context?: Context, cb?: Callback) => {};
`);
  for (const text of typescript) itFinds(text, text, 'hook.ts');

  const parameters = [
    '(u, ctx, callback)',
    '(newUser, hookContext, done)',
    '(user, context, next)',
    '(auth0_user, auth0_context, callBack)',
    '(_, context, cb)',
    '(user, _context, callbackFn)',
    '(userData, ctx, cb)',
    '(user = {}, context = {}, cb)',
    '({ email, user_metadata }, { webtask }, cb)',
    '({ email }, context, done)',
    '(user, context, cb, extra)',
  ];
  for (const list of parameters) itFinds(`by its names: ${list}`, `module.exports = function ${list} {};`);

  const uses = cases(`
module.exports=function(n,e,o){const t=e.webtask.secrets;o(null,t)};
---
module.exports=(n,{webtask:e},o)=>o(e);
---
module.exports=function(n,e,o){var{webtask:t}=e;o()};
---
module.exports=function(n,e,o){return n?.app_metadata?.plan?o():o(e)};
---
module.exports=function(n,e,o){o(null,e["requestLanguage"])};
---
module.exports = function (usuario, contexto, fin) { post(contexto.webtask.secrets.KEY, usuario.email); fin(); };
---
module.exports = async function (user, context) { await post(context.webtask.secrets.KEY, user.email); };
---
module.exports = async (user, context) => { console.log(user.email, context.connection.name); };
---
module.exports = async (user, ctx) => save(user.user_metadata);
`);
  for (const text of uses) itFinds(`by what it reads: ${text}`, text);
});

describe('no hook is found', () => {
  const others = cases(`
module.exports = function (req, res, next) { next(); };
---
module.exports = function (error, req, res, next) { next(error); };
---
module.exports = (grunt) => { grunt.registerTask('default', []); };
---
module.exports = (env, argv) => ({ mode: argv.mode });
---
module.exports = function (gulp, plugins, done) { done(); };
---
module.exports = function (event, context, callback) { callback(null, event.user); };
---
exports.handler = async (event, context, callback) => {};
---
exports.onExecutePostUserRegistration = async (event, api) => {};
---
module.exports = function (client, scope, audience, context, cb) { cb(); };
---
module.exports = function (recipient, text, context, cb) { cb(); };
---
module.exports = function (accessToken, refreshToken, profile, done) { done(null, profile); };
---
module.exports = function create(user, callback) { callback(null); };
---
module.exports = function login(email, password, callback) { callback(null); };
---
module.exports = (user, context) => user.id === context.userId;
---
module.exports = (user) => user.email;
---
module.exports = function (user) { return user.user_metadata; };
---
module.exports = function (userService, context, cb) { cb(); };
---
module.exports = function (contact, options, cb) { send(contact.phoneNumber); cb(); };
---
module.exports = function (a, b, c) { return a.email + b.connection + c(); };
---
module.exports = (...rest) => rest;
---
module.exports = { hook: function (user, context, cb) {} };
---
module.exports = class { run(user, context, cb) {} };
---
module.exports.hook = function (user, context, cb) {};
---
exports = function (user, context, cb) {};
---
exports.default = function (user, context, cb) {};
---
export default function (user, context, cb) {}
---
function onRegister(user, context, cb) { return cb(); }
---
function outer() { module.exports = function (user, context, cb) {}; }
---
function outer() { return function (user, context, cb) {}; }
---
module.exports = function (user, context, cb) {}; module.exports = {};
---
module.exports = unknown;
---
let hook = wrap(hook); module.exports = hook;
---
const a = b; const b = a; module.exports = a;
---
// module.exports = function (user, context, cb) {};
---
const text = 'module.exports = function (user, context, cb) {}';
`);
  for (const text of others) it(text, () => assert.deepEqual(findHook(text, 'hook.js'), { kind: 'none' }));
  it('in an empty file', () => assert.deepEqual(findHook('', 'hook.js'), { kind: 'none' }));
  it('in a bundle that is too long to parse while somebody types', () => {
    const text = `module.exports = function (user, context, cb) {};${' '.repeat(maximumLength)}`;
    assert.deepEqual(findHook(text, 'hook.js'), { kind: 'none' });
  });
});

describe('a syntax error is told from a file without a hook', () => {
  const broken: [text: string, offset: number, line: number, column: number][] = [
    ['module.exports = function (user, context, cb) {\n  user.\n};', 56, 3, 1],
    ['module.exports = function (user, context, cb) {', 47, 1, 48],
    ['\uFEFFmodule.exports = = 1', 18, 1, 19],
    ['function (user, context, cb) { return cb(); }', 9, 1, 10],
    ['module.exports = (user: User, context, cb) => {}', 22, 1, 23],
  ];
  for (const [text, offset, line, column] of broken) {
    it(JSON.stringify(text), () => {
      const search = findHook(text, 'hook.js');
      assert.ok(search.kind === 'syntaxError', search.kind);
      assert.deepEqual(search.at, { offset, line, column });
      assert.doesNotMatch(search.message, /\(\d+:\d+\)/);
    });
  }

  it('where the parser gets over the error but finds no hook', () => {
    assert.equal(findHook('const a = 1; const a = 2; module.exports = a;', 'hook.js').kind, 'syntaxError');
  });
  it('where the code nests too deeply to be parsed', () => {
    const text = `module.exports = ${'['.repeat(100_000)}`;
    assert.equal(findHook(text, 'hook.js').kind, 'syntaxError');
  });
});

describe('the places of a hook', () => {
  it('are those of the function and its body, with lines and columns from 1', () => {
    const text = '// one\n\n  module.exports = async function post(user, context, cb) {\n    cb();\n  };\n';
    const hook = found(text);
    assert.equal(hook.name, 'post');
    assert.equal(hook.async, true);
    assert.equal(hook.form, 'module.exports');
    assert.deepEqual(hook.parameters, ['user', 'context', 'cb']);
    assert.deepEqual(hook.statement.start, { offset: 10, line: 3, column: 3 });
    assert.deepEqual(hook.function.start, { offset: 27, line: 3, column: 20 });
    assert.equal(textIn(text, hook.function), 'async function post(user, context, cb) {\n    cb();\n  }');
    assert.equal(textIn(text, hook.body), '{\n    cb();\n  }');
    assert.deepEqual(hook.body.end, { offset: text.length - 2, line: 5, column: 4 });
  });

  it('are at the function, not at the export that follows', () => {
    const text =
      "const x = require('x');\n\nfunction onRegister(user, context, cb) {}\n\nmodule.exports = onRegister;\n";
    const hook = found(text);
    assert.equal(hook.name, 'onRegister');
    assert.equal(hook.statement.start.line, 3);
    assert.equal(textIn(text, hook.statement), 'function onRegister(user, context, cb) {}');
  });

  it('take the name of the variable for an anonymous function', () => {
    const hook = found('const onRegister = (user, context, cb) => cb();\nmodule.exports = onRegister;');
    assert.equal(hook.name, 'onRegister');
    assert.equal(hook.async, false);
  });

  it('give an expression as the body of an arrow without braces', () => {
    const text = 'module.exports = (user, context, cb) => cb(null, user);';
    assert.equal(textIn(text, found(text).body), 'cb(null, user)');
  });

  it('count a byte order mark, on the first line only', () => {
    const oneLine = '\uFEFFmodule.exports = function (user, context, cb) {};';
    assert.deepEqual(found(oneLine).statement.start, { offset: 1, line: 1, column: 2 });
    assert.equal(textIn(oneLine, found(oneLine).body), '{}');
    const hashbang = '\uFEFF#!/usr/bin/env node\nmodule.exports = function (user, context, cb) {};';
    assert.deepEqual(found(hashbang).statement.start, { offset: 21, line: 2, column: 1 });
  });

  it('are exact behind Windows line ends and characters outside the basic plane', () => {
    const text = "const face = '\u{1F600}';\r\nmodule.exports = function (user, context, cb) {};";
    assert.deepEqual(found(text).statement.start, { offset: 20, line: 2, column: 1 });
  });

  it('are exact in a minified line', () => {
    const text =
      '"use strict";const t=require("https"),n=(n,e,o)=>{t.get(e.webtask.secrets.u),o()};module.exports=n;';
    const hook = found(text);
    assert.equal(hook.function.start.offset, text.indexOf('(n,e,o)'));
    assert.equal(hook.statement.start.offset, text.indexOf('const t'));
  });

  it('are exact in a file of 2,000 lines', () => {
    const lines = Array.from(
      { length: 2000 },
      (_, index) => `function helper${index}(a, b) { return a + b; }`,
    );
    const text = `${lines.join('\n')}\nmodule.exports = function (user, context, cb) {};\n`;
    assert.equal(found(text).statement.start.line, 2001);
  });

  it('name the form', () => {
    assert.equal(found('return (user, context, cb) => cb();').form, 'return');
    assert.equal(found('export = (user: U, context: C, cb: D) => cb();', 'a.cts').form, 'export =');
    assert.deepEqual(found('export = (user: U, context: C, cb: D) => cb();', 'a.cts').parameters, [
      'user: U',
      'context: C',
      'cb: D',
    ]);
  });
});

describe('a file may hand a hook over', () => {
  const handsOver = [
    'module.exports = async (user, context) => {};',
    'module.exports = withLog();',
    'module.exports = (() => { return function (user, context, cb) { cb(); }; })();',
    'module.exports = custom || function (user, context, cb) { cb(); };',
    'module.exports = (...args) => args[2]();',
    'module.exports = 1;',
    'exports.hook = () => {};',
    'if (true) { return () => {}; }',
    'for (const hook of [() => {}]) return hook;',
    'Object.assign(module, { exports: () => {} });',
    // Nobody can tell.
    'module.exports = (',
  ];
  for (const text of handsOver) it(text, () => assert.equal(mayHandOver(text, 'hook.js'), true));
  it('export = hook', () => assert.equal(mayHandOver('export = withLog();', 'hook.ts'), true));

  const handsNothing = [
    '',
    "console.log('module.exports');",
    '// module.exports = () => {};',
    'function hook(user, context, cb) { return cb(); }',
    'const hook = () => { return 1; };',
    'class Hook { run() { return 1; } }',
    'export default function (user, context, cb) { cb(); }',
  ];
  for (const text of handsNothing)
    it(`not: ${text}`, () => assert.equal(mayHandOver(text, 'hook.js'), false));
});
