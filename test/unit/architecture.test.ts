import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, test } from 'node:test';

const src = resolve(import.meta.dirname, '../../src');

/** For each folder, the folders and single files that it may import from, besides itself. */
const allowed: Record<string, string[]> = {
  extension: ['hook', 'runner', 'panel'],
  cli: ['hook', 'runner'],
  panel: ['runner/protocol.ts', 'runner/outcome.ts'],
  runner: [],
  sandbox: ['runner/protocol.ts', 'guest/bridge.ts', 'guest/nativeValues.ts'],
  guest: [],
  hook: [],
};
/** Packages that one folder alone may import. */
const owners: Record<string, string> = {
  vscode: 'extension',
  'isolated-vm': 'sandbox',
  '@babel/parser': 'hook',
  ajv: 'hook',
  lit: 'panel',
};

/** The specifiers of a file's imports, those of types too. */
const importsOf = (text: string): string[] =>
  [...text.matchAll(/(?:\bfrom|\bimport|\brequire)\s*\(?\s*'([^']+)'/g)].map(
    ([, specifier = '']) => specifier,
  );

const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => name.replaceAll('\\', '/'));

describe('dependencies point one way', () => {
  for (const folder of readdirSync(src)) {
    test(`src/${folder} imports only what it may`, () => {
      const may = allowed[folder];
      assert.ok(may, `src/${folder} has no rule: add one`);
      const strays = files
        .filter((file) => file.startsWith(`${folder}/`))
        .flatMap((file) =>
          importsOf(readFileSync(join(src, file), 'utf8')).flatMap((specifier) => {
            if (!specifier.startsWith('.')) {
              const owner = Object.entries(owners).find(
                ([name]) => specifier === name || specifier.startsWith(`${name}/`),
              )?.[1];
              return owner === undefined || owner === folder ? [] : [`${file}: ${specifier}`];
            }
            const target = relative(src, resolve(src, dirname(file), specifier)).replaceAll('\\', '/');
            const fits =
              target.startsWith(`${folder}/`) ||
              target.startsWith('../') ||
              may.some((one) => target === one || target.startsWith(`${one}/`));
            return fits ? [] : [`${file}: ${specifier}`];
          }),
        );
      assert.deepEqual(strays, []);
    });
  }

  test('hook code is pure: no process, no file, no network', () => {
    const impure = files
      .filter((file) => file.startsWith('hook/'))
      .filter((file) =>
        importsOf(readFileSync(join(src, file), 'utf8')).some((specifier) => specifier.startsWith('node:')),
      );
    assert.deepEqual(impure, []);
  });

  test('the guest knows nothing of Node', () => {
    const strays = files
      .filter((file) => file.startsWith('guest/'))
      .filter((file) =>
        importsOf(readFileSync(join(src, file), 'utf8')).some((specifier) => specifier.startsWith('node:')),
      );
    assert.deepEqual(strays, []);
  });
});
