import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { chooseNode } from '../../src/runner/nodeChoice.ts';
import type { RunEvent } from '../../src/runner/protocol.ts';
import { createRunner } from '../../src/runner/runner.ts';
import { hook, requestFor } from './sandbox.ts';

const root = join(import.meta.dirname, '../..');
const sandboxPath = join(root, 'dist/sandbox.cjs');

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};
/** Waits until the process is gone; the test's own limit ends it otherwise. */
const gone = async (pid: number): Promise<void> => {
  while (isAlive(pid)) await wait(10);
};

/** A runner that tells the ids of its processes, in the order in which they were ready. */
function watchedRunner(options: { keepReady?: boolean } = {}) {
  const pids: number[] = [];
  let next = Promise.withResolvers<number>();
  const runner = createRunner({
    sandboxPath,
    nodePath: '',
    ...options,
    log: (line) => {
      const pid = Number(/Sandbox process (\d+) ready/.exec(line)?.[1]);
      if (!pid) return;
      pids.push(pid);
      next.resolve(pid);
      next = Promise.withResolvers();
    },
  });
  after(() => runner.dispose());
  return { runner, pids, nextReady: () => next.promise };
}

describe('processes', { timeout: 30_000 }, () => {
  test('a run uses the process that stands ready, which is then killed, and another one is made ready', async () => {
    const { runner, nextReady, pids } = watchedRunner();
    runner.prepare(128);
    const first = await nextReady();
    const second = nextReady();
    await runner.run(requestFor(hook('cb();')), () => undefined).finished;
    await gone(first);
    assert.ok(isAlive(await second));
    assert.equal(pids.length, 2);
    runner.dispose();
    await gone(await second);
  });

  test('another memory limit gets a process of its own', async () => {
    const { runner, nextReady } = watchedRunner();
    runner.prepare(128);
    const first = await nextReady();
    const request = requestFor(hook('cb();'), { limits: { timeoutMs: 5000, memoryMb: 64 } });
    assert.equal((await runner.run(request, () => undefined).finished).outcome, 'success');
    await gone(first);
  });

  test('a process that dies in the middle of a run is a crash, with the answer that was given', async () => {
    const { runner, nextReady } = watchedRunner({ keepReady: false });
    const pid = nextReady();
    const events: RunEvent[] = [];
    const run = runner.run(requestFor(hook('cb(null, 1); setInterval(() => {}, 10);')), async (event) => {
      events.push(event);
      if (event.type === 'callback') process.kill(await pid, 'SIGKILL');
    });
    const end = await run.finished;
    assert.equal(end.outcome, 'crashed');
    assert.match(end.error?.message ?? '', /ended by SIGKILL/);
    assert.deepEqual(end.reply, { statusCode: 200, headers: {}, status: 'success', data: 1 });
    assert.equal(events.filter(({ type }) => type === 'end').length, 1);
  });

  test('a ready process that has died is replaced unnoticed', async () => {
    const { runner, nextReady } = watchedRunner();
    runner.prepare(128);
    const pid = await nextReady();
    process.kill(pid, 'SIGKILL');
    assert.equal((await runner.run(requestFor(hook('cb();')), () => undefined).finished).outcome, 'success');
  });

  test('no process lives on when the parent is killed, busy or ready', async () => {
    const script = `
      import { createRunner } from ${JSON.stringify(join(root, 'src/runner/runner.ts'))};
      const runner = createRunner({ sandboxPath: ${JSON.stringify(sandboxPath)}, nodePath: '', log: (line) => console.log(line) });
      const request = ${JSON.stringify(requestFor(hook("console.log('in'); for (;;) {}")))};
      runner.run(request, (event) => { if (event.type === 'log') runner.prepare(128); });
    `;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const pids: number[] = [];
    await new Promise<void>((resolve) => {
      parent.stdout.setEncoding('utf8').on('data', (text: string) => {
        for (const [, pid] of text.matchAll(/Sandbox process (\d+) ready/g)) pids.push(Number(pid));
        if (pids.length === 2) resolve();
      });
    });
    assert.ok(pids.every(isAlive));
    parent.kill('SIGKILL');
    for (const pid of pids) await gone(pid);
  });

  test("the sandbox's environment holds nothing of the parent's but what it needs", async () => {
    process.env.VSCODE_SECRET_OF_TEST = 'seen';
    process.env.NODE_OPTIONS = '--title=injected';
    const { runner, nextReady } = watchedRunner({ keepReady: false });
    const ready = nextReady();
    const run = runner.run(requestFor(hook('setInterval(() => {}, 10);')), () => undefined);
    const { readFileSync } = await import('node:fs');
    const environment = readFileSync(`/proc/${await ready}/environ`, 'utf8');
    delete process.env.NODE_OPTIONS;
    delete process.env.VSCODE_SECRET_OF_TEST;
    run.stop();
    await run.finished;
    assert.doesNotMatch(environment, /VSCODE_|NODE_OPTIONS|ELECTRON_/);
    assert.match(environment, /(^|\0)PATH=/);
  });
});

describe('the choice of a Node', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hooks-node-'));
  after(() => rmSync(folder, { recursive: true }));
  const fake = (name: string, prints: string): string => {
    const path = join(folder, name);
    writeFileSync(path, `#!/bin/sh\necho ${prints}\n`);
    chmodSync(path, 0o755);
    return path;
  };

  test('the setting wins, when it is a Node 24', async () => {
    assert.equal(await chooseNode(process.execPath, sandboxPath), process.execPath);
  });
  test('a setting that is wrong is an error that says why, and nothing else is tried', async () => {
    await assert.rejects(
      chooseNode(fake('old', '115'), sandboxPath),
      /nodePath \(.*old\): it is not Node\.js 24 \(its ABI is 115, not 137\)/,
    );
    await assert.rejects(chooseNode(join(folder, 'none'), sandboxPath), /none\): .*ENOENT/);
  });
  test('without a setting it is the one that came along', async () => {
    assert.match(await chooseNode('', sandboxPath), /node_modules.*bin.node/);
  });
});
