import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { compareAll } from './compare.ts';
import { hook, hookFolder, runHook } from './sandbox.ts';

describe('statements log in a hook what they print in Node', () => {
  const bodies: Record<string, string> = {
    'plain values': "console.log('text', 1, -0, 1n, true, null, undefined, Symbol('s'), NaN);",
    placeholders:
      "console.log('%s is %d years, %i, %f, %j, %o, %O, %c%%', 'Bob', 42, 42.9, 1.5, { a: 1 }, [1], { b: 2 }, 'css', 'rest');",
    'nested objects': 'console.log({ a: { b: { c: { d: 1 } } }, list: [1, [2, [3, [4]]]], text: "it\'s" });',
    collections: 'console.log(new Map([["a", { b: 1 }]]), new Set([1, "2"]), new Date(0), /re/g, [ , 1]);',
    classes:
      'class A { constructor() { this.x = 1; } }; console.log(new A(), A, Object.create(null), () => 1, function named() {});',
    circular: 'const a = { name: "a" }; a.self = a; console.log(a);',
    'long lists': 'console.log(Array.from({ length: 120 }, (_, i) => i));',
    'typed arrays and buffers':
      "console.log(Buffer.from('hello'), new Uint8Array([1, 2]), new ArrayBuffer(2));",
    groups:
      "console.group('outer'); console.log('in\\nside'); console.group(); console.log('deep'); console.groupEnd(); console.groupEnd(); console.log('out');",
    counters: "console.count(); console.count('x'); console.count(); console.countReset(); console.count();",
    tables:
      'console.table([{ a: 1, b: "x" }, { a: 2, c: true }]); console.table([1, "two"]); console.table([{ a: 1, b: 2 }], ["b"]); console.table(5);',
    'dir with options': 'console.dir({ a: { b: { c: {} } } }, { depth: 0 });',
    'own inspection': 'console.log({ [Symbol.for("nodejs.util.inspect.custom")]: () => "custom" });',
    globals:
      'console.log(typeof global, global === globalThis, typeof queueMicrotask, typeof URL, typeof URLSearchParams, typeof TextEncoder, typeof AbortController);',
    URL: "const u = new URL('../c?d=ä#e', 'https://user:pw@example.com:8080/a/b'); console.log(u.href, u.host, u.searchParams.get('d'), new URLSearchParams({ a: '1 2' }).toString());",
    encodings:
      "console.log(Buffer.from('héllo').toString('base64'), Buffer.from('00ff', 'hex'), new TextEncoder().encode('é').length, new TextDecoder().decode(new Uint8Array([195, 169])));",
    order: `setTimeout(() => console.log('timeout'), 40); setImmediate(() => console.log('immediate'));
      process.nextTick(() => console.log('tick')); Promise.resolve().then(() => console.log('promise'));
      queueMicrotask(() => console.log('microtask')); console.log('sync');`,
    'timers in order':
      "setTimeout(() => console.log('b'), 30); setTimeout(() => console.log('a'), 5); const t = setInterval(() => { console.log('i'); clearInterval(t); }, 60);",
    'timer arguments':
      "setTimeout((a, b) => console.log(a, b), 1, 'x', 'y'); console.log(typeof setTimeout(() => {}, 1).ref, clearTimeout(undefined));",
    'core modules':
      "console.log(require('path').join('a', '..', 'b'), require('node:util').format('%s', 1), require('querystring').stringify({ a: [1, 2] }), require('url').parse('http://a/b?c').pathname);",
    streams:
      "const { Readable, Transform, pipeline } = require('stream'); pipeline(Readable.from(['a', 'b']), new Transform({ transform(c, e, d) { d(null, String(c).toUpperCase()); } }), async (s) => { for await (const c of s) console.log(String(c)); }, (e) => console.log('done', e));",
    events:
      "const E = require('events'); const e = new E(); e.once('x', (v) => console.log('x', v)); console.log(e.emit('x', 1), e.emit('x', 2)); E.once(e, 'y').then(([v]) => console.log('y', v)); e.emit('y', 3);",
    assertions:
      "try { require('assert').deepStrictEqual({ a: 1 }, { a: 2 }); } catch (e) { console.log(e.code, e.name); }",
    'promisified timers':
      "const { promisify } = require('util'); promisify(setTimeout)(5, 'v').then((v) => console.log(v)); promisify(setImmediate)('i').then((v) => console.log(v));",
    'an empty environment':
      'process.env = {}; console.log(process.env, process.argv.length >= 1, typeof process.hrtime.bigint());',
  };
  compareAll(bodies);
});

test('each log has its level and its place', async () => {
  const { of } = await runHook(
    hook(
      "console.log(1);\n  console.info(2);\nconsole.warn(3); console.error(4);\nconsole.debug(5);\nprocess.stdout.write('six\\n');\ncb();\nconsole.log(7);",
    ),
  );
  const seen = of('log').map(({ level, text, source, afterCallback }) => [
    level,
    text,
    source?.line,
    source?.column,
    afterCallback,
  ]);
  assert.deepEqual(seen, [
    ['log', '1', 2, 9, false],
    ['info', '2', 3, 11, false],
    ['warn', '3', 4, 9, false],
    ['error', '4', 4, 26, false],
    ['debug', '5', 5, 9, false],
    ['log', 'six', 6, 16, false],
    ['log', '7', 8, 9, true],
  ]);
});

test('process.env is empty and the process of the host is out of reach', async () => {
  const { logs } = await runHook(
    hook(
      "console.log(Object.keys(process.env).length, this.constructor.constructor('return process')() === process, typeof process.mainModule); cb();",
    ),
  );
  assert.deepEqual(logs, ['0 true undefined']);
});

describe('require', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hooks-'));
  after(() => rmSync(folder, { recursive: true }));
  const write = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const file = join(folder, 'hook.js');
  const run = (body: string) => runHook(hook(`${body}\ncb();`), { file, folders: [folder] });

  test('loads JSON, files of the workspace, and cycles, each once', async () => {
    write('hook.js', '');
    write('data.json', '\ufeff{ "a": 1 }');
    write('a.js', "exports.early = 1; const b = require('./b'); exports.late = b.seen;");
    write('b.js', "exports.seen = require('./a').early + 1;");
    const { logs, end } = await run(
      "console.log(require('./data').a, require('./data.json') === require('./data'), require('./a'), module.id, require.resolve('./hook.js'));",
    );
    assert.deepEqual(logs, [`1 true { early: 1, late: 2 } . ${file}`], JSON.stringify(end));
  });
  test('puts an error of a required file at its own line and column', async () => {
    write('throws.js', "throw new Error('first line');");
    const { end } = await run("require('./throws');");
    assert.equal(end.error?.message, 'first line');
    assert.deepEqual(end.error?.source, { file: join(folder, 'throws.js'), line: 1, column: 7 });
  });
  test('explains a syntax error of a required file with its place', async () => {
    write('broken.js', 'exports.a = 1;\nlet x = ;\n');
    const { end } = await run("require('./broken');");
    assert.equal(end.error?.name, 'SyntaxError');
    assert.equal(end.error?.source?.file, join(folder, 'broken.js'));
    assert.equal(end.error?.source?.line, 2);
  });
  test('reports a missing package as Node does', async () => {
    const { end } = await run("require('axios-of-nobody');");
    assert.equal(end.error?.message, `Cannot find module 'axios-of-nobody'\nRequire stack:\n- ${file}`);
    assert.equal(end.error?.source?.line, 2);
  });
  test('a package that is missing at load is a compile error', async () => {
    const { end } = await runHook(`require('axios-of-nobody');\n${hook('cb();')}`, {
      file,
      folders: [folder],
    });
    assert.equal(end.outcome, 'compile-error');
  });

  const outside: [string, string, RegExp][] = [
    ['an absolute path', '/etc/passwd', /Cannot load \/etc\/passwd: a hook reads files of its workspace/],
    ['a path that climbs out', `${'../'.repeat(20)}etc/passwd`, /Cannot load \/etc\/passwd/],
    ["the process's environment", '/proc/self/environ', /Cannot load \/proc\/.*environ/],
    ['a link that leads out', './link.json', /Cannot load/],
    ['a native addon', './addon.node', /native addons do not run/],
    ['a module that Node has not', 'node:sqlite3', /sqlite3/],
    ['a name with NUL', './a\\0.js', /Cannot find module/],
    ['a URL', 'file:///etc/passwd', /Cannot find module/],
  ];
  symlinkSync('/etc/passwd', join(folder, 'link.json'));
  write('addon.node', '');
  for (const [what, name, message] of outside) {
    test(`refuses ${what}`, async () => {
      const { logs } = await run(
        `try { require('${name}'); console.log('loaded'); } catch (error) { console.log(error.message); }`,
      );
      assert.match(logs.join(), message);
    });
  }
  test('refuses what is no string', async () => {
    const { logs } = await run(
      'for (const name of [undefined, 5, {}, { toString: () => "fs" }]) try { require(name); } catch (error) { console.log(error.code); }',
    );
    assert.deepEqual(logs, Array(4).fill('ERR_INVALID_ARG_TYPE'));
  });
  test('core modules that do not work in a sandbox load, and refuse their use in one sentence', async () => {
    const { logs } = await run(
      "const { exec } = require('child_process'); const workers = require('node:worker_threads'); class Own extends workers.Worker {} for (const use of [() => exec('ls'), () => new Own('a.js')]) try { use(); } catch (error) { console.log(error.code, error.message); }",
    );
    const sentence =
      'is not available in the sandbox that hooks run in. Remove the call, or use a package that does without it.';
    assert.deepEqual(logs, [
      `ERR_SANDBOX_UNAVAILABLE child_process.exec ${sentence}`,
      `ERR_SANDBOX_UNAVAILABLE worker_threads.Worker ${sentence}`,
    ]);
  });
});

test('a TypeScript hook runs with its own lines and columns', async () => {
  const text =
    "interface User { email: string }\nmodule.exports = function (user: User, context: object, cb: (error?: Error) => void): void {\n  console.log(user.email as string); throw new Error('x');\n};\n";
  const file = join(hookFolder, 'hook.ts');
  const { logs, of, end } = await runHook(text, { file });
  assert.deepEqual(logs, ['user1@foo.com']);
  assert.deepEqual(of('log')[0]?.source, { file, line: 3, column: 11 });
  assert.deepEqual(end.error?.source, { file, line: 3, column: 44 });
});

test('a syntax error of a TypeScript hook is told with its place, and nothing of the host', async () => {
  const file = join(hookFolder, 'hook.ts');
  const { end } = await runHook('const a: number = 1;\n  let b: = 2;\n', { file });
  assert.equal(end.outcome, 'compile-error');
  assert.equal(end.error?.source?.file, file);
  assert.equal(end.error?.source?.line, 2);
  assert.doesNotMatch(JSON.stringify(end), /sandbox\.cjs|plainJavaScript/);
});

test('a TypeScript hook with `export =` runs', async () => {
  const text = 'export = function (user: object, context: object, cb: () => void): void {\n  cb();\n};\n';
  const { end } = await runHook(text, { file: join(hookFolder, 'hook.cts') });
  assert.equal(end.outcome, 'success', JSON.stringify(end));
});
