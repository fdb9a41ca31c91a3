import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, test } from 'node:test';
import { runHook } from './sandbox.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'converted-')));
after(() => rmSync(folder, { recursive: true }));
const write = (name: string, text: string): string => {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
write('package.json', '{}');
write('cjs.js', "exports.__esModule = true; exports.default = 'its default'; exports.named = 'named';");
write('plain.js', "module.exports = Object.assign(() => 'called', { member: 'member' });");
write(
  'types.ts',
  'export interface Only { a: string }\nexport enum Colour { Red = "red", Blue = 2 }\nexport const enum Flat { One = 1 }\nexport namespace Space { export const inner = 5; }\nexport class Box { constructor(private readonly value: number) {} get(): number { return this.value; } }\nexport type { Only as Renamed };\n',
);
write('whole.ts', 'import path = require("path");\nexport = { join: path.join("a", "b") };\n');
write('esm.mjs', 'export default function esm() { return "esm"; }\nexport const other = 1;\n');
write(
  'deep/late.ts',
  'export function fail(): never {\n  const wide: string = "x";   throw new Error("late " + wide);\n}\n',
);
write('deep/fails.mjs', 'export function fail() {\n  const x = 1;\n  return x.y.z;\n}\n');
write('wrong.ts', 'export const a: number = 1;\nexport const b: = 2;\n');
write('wrong.mjs', 'export const a = 1;\n  export const b = ;\n');
write('waits.mjs', 'export const a = 1;\nexport const b = await a;\n');
write(
  'node_modules/only-esm/package.json',
  '{"name":"only-esm","version":"1.0.0","type":"module","exports":{"import":"./index.js"}}',
);
write('node_modules/only-esm/index.js', "export default 'only esm'; export const x = 1;");
write('moved.js', "exports.fail = () => { throw new Error('moved'); };");

const run = (name: string, text: string) => runHook(text, { file: join(folder, name), folders: [folder] });
const signature = 'function (user, context, cb)';

describe('hooks in TypeScript and with ES modules run', () => {
  const hooks: [what: string, name: string, text: string, logs: string[]][] = [
    [
      'export default',
      'hook.js',
      `export default ${signature} { console.log(user.email, typeof this); cb(); }`,
      ['user1@foo.com undefined'],
    ],
    [
      'export default of a named function',
      'hook.mjs',
      `import { basename } from 'node:path';\nexport default async function hook(user, context, cb) { console.log(basename('/a/b'), import.meta.filename.slice(-8)); cb(); }`,
      ['b hook.mjs'],
    ],
    [
      'imports and module.exports in one file',
      'hook.js',
      `import { named } from './cjs.js';\nconst plain = require('./plain');\nmodule.exports = ${signature} { console.log(named, plain()); cb(); };`,
      ['named called'],
    ],
    [
      'CommonJS with import()',
      'hook.js',
      `module.exports = async ${signature} { const { other } = await import('./esm.mjs'); console.log(other, (await import('only-esm')).default); cb(); };`,
      ['1 only esm'],
    ],
    [
      'Node semantics for the default of CommonJS',
      'hook.js',
      `import cjs from './cjs.js'; import plain, { member } from './plain.js'; import * as all from './cjs.js';\nexport default ${signature} { console.log(cjs, plain(), member, Object.keys(all)); cb(); }`,
      [
        "{ __esModule: true, default: 'its default', named: 'named' } called member [ '__esModule', 'default', 'named' ]",
      ],
    ],
    [
      "TypeScript's semantics for it",
      'hook.ts',
      `import cjs, { named } from './cjs'; import plain, { member } from './plain'; import * as all from './plain'; import esm from './esm.mjs'; import only, { x } from 'only-esm';\nexport default ${signature.replaceAll(/user|context|cb/g, '$&: any')} { console.log(cjs, named, plain(), member, all.member, esm(), only, x); cb(); }`,
      ['its default named called member member esm only esm 1'],
    ],
    [
      'enums, namespaces, parameter properties',
      'hook.ts',
      `import { Colour, Space, Box, type Only } from './types';\nimport { Flat } from './types.js';\nenum Own { A, B }\nnamespace Mine { export const deep = 'deep'; }\nconst only: Only | undefined = undefined;\nmodule.exports = (user: unknown, context: unknown, cb: () => void) => { console.log(Colour.Red, Colour[2], Flat.One, Space.inner, new Box(7).get(), Own.B, Own[0], Mine.deep, only); cb(); };`,
      ['red Blue 1 5 7 1 A deep undefined'],
    ],
    [
      'export = and import = require',
      'hook.cts',
      `import whole = require('./whole');\nexport = (user: unknown, context: unknown, cb: () => void): void => { console.log(whole.join); cb(); };`,
      ['a/b'],
    ],
    [
      'a module hook in TypeScript',
      'hook.mts',
      `import { Colour } from './types.ts';\nimport data from './package.json' with { type: 'json' };\nexport default (user: object, context: object, cb: () => void): void => { console.log(Colour.Red, data); cb(); };`,
      ['red {}'],
    ],
    [
      "undeclared assignments in TypeScript without modules, as in the platform's scripts",
      'hook.ts',
      `module.exports = ${signature} { undeclared = 5; console.log(undeclared as number, typeof PreUserRegistrationError); cb(); };`,
      ['5 function'],
    ],
  ];
  for (const [what, name, text, logs] of hooks) {
    test(what, async () => {
      const finished = await run(name, text);
      assert.deepEqual(finished.logs, logs, JSON.stringify(finished.end));
      assert.equal(finished.end.outcome, 'success', JSON.stringify(finished.end));
    });
  }
  test('a module hook is strict', async () => {
    const { end } = await run('hook.js', `export default ${signature} { undeclared = 5; cb(); }`);
    assert.equal(end.error?.message, 'undeclared is not defined');
  });
});

describe('places are those of the files as they were written', () => {
  const typed = 'import { fail } from "./deep/late";\n\ninterface Wide {\n  a: string;\n}\n';
  test('of logs, of callbacks and of what is thrown', async () => {
    const { of, end } = await run(
      'hook.ts',
      `${typed}export default (user: Wide, context: object, cb: (e?: Error) => void): void => {\n  console.log(user.a as string);\n    const error: Error = new Error("mine"); console.log(error.stack!.split("\\n")[1]!.trim());\n  cb(error);\n};\n`,
    );
    const file = join(folder, 'hook.ts');
    assert.deepEqual(of('log')[0]?.source, { file, line: 7, column: 11 });
    assert.match(of('log')[1]?.text ?? '', new RegExp(`\\(?${file}:8:26\\)?$`));
    assert.deepEqual(of('callback')[0]?.source, { file, line: 9, column: 3 });
    assert.deepEqual(end.error?.source, { file, line: 8, column: 26 });
    assert.match(JSON.stringify(end.reply), /hook\.ts:8:26/);
  });
  test('of console.trace', async () => {
    const { logs } = await run('hook.ts', `${typed}export default () => {\n  console.trace('here');\n};\n`);
    assert.match(logs[0] ?? '', /^Trace: here\n {4}at .*hook\.ts:7:11\)?/);
  });
  for (const how of ['', 'await null; ']) {
    test(`of an error in a required TypeScript file, ${how === '' ? 'at once' : 'later'}`, async () => {
      const { end } = await run(
        'hook.ts',
        `${typed}export default async (user: Wide, context: object, cb: (e?: Error) => void): Promise<void> => {\n  ${how}fail();\n};\n`,
      );
      assert.equal(end.outcome, 'exception', JSON.stringify(end));
      assert.equal(end.error?.message, 'late x');
      assert.deepEqual(end.error?.source, { file: join(folder, 'deep/late.ts'), line: 2, column: 37 });
      assert.match(end.error?.stack ?? '', how === '' ? /hook\.ts:7:3/ : /hook\.ts:7:15/);
      assert.doesNotMatch(end.error?.stack ?? '', /node:internal|isolated-vm/);
    });
  }
  test('of an error in an ES module, the first time and when it was kept', async () => {
    for (let time = 0; time < 3; time += 1) {
      const { end } = await run(
        'hook.js',
        `import { fail } from './deep/fails.mjs';\nexport default ${signature} {\n  setTimeout(() => fail(), 1);\n}`,
      );
      assert.deepEqual(end.error?.source, { file: join(folder, 'deep/fails.mjs'), line: 3, column: 14 });
      assert.match(end.error?.stack ?? '', /hook\.js:3:20/);
    }
  });
  test('of the first line of a required file, in the stack that the hook sees, too', async () => {
    for (let time = 0; time < 3; time += 1) {
      const { logs } = await run(
        'hook.js',
        `module.exports = ${signature} { try { require('./moved').fail(); } catch (e) { console.log(e.stack.split('\\n')[1]); } cb(); };`,
      );
      assert.match(logs[0] ?? '', /^ {4}at exports\.fail \(.*moved\.js:1:30\)$/);
    }
  });
  test('of a loop that is stopped at the limit', async () => {
    const { end } = await runHook(
      `${typed}export default (user: Wide) => {\n  let n: number = 0;\n  for (;;) n += 1;\n};\n`,
      {
        file: join(folder, 'hook.ts'),
        folders: [folder],
        limits: { timeoutMs: 300, memoryMb: 128 },
      },
    );
    assert.equal(end.outcome, 'timeout');
    assert.equal(end.error?.source?.line, 8, JSON.stringify(end.error));
  });

  const wrong: [
    what: string,
    name: string,
    text: string,
    place: [file: string, line: number, column: number],
    message: RegExp,
  ][] = [
    ['TypeScript', 'hook.ts', 'const a: number = 1;\nconst b: = 2;\n', ['hook.ts', 2, 10], /Unexpected/],
    [
      'an ES module',
      'hook.js',
      'export default 1;\n  const = 2;\n',
      ['hook.js', 2, 9],
      /Expected identifier/,
    ],
    ['a required TypeScript file', 'hook.js', "require('./wrong');", ['wrong.ts', 2, 17], /Unexpected/],
    ['an imported ES module', 'hook.mjs', "import './wrong.mjs';", ['wrong.mjs', 2, 20], /Unexpected/],
    [
      'top-level await',
      'hook.mjs',
      "import fs from 'fs';\nawait fs;\n",
      ['hook.mjs', 2, 1],
      /Top-level await does not run in a hook: move it into an async function\./,
    ],
    [
      'top-level await of a required file',
      'hook.js',
      "require('./waits.mjs');",
      ['waits.mjs', 2, 18],
      /Top-level await/,
    ],
    [
      "a name of the platform's",
      'hook.ts',
      'interface A { a: 1 }\n\nclass PreUserRegistrationError {}\n',
      ['hook.ts', 3, 1],
      /already been declared/,
    ],
  ];
  for (const [what, name, text, [file, line, column], message] of wrong) {
    test(`of a syntax error in ${what}`, async () => {
      const { end } = await run(name, text);
      assert.equal(end.outcome, 'compile-error', JSON.stringify(end));
      assert.equal(end.error?.name, 'SyntaxError');
      assert.match(end.error?.message ?? '', message);
      assert.deepEqual(end.error?.source, { file: join(folder, file), line, column });
    });
  }
});

test('a stack reads as in Node, however a module was compiled', async () => {
  write('outer.js', "require('./moved.js').fail();\n");
  const hook = `module.exports = ${signature} { try { require('./outer'); } catch (e) { console.log(e.stack.split('\\n').filter((l) => !l.includes('node:')).join('\\n')); } cb(); };`;
  for (let time = 0; time < 3; time += 1) {
    const { logs } = await run('hook.js', hook);
    assert.deepEqual(logs[0]?.split('\n').slice(0, 3), [
      'Error: moved',
      `    at exports.fail (${join(folder, 'moved.js')}:1:30)`,
      `    at Object.<anonymous> (${join(folder, 'outer.js')}:1:23)`,
    ]);
  }
});
