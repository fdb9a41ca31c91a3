import assert from 'node:assert/strict';
import { mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { openCacheFolder } from '../../src/sandbox/cacheFolder.ts';
import { createModuleLoader } from '../../src/sandbox/moduleLoader.ts';
import { readResolveOptions } from '../../src/sandbox/moduleRequest.ts';
import { hook, runHook } from './sandbox.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'attacks-')));
after(() => rmSync(folder, { recursive: true }));
const write = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const file = write('hook.js', '');
write(
  'meta.mjs',
  'export const meta = import.meta; export const load = (name) => import(name); export default class Own {}',
);
write('typed.ts', 'export enum E { A }\nexport const meta: object = import.meta;\n');
write('empty.js', '');
symlinkSync('/etc/passwd', join(folder, 'passwd.mjs'));
symlinkSync('/etc', join(folder, 'linked'));

/** Each is hook code that must get nothing, with what it logs where it does. */
const attacks: Record<string, string> = {
  'what modules hand out leads to the guest, never to the host':
    "const own = require('./meta.mjs'); for (const thing of [own, own.meta, own.load, own.default, require('./typed'), require('./typed').meta, await import('./empty.js'), require('module'), module.constructor, require.resolve, require.extensions['.js'], require.cache, require('module')._load, Error.prepareStackTrace, await own.load('fs')]) { const c = (thing.constructor ?? Object).constructor; const p = c('return process')(); if (p !== process || p.mainModule) console.log('got', thing); }",
  'no file outside by import()':
    "for (const name of ['/etc/passwd', 'file:///etc/passwd', '../../../../../../etc/passwd', './passwd.mjs', './linked/passwd', 'data:text/javascript,export default 1', 'https://example.com/x.mjs']) { try { console.log('got', await import(name)); } catch (error) { if (!error.code) console.log(error); } }",
  'no file outside by createRequire, paths or a made-up parent':
    "const Module = require('module'); for (const call of [() => Module.createRequire('/etc/x.js')('./passwd'), () => Module.createRequire('file:///etc/x.js').resolve('./passwd'), () => require.resolve('./passwd', { paths: ['/etc'] }), () => require.resolve('./hosts', { paths: ['/etc/', '/'] }), () => Module._resolveFilename('./passwd', { filename: '/etc/x.js', paths: [] }), () => Module._load('./passwd', { filename: '/etc/x.js', children: [] }), () => new Module('/etc/x.js').require('./passwd'), () => require('./linked/passwd')]) { try { console.log('got', call()); } catch (error) { if (!error.code) console.log(error); } }",
  'no file outside through a module that loads what it is told':
    "const Module = require('module'); const m = new Module('x'); for (const f of ['/etc/passwd', '/proc/self/environ', '../../../etc/passwd']) { try { m.load(f); console.log('got', m.exports); } catch (error) { if (!error.code) console.log(error); } try { require.extensions['.json'](m, f); console.log('got', m.exports); } catch {} }",
  'no file outside by a version':
    "for (const name of ['./node_modules/../../../etc@1/passwd', '..@1/x', './node_modules/..@1', '@a/..@1.0.0', '@../..@1']) { try { console.log('got', require(name)); } catch (error) { if (error.code !== 'MODULE_NOT_FOUND') console.log(error); } }",
  'a stack that is formatted sees no function of the host':
    "const format = Error.prepareStackTrace; const frames = []; format({ toString: () => 'x' }, [{ toString: () => 'y', getScriptNameOrSourceURL: () => __filename, getLineNumber: () => ({}), getColumnNumber: () => -5 }]); Error.prepareStackTrace = (e, f) => { frames.push(...f); return ''; }; try { require('./nowhere'); } catch (e) { String(e.stack); } try { await import('./nowhere'); } catch (e) { String(e.stack); } for (const f of frames) { const t = f.getFunction?.(); if (t && t.constructor !== Function && !(t instanceof Function)) console.log('got', t); }",
};

describe('modules hand nothing out but what is of the workspace', () => {
  for (const [idea, body] of Object.entries(attacks)) {
    test(idea, async () => {
      const { of, end } = await runHook(hook(`(async () => {\n${body}\n})().then(() => cb(), cb);`), {
        file,
        folders: [folder],
      });
      assert.deepEqual(
        of('log').map((event) => event.text),
        [],
      );
      assert.equal(end.outcome, 'success', JSON.stringify(end));
    });
  }
  const options: unknown[] = [
    undefined,
    null,
    {},
    '',
    '[]',
    '{}',
    '{"kind":"both"}',
    '{"kind":"require","paths":"/etc"}',
    '{"kind":"require","conditions":["x"]}',
    '{"kind":"require","paths":[5]}',
  ];
  for (const value of options) {
    test(`the host does not take ${JSON.stringify(value)} for a way to resolve`, () => {
      assert.throws(() => readResolveOptions(value));
    });
  }
  test('the host resolves and reads inside of the folders only, whoever asks and however', () => {
    const loader = createModuleLoader(file, [folder], openCacheFolder(join(folder, 'cache')));
    for (const kind of ['require', 'import'] as const) {
      assert.ok('error' in loader.resolve('/etc/x.js', './passwd', { kind }));
      assert.ok('error' in loader.resolve(file, '/etc/passwd', { kind }));
      assert.ok('error' in loader.resolve(file, './linked/passwd', { kind }));
      assert.ok('error' in loader.resolve('relative.js', './hook.js', { kind }));
    }
    assert.ok('error' in loader.resolve(file, './passwd', { kind: 'require', paths: ['/etc'] }));
    assert.ok('error' in loader.load('/etc/passwd'));
    assert.ok('error' in loader.load(join(folder, 'linked/passwd')));
    assert.equal(loader.explainSyntax('/etc/passwd'), '');
    assert.deepEqual(loader.places.original({ file: '/etc/passwd', line: 1, column: 1 }), {
      file: '/etc/passwd',
      line: 1,
      column: 1,
    });
  });
});
