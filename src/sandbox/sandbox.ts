/**
 * The child process of one run: boots the isolate, says that it is ready, runs one hook, and waits to be killed.
 * Started by runner/sandboxProcess.ts with the isolate's memory limit in MB as its argument.
 */
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import * as v from 'valibot';
import { type Bridge, bridgeNames } from '../guest/bridge.ts';
import { type FromChild, Limits, ToChild } from '../runner/protocol.ts';
import { openCacheFolder } from './cacheFolder.ts';
import { rehearseLoading } from './compiledModules.ts';
import { type HookRun, startHookRun } from './hookRun.ts';
import { createIsolateWorld } from './isolateWorld.ts';
import { httpFacts } from './networkGate.ts';

/** Milliseconds; a process that is started for a run that waits gets that run within them. */
const warmUpAfter = 20;
/** Milliseconds that a process has waited for a run when it tidies the cache folder. */
const pruneAfter = 5000;

const die = (): void => {
  // An isolate that is busy keeps process.exit() from ever ending.
  process.kill(process.pid, 'SIGKILL');
};
const send = (message: FromChild): void => {
  process.send?.(message, undefined, undefined, (error: Error | null) => {
    if (error) die();
  });
};
const fail = (error: unknown): void => {
  send({ type: 'failed', message: error instanceof Error ? (error.stack ?? error.message) : String(error) });
};

// Whoever started this process is gone.
process.on('disconnect', die);
process.on('uncaughtException', fail);
process.on('unhandledRejection', fail);

async function main(): Promise<void> {
  const memoryMb = v.parse(Limits.entries.memoryMb, Number(process.argv[2]));
  let run: HookRun | undefined;
  const beforeRun = (name: string) => () => {
    throw new Error(`${name} was called before there was a run.`);
  };
  // The guest is booted before it is known what it will run: each call goes to the run that is there by then.
  const bridge = Object.fromEntries(
    bridgeNames.map((name) => [
      name,
      (...args: unknown[]) => {
        if (name === 'now') return performance.now();
        if (name === 'httpFacts') return JSON.stringify(httpFacts());
        const call = (run?.bridge[name] ?? beforeRun(name)) as (...args: unknown[]) => unknown;
        return call(...args);
      },
    ]),
  ) as unknown as Bridge;

  const world = await createIsolateWorld({
    memoryMb,
    guestPath: join(__dirname, 'guest.js'),
    bridge,
    onCatastrophe: () => {
      run?.catastrophe();
      // V8 must not go on; the events are on their way by then.
      setTimeout(die, 1000);
    },
  });

  process.on('message', (message) => {
    const { run: request } = v.parse(ToChild, message);
    if (run) throw new Error('This process has had its run.');
    send({ type: 'taken' });
    run = startHookRun({
      request,
      world,
      send: (events) => send({ type: 'events', events }),
      answered: (reply, callbackMs) => send({ type: 'answered', reply, callbackMs }),
      stored: (json) => send({ type: 'stored', json }),
    });
    run.run().catch(fail);
  });
  // A run that comes at once does not wait for this; one that comes later finds everything made.
  setTimeout(() => {
    if (run) return;
    process.getBuiltinModule('node:https');
    process.getBuiltinModule('node:zlib');
    const rehearse = () => run || rehearseLoading(openCacheFolder());
    world.dispatch.apply(undefined, ['warm']).then(rehearse).catch(fail);
  }, warmUpAfter);
  // Housekeeping, by a process that has nothing else to do.
  setTimeout(() => {
    if (!run) openCacheFolder().prune();
  }, pruneAfter);
  send({ type: 'ready', node: process.version, bootMs: Math.round(performance.now()) });
}

main().catch(fail);
