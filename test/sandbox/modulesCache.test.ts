import assert from 'node:assert/strict';
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { createRunner } from '../../src/runner/runner.ts';
import { openCacheFolder } from '../../src/sandbox/cacheFolder.ts';
import { requestFor } from './sandbox.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'cache-')));
after(() => rmSync(folder, { recursive: true }));
const write = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const file = write('hook.js', '');
const text =
  "const { value } = require('./value'); const { typed } = require('./typed.ts'); const { data } = require('./data.json');\nmodule.exports = (user, context, cb) => cb(null, [value, typed, data]);\n";

/** Runs the hook three times in processes that keep what they keep under `caches`; gives the answers. */
async function answers(
  caches: string,
  hook = text,
  between: (round: number) => void = () => undefined,
): Promise<unknown[]> {
  const before = process.env.XDG_CACHE_HOME;
  process.env.XDG_CACHE_HOME = caches;
  const runner = createRunner({
    sandboxPath: join(import.meta.dirname, '../../dist/sandbox.cjs'),
    nodePath: '',
    keepReady: false,
    log: () => undefined,
  });
  try {
    const replies: unknown[] = [];
    for (let round = 0; round < 3; round += 1) {
      const end = await runner.run(requestFor(hook, { file, folders: [folder] }), () => undefined).finished;
      replies.push((end.reply as { data?: unknown } | null)?.data ?? end);
      between(round);
    }
    return replies;
  } finally {
    runner.dispose();
    if (before === undefined) delete process.env.XDG_CACHE_HOME;
    else process.env.XDG_CACHE_HOME = before;
  }
}
const kept = (caches: string): string => join(caches, 'post-registration-hooks', 'modules');
const set = (value: string): void => {
  write('value.js', `exports.value = '${value}';`);
  write('typed.ts', `export const typed: string = '${value}';`);
  write('data.json', `{ "data": "${value}" }`);
};

describe('what is kept between runs', {
  skip: process.platform === 'linux' ? false : 'the folder is chosen by XDG_CACHE_HOME',
}, () => {
  test('is written once, and then only read', async () => {
    set('one');
    const caches = join(folder, 'caches-once');
    const times: Record<string, number>[] = [];
    const replies = await answers(caches, text, () =>
      times.push(
        Object.fromEntries(
          readdirSync(kept(caches)).map((name) => [name, statSync(join(kept(caches), name)).mtimeMs]),
        ),
      ),
    );
    assert.deepEqual(replies, Array(3).fill(['one', 'one', 'one']));
    assert.equal(Object.keys(times[1] ?? {}).length, 3);
    assert.deepEqual(times[2], times[1]);
  });
  test('is told by content: a file that changes is taken as it is, even with the same length and time', async () => {
    set('one');
    const time = new Date(2020, 1, 1);
    const touch = () => {
      for (const name of ['value.js', 'typed.ts', 'data.json']) utimesSync(join(folder, name), time, time);
    };
    touch();
    const values = ['two', 'six', 'ten'];
    const replies = await answers(join(folder, 'caches-changed'), text, (round) => {
      set(values[round] ?? '');
      touch();
    });
    assert.deepEqual(
      replies,
      ['one', 'two', 'six'].map((value) => [value, value, value]),
    );
  });
  test('may be spoiled', async () => {
    set('one');
    const caches = join(folder, 'caches-spoiled');
    const replies = await answers(caches, text, (round) => {
      for (const name of readdirSync(kept(caches))) {
        const path = join(kept(caches), name);
        const bytes = readFileSync(path);
        if (round === 1) bytes.fill(0x41, Math.floor(bytes.length / 2));
        writeFileSync(path, round === 0 ? 'not what it was' : bytes);
      }
    });
    assert.deepEqual(replies, Array(3).fill(['one', 'one', 'one']));
  });
  test('may find no folder to be in', async () => {
    set('one');
    assert.deepEqual(await answers(file), Array(3).fill(['one', 'one', 'one']));
  });
  test('may hold a file that is gone, or wrong by now', async () => {
    set('one');
    const caches = join(folder, 'caches-gone');
    const replies = await answers(caches, text, (round) => {
      if (round === 0) write('value.js', 'exports.value = ;');
      else rmSync(join(folder, 'value.js'), { force: true });
    });
    assert.deepEqual(replies[0], ['one', 'one', 'one']);
    assert.match(JSON.stringify(replies[1]), /value\.js:1:17/);
    assert.match(JSON.stringify(replies[2]), /Cannot find module '\.\/value'/);
  });
  test('leaves what was not used lately when there is too much', () => {
    const small = join(folder, 'small');
    const cache = openCacheFolder(small, { bytes: 100, files: 3 });
    for (const name of ['a', 'b', 'c', 'd']) {
      cache.write(name, new Uint8Array(10));
      const time = new Date(2020, 1, name.charCodeAt(0) - 96);
      utimesSync(join(small, name), time, time);
    }
    cache.prune();
    assert.deepEqual(readdirSync(small), ['b', 'c', 'd']);
    cache.write('large', new Uint8Array(95));
    cache.prune();
    assert.deepEqual(readdirSync(small), ['large']);
    assert.equal(cache.read('b'), null);
  });
});
