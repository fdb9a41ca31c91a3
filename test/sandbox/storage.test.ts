import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { createStorageHost } from '../../src/sandbox/storageHost.ts';
import { hook, hookFolder, runHook } from './sandbox.ts';

const fileOf = (name: string): string => join(hookFolder, name, 'hook.js');
const counting = hook(`const { storage } = context.webtask;
  storage.get((error, data) => {
    const count = (data ? data.count : 0) + 1;
    storage.set({ count }, { etag: storage.etag }, (failure) => cb(failure, { count, etag: storage.etag }));
  });`);
const dataOf = ({ end }: Awaited<ReturnType<typeof runHook>>): unknown =>
  typeof end.reply === 'object' && end.reply !== null && 'data' in end.reply ? end.reply.data : end;

describe("context.webtask.storage lasts from run to run, for each hook's file", () => {
  test('the next run finds what the last one stored, with its etag', async () => {
    const file = fileOf('counting');
    assert.deepEqual(dataOf(await runHook(counting, { file })), {
      count: 1,
      etag: 'CxuxFwe2mm4IC62zgWSn6Q==',
    });
    assert.deepEqual(
      await runHook(counting, { file }).then((run) => JSON.stringify(dataOf(run)).slice(0, 10)),
      '{"count":2',
    );
    const read = hook('const { data, etag } = context.webtask.storage; cb(null, [data, typeof etag]);');
    assert.deepEqual(dataOf(await runHook(read, { file })), [{ count: 2 }, 'string']);
    assert.deepEqual(dataOf(await runHook(read, { file: fileOf('another') })), [null, 'undefined']);
  });

  test('what is stored survives a run that does not end well', async () => {
    const file = fileOf('failing');
    const store = 'context.webtask.storage.set({ a: 1 }, { force: true }, () => {});';
    const endings = ['throw new Error("x");', 'process.exit(1);', 'setTimeout(() => { for (;;); }, 20);', ''];
    for (const ending of endings) {
      await runHook(hook('context.webtask.storage.set(null);'), { file });
      await runHook(hook(`${store}\n${ending}`), { file, limits: { timeoutMs: 600, memoryMb: 128 } });
      assert.deepEqual(
        dataOf(await runHook(hook('cb(null, context.webtask.storage.data);'), { file })),
        { a: 1 },
        ending,
      );
    }
  });

  test('null takes it away', async () => {
    const file = fileOf('taken');
    await runHook(counting, { file });
    await runHook(hook('context.webtask.storage.set(null); cb();'), { file });
    assert.deepEqual(
      dataOf(await runHook(hook('cb(null, typeof context.webtask.storage.data);'), { file })),
      'undefined',
    );
  });

  test('more than a megabyte is not kept, and a warning says so', async () => {
    const file = fileOf('large');
    const { of } = await runHook(
      hook('context.webtask.storage.set("x".repeat(2 ** 21), { force: true }, () => cb());'),
      { file },
    );
    assert.equal(of('warning')[0]?.code, 'storage-too-large');
    assert.deepEqual(
      dataOf(await runHook(hook('cb(null, typeof context.webtask.storage.data);'), { file })),
      'undefined',
    );
  });
});

test('the host stores text and nothing else, whoever asks', () => {
  const kept: unknown[] = [];
  const storage = createStorageHost({ keep: (json) => kept.push(json), refuse: () => kept.push('refused') });
  for (const value of [5, null, {}, [], true, new ArrayBuffer(1), Symbol('s')])
    assert.throws(() => storage.save(value), TypeError);
  assert.equal(storage.save('{}'), 'mZFLkyvTelC5g8XnyQrpOw==');
  storage.flush();
  storage.save(undefined);
  storage.flush();
  storage.flush();
  storage.save('{"a":');
  storage.flush();
  assert.deepEqual(kept, ['{}', null, null]);
});
