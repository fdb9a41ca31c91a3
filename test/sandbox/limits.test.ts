import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { hook, hookFolder, requestFor, runHook, runner } from './sandbox.ts';

const short = { limits: { timeoutMs: 700, memoryMb: 128 } };

describe('what has no end is ended', () => {
  test('an endless loop, at the time limit, with the line that it was in', async () => {
    const { end, logs } = await runHook(hook('console.log("in");\nfor (;;) {}'), short);
    assert.equal(end.outcome, 'timeout');
    assert.match(end.error?.message ?? '', /limit of 700 ms/);
    assert.equal(end.error?.source?.line, 3);
    assert.deepEqual(logs, ['in']);
  });
  test('an endless loop while the file loads', async () => {
    const { end } = await runHook('for (;;) {}', short);
    assert.equal(end.outcome, 'timeout');
    assert.equal(end.error?.source?.line, 1);
  });
  test('endless microtasks', async () => {
    const { end } = await runHook(hook('(function again() { Promise.resolve().then(again); })();'), short);
    assert.equal(end.outcome, 'timeout');
  });
  test('an interval that is never cleared, with what is still pending', async () => {
    const { end } = await runHook(hook('setInterval(() => {}, 20); cb(null, 1);'), short);
    assert.equal(end.outcome, 'timeout');
    assert.match(end.error?.message ?? '', /Still pending: a timer/);
    assert.notEqual(end.callbackMs, null);
    assert.deepEqual(end.reply, { statusCode: 200, headers: {}, status: 'success', data: 1 });
  });
  test('an interval that is unref-ed does not keep the run', async () => {
    const { end } = await runHook(hook('setInterval(() => {}, 20).unref(); cb();'));
    assert.equal(end.outcome, 'success');
  });

  const memory = { limits: { timeoutMs: 20_000, memoryMb: 32 } };
  const shapes: [string, string][] = [
    ['objects', 'const all = []; for (;;) all.push({ all });'],
    ['arrays', 'const all = []; for (;;) all.push(new Array(1000).fill(0.5));'],
    ["an object's keys", 'const all = {}; for (let i = 0; ; i++) all["key" + i] = i;'],
    [
      'strings',
      'let text = "x"; const all = []; for (;;) all.push((text += text.slice(0, 100_000) + all.length).split("").join());',
    ],
  ];
  for (const [what, body] of shapes) {
    test(`memory filled with ${what}`, async () => {
      const { end } = await runHook(hook(body), memory);
      assert.equal(end.outcome, 'out-of-memory', JSON.stringify(end));
      assert.match(end.error?.message ?? '', /limit of 32 MB/);
    });
  }

  test('a run that is stopped in a loop ends at once as cancelled, and its process is gone', async () => {
    let stoppedAt = 0;
    const { end } = await runHook(hook('console.log("in"); for (;;) {}'), {}, (event, run) => {
      if (event.type !== 'log') return;
      stoppedAt = performance.now();
      run.stop();
      run.stop();
    });
    assert.equal(end.outcome, 'cancelled');
    assert.equal(end.reply, null);
    assert.ok(performance.now() - stoppedAt < 1000);
  });
  test('a run that is stopped after cb() tells what the platform had answered', async () => {
    const { end } = await runHook(hook('cb(null, 5); setInterval(() => {}, 20);'), {}, (event, run) => {
      if (event.type === 'callback') run.stop();
    });
    assert.equal(end.outcome, 'cancelled');
    assert.deepEqual(end.reply, { statusCode: 200, headers: {}, status: 'success', data: 5 });
  });
  test('a run that is stopped before its process is ready runs nothing', async () => {
    const events: string[] = [];
    const run = runner.run(requestFor(hook('cb();')), (event) => events.push(event.type));
    run.stop();
    assert.equal((await run.finished).outcome, 'cancelled');
    assert.deepEqual(events, ['end']);
  });
  test('process.exit() ends the run and says what it means on the platform', async () => {
    const { end, logs } = await runHook(hook('console.log(1); process.exit(3); console.log(2);'));
    assert.equal(end.outcome, 'exception');
    assert.match(end.error?.message ?? '', /process\.exit\(3\)/);
    assert.deepEqual(logs, ['1']);
  });
});

test('two runs at once share nothing', async () => {
  const text = hook('global.count = (global.count || 0) + 1; setTimeout(() => cb(null, global.count), 30);');
  const ends = await Promise.all([runHook(text), runHook(text), runHook(text)]);
  for (const { end } of ends) {
    assert.deepEqual(end.reply, { statusCode: 200, headers: {}, status: 'success', data: 1 });
  }
});

test('the events carry times that count from the call of the hook', async () => {
  const { events, end } = await runHook(
    'console.log("load");\nmodule.exports = function (user, context, cb) { setTimeout(cb, 30); };',
  );
  const times = events.map(({ t }) => t);
  assert.deepEqual(
    times,
    [...times].sort((a, b) => a - b),
  );
  const [start, load, callback] = events;
  assert.ok(start && start.type === 'start' && start.t < 0);
  assert.equal(start.file, `${hookFolder}/hook.js`);
  assert.equal(start.payloadName, 'test');
  assert.deepEqual(start.limits, { timeoutMs: 10_000, memoryMb: 128 });
  assert.ok(load && load.type === 'log' && load.t < 0);
  assert.ok(callback && callback.type === 'callback' && callback.t >= 29);
  assert.ok(end.callbackMs !== null && end.callbackMs >= 29 && end.callbackMs <= end.durationMs);
  assert.ok((end.memoryMb ?? 0) > 1);
});
