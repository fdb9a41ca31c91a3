import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { coreModuleTable, webGlobalTable } from '../../src/guest/coreModuleTable.ts';
import { readFileSystem } from '../../src/sandbox/fileReader.ts';
import { compatibilityPage } from '../../tools/compatibilityPage.mjs';
import { compareAll, inHook, inNode } from './compare.ts';

const root = join(import.meta.dirname, '../..');
const script = (name: string): string => readFileSync(join(root, 'test/fixtures/modules', name), 'utf8');

describe("Node's own modules and the globals of the web say what they say in Node", () => {
  compareAll({
    'bytes and text': script('bytes.js'),
    'url, util and text codecs': script('url-and-util.js'),
    'assert, events, signals, clones, channels, paths and queries': script('assert-events-web.js'),
    'streams, timers, async contexts, performance and consoles': script('streams-timers-async.js'),
    'files of the workspace': script('files.js'),
  });
});

describe('the table of core modules', () => {
  const lists = (rows: { name: string }[]): string[] => rows.map(({ name }) => name).sort();

  test('has every module that Node has, and each can be required', async () => {
    const names = coreModuleTable.map(({ name, schemeOnly }) => (schemeOnly ? `node:${name}` : name));
    const [found] = await inNode(
      "console.log(JSON.stringify(require('module').builtinModules.filter((name) => !/^_|^node:/.test(name))))",
    );
    const missing = (JSON.parse(found ?? '[]') as string[]).filter((name) => !names.includes(name));
    assert.deepEqual(missing, []);
    const logs = await inHook(
      `for (const name of ${JSON.stringify(names)}) { const got = require(name); if (typeof got !== 'object' && typeof got !== 'function') console.log(name); } console.log('all');`,
    );
    assert.deepEqual(logs, ['all']);
  });

  test('every module that is refused says so when it is used, and not before', async () => {
    const refused = coreModuleTable.filter(({ tier }) => tier === 'refused');
    const names = refused.map(({ name, schemeOnly }) => (schemeOnly ? `node:${name}` : name));
    const logs = await inHook(
      `for (const name of ${JSON.stringify(names)}) { const it = require(name); class Own extends it.Any {} for (const use of [() => it.any(), () => new Own()]) try { use(); console.log('used', name); } catch (error) { if (error.code !== 'ERR_SANDBOX_UNAVAILABLE' || !error.message.startsWith(name.replace('node:', '') + '.')) console.log(error.message); } } console.log('all');`,
    );
    assert.deepEqual(logs, ['all']);
  });

  test('the modules that are not refused have the members that they have in Node', async () => {
    const differs: Record<string, string[]> = {};
    const names = lists(coreModuleTable.filter(({ tier }) => tier === 'node'));
    const body = `for (const name of ${JSON.stringify(names)}) console.log(name + ': ' + Object.keys(require(name)).sort().join());`;
    const [here, there] = await Promise.all([inHook(body), inNode(body)]);
    for (const [at, line] of there.entries()) {
      if (here[at] !== line) differs[line.split(':')[0] ?? ''] = [here[at] ?? ''];
    }
    assert.deepEqual(differs, {});
  });

  test('names globals that are there', async () => {
    const names = webGlobalTable.flatMap(({ names }) => names);
    const logs = await inHook(
      `for (const name of ${JSON.stringify(names)}) if (globalThis[name] === undefined) console.log(name); console.log('all');`,
    );
    assert.deepEqual(logs, ['all']);
  });

  test('is what the page says', () => {
    const page = readFileSync(join(root, 'docs/node-compatibility.md'), 'utf8');
    assert.equal(page, compatibilityPage(), 'Write it anew with `npm run docs`.');
  });
});

describe('files', () => {
  const told = (body: string): string =>
    `const fs = require('fs'); const tell = (use) => { try { console.log('got', use()); } catch (error) { console.log(error.code); } }; ${body}`;

  test('outside of the workspace and of packages are not there', async () => {
    const logs = await inHook(
      told(
        "for (const path of ['/etc/passwd', '/proc/self/environ', '/dev/zero', '../../../package.json', '/', '..']) for (const use of ['readFileSync', 'statSync', 'readdirSync', 'realpathSync', 'openSync', 'accessSync']) tell(() => fs[use](path));",
      ),
    );
    assert.deepEqual([...new Set(logs)], ['ENOENT']);
  });

  test('cannot be written', async () => {
    const logs = await inHook(
      told(
        "for (const use of ['writeFileSync', 'appendFileSync', 'mkdirSync', 'rmSync', 'unlinkSync', 'renameSync', 'symlinkSync', 'copyFileSync', 'chmodSync', 'mkdtempSync', 'truncateSync']) tell(() => fs[use]('a', 'b')); tell(() => fs.openSync('a', 'w'));",
      ),
    );
    assert.deepEqual([...new Set(logs)], ['EROFS']);
  });

  test('are read by the host only for what the bridge names', () => {
    const loader = { readablePath: (path: string) => path };
    const hostile: [operation: unknown, path: unknown][] = [
      ['unlink', '/etc/passwd'],
      ['constructor', '/etc/passwd'],
      [{ toString: () => 'read' }, '/etc/passwd'],
      ['read', { toString: () => '/etc/passwd' }],
      ['read', undefined],
      ['read', 'x'.repeat(5000)],
    ];
    for (const [operation, path] of hostile) assert.throws(() => readFileSystem(loader, operation, path));
    // What is neither a file nor a folder may never end.
    assert.match(String(readFileSystem(loader, 'read', '/dev/zero')), /EACCES/);
    assert.match(String(readFileSystem(loader, 'read', '/etc/pass\0wd')), /ENOENT/);
    assert.match(String(readFileSystem({ readablePath: () => null }, 'read', '/etc/passwd')), /ENOENT/);
  });

  test('a path is judged by the host, whatever the guest is made to say', async () => {
    const logs = await inHook(
      told(
        "JSON.parse = () => ({ value: '/etc/passwd' }); String.prototype.replace = () => '/etc/passwd'; for (const path of ['/etc/passwd', 'x'.repeat(5000), 'a\\0b']) tell(() => String(fs.readFileSync(path)).includes('root'));",
      ),
    );
    assert.ok(!logs.includes('got true'), logs.join());
  });
});
