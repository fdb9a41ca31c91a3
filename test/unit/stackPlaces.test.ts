import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createSourcePlaces } from '../../src/sandbox/sourcePlaces.ts';
import { createStackPlaces } from '../../src/sandbox/stackPlaces.ts';

const hook = '/work space/hook.js';
/** What stands in front of a required module's text on its first line. */
const header = '(function (exports, require, module, __filename, __dirname) { '.length;
const places = createSourcePlaces();
for (const file of ['/a/b.js', '/a b/c (1).js']) places.add(file, { map: null, shift: header });
const stacks = createStackPlaces(places);

describe('places in stacks', () => {
  const frames: [frame: string, place: { file: string; line: number; column: number } | null][] = [
    [`    at module.exports (${hook}:3:5)`, { file: hook, line: 3, column: 5 }],
    [`    at ${hook}:3:5`, { file: hook, line: 3, column: 5 }],
    [`    at async Promise.all (index 0)`, null],
    [`    at new A (${hook}:1:2)`, { file: hook, line: 1, column: 2 }],
    [`    at Object.<anonymous> [as b] (${hook}:9:1)`, { file: hook, line: 9, column: 1 }],
    [`    at C:\\hooks\\hook.js:2:3`, { file: 'C:\\hooks\\hook.js', line: 2, column: 3 }],
    ['    at f (file:///a/b%20c.js:2:3)', { file: '/a/b c.js', line: 2, column: 3 }],
    ['    at f (/a/b%20c.js:2:3)', { file: '/a/b c.js', line: 2, column: 3 }],
    ['    at async /a/b.js:2:3', { file: '/a/b.js', line: 2, column: 3 }],
    ['    at async f (/a/b.js:2:3)', { file: '/a/b.js', line: 2, column: 3 }],
    ['    at f (/a/hook (1).js:2:3)', { file: '/a/hook (1).js', line: 2, column: 3 }],
    [
      '    at f (C:\\Program Files (x86)\\b.js:2:3)',
      { file: 'C:\\Program Files (x86)\\b.js', line: 2, column: 3 },
    ],
    ['    at f (node:internal/guest:2:3)', null],
    ['    at f (<anonymous>:2:3)', null],
    ['TypeError: /a/b.js:1:2 is no frame', null],
  ];
  for (const [frame, place] of frames) {
    test(frame.trim(), () => assert.deepEqual(stacks.nearest(frame), place));
  }

  test('on the first line of a required file the columns are those of the file', () => {
    assert.deepEqual(stacks.nearest(`    at f (/a/b.js:1:${header + 7})`), {
      file: '/a/b.js',
      line: 1,
      column: 7,
    });
    assert.deepEqual(stacks.nearest(`    at f (/a/b.js:2:${header + 7})`)?.column, header + 7);
  });

  test("the nearest own place is in the user's files, if there is one", () => {
    const stack = `Error\n    at f (/w/node_modules/x/i.js:5:6)\n    at module.exports (${hook}:3:5)`;
    assert.deepEqual(stacks.nearestOwn(stack)?.file, hook);
    assert.deepEqual(stacks.nearest(stack)?.file, '/w/node_modules/x/i.js');
  });

  test('only the place in a line of a stack is written anew', () => {
    const stack = `Error: x\n    at async g (/a b/c (1).js:1:${header + 7})\n    at f (${hook}:2:1)`;
    assert.equal(
      stacks.readable(stack),
      `Error: x\n    at async g (/a b/c (1).js:1:7)\n    at f (${hook}:2:1)`,
    );
  });

  test('an error is told without what is not of its world', () => {
    const stack = [
      'Error: x',
      '    at g (/a/b.js:1:7)',
      '    at callHook (node:internal/guest:2:3)',
      '    at (<isolated-vm boundary>)',
      '    at enter (/host/sandbox.cjs:1:2)',
    ].join('\n');
    assert.deepEqual(stacks.explain({ name: 'Error', message: 'x', stack }), {
      name: 'Error',
      message: 'x',
      stack: 'Error: x\n    at g (/a/b.js:1:7)',
      source: { file: '/a/b.js', line: 1, column: 7 },
    });
  });
});
