import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { freeFileName, hookFileName, hookNameProblem } from '../../src/hook/hookName.ts';

const alphabet = 'Use letters from a to z, digits, spaces and hyphens.';

describe('the name of a hook', () => {
  const good = ['a', '7', 'My Hook', 'my-hook', 'A1', 'a - b', '1 2', 'a'.repeat(300)];
  for (const name of good)
    it(`may be "${name.slice(0, 20)}"`, () => assert.equal(hookNameProblem(name), null));

  const bad: [name: string, problem: string][] = [
    ['', 'Enter a name for the hook.'],
    [' ', "A hook's name cannot start with a space. Let it start with a letter or a digit."],
    [' a', "A hook's name cannot start with a space. Let it start with a letter or a digit."],
    ['-a', "A hook's name cannot start with a hyphen. Let it start with a letter or a digit."],
    ['a ', "A hook's name cannot end with a space. Let it end with a letter or a digit."],
    ['a-', "A hook's name cannot end with a hyphen. Let it end with a letter or a digit."],
    ['a_b', `A hook's name cannot contain "_". ${alphabet}`],
    ['hook.js', `A hook's name cannot contain ".". ${alphabet}`],
    ['a/b', `A hook's name cannot contain "/". ${alphabet}`],
    ['Grüße', `A hook's name cannot contain "ü". ${alphabet}`],
    ['a\u{1F600}', `A hook's name cannot contain "\u{1F600}". ${alphabet}`],
    ['a\tb', `A hook's name cannot contain a tab. ${alphabet}`],
    ['a\u200Bb', `A hook's name cannot contain the invisible character U+200B. ${alphabet}`],
    ['a\n', `A hook's name cannot contain the invisible character U+000A. ${alphabet}`],
    ['a\u00A0b', `A hook's name cannot contain the invisible character U+00A0. ${alphabet}`],
  ];
  for (const [name, problem] of bad) {
    it(`cannot be ${JSON.stringify(name)}`, () => assert.equal(hookNameProblem(name), problem));
  }
});

describe('the file of a hook', () => {
  const names: [name: string, fileName: string][] = [
    ['My Hook', 'my-hook.js'],
    ['my-hook', 'my-hook.js'],
    ['a  -  b', 'a-b.js'],
    ['CRM 2', 'crm-2.js'],
    ['con', 'con-hook.js'],
    ['LPT1', 'lpt1-hook.js'],
    ['console', 'console.js'],
    ['a'.repeat(300), `${'a'.repeat(100)}.js`],
    [`${'a'.repeat(99)} b`, `${'a'.repeat(99)}.js`],
  ];
  for (const [name, fileName] of names) {
    it(`${name.slice(0, 20)} is ${fileName.slice(0, 20)}`, () => assert.equal(hookFileName(name), fileName));
  }
  it('has the extension that is asked for', () => assert.equal(hookFileName('My Hook', 'ts'), 'my-hook.ts'));
  it('is not made from a name that the platform refuses', () => {
    assert.throws(
      () => hookFileName('../x'),
      /No file can be named after the hook "\.\.\/x".*cannot contain "\."/,
    );
  });

  it('gets the first free number where the name is taken', () => {
    const taken = new Set(['my-hook.js', 'my-hook-2.js', 'readme']);
    const isTaken = (name: string) => taken.has(name);
    assert.equal(freeFileName('other.js', isTaken), 'other.js');
    assert.equal(freeFileName('my-hook.js', isTaken), 'my-hook-3.js');
    assert.equal(freeFileName('readme', isTaken), 'readme-2');
  });
});
