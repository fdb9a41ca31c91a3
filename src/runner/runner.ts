import { chooseNode } from './nodeChoice.ts';
import type { EndEvent, FromChild, Outcome, RunEvent, RunRequest } from './protocol.ts';
import { sandboxFailed } from './runnerError.ts';
import { type SandboxProcess, startSandboxProcess } from './sandboxProcess.ts';

export interface Run {
  /** Ends the run at once, whatever it does; its outcome is then `cancelled`. Idempotent. */
  stop(): void;
  /** The last event; rejects with a RunnerError when the runner itself failed (no Node, a broken child). */
  readonly finished: Promise<EndEvent>;
}

export interface RunnerOptions {
  /** Path of the child's bundle, dist/sandbox.cjs. */
  sandboxPath: string;
  /** The setting postRegistrationHooks.nodePath; '' where it is not set. */
  nodePath: string;
  /** Whether a process is booted after a run, for the next one; default true. */
  keepReady?: boolean;
  /** Where the runner writes what only its makers need to know. */
  log(message: string): void;
}

export interface Runner {
  /** Starts a run; the events come in order, the `end` event last and exactly once (unless `finished` rejects). */
  run(request: RunRequest, onEvent: (event: RunEvent) => void): Run;
  /** Boots a process in the background, so that the next run starts at once. */
  prepare(memoryMb: number): void;
  /** Kills every process. */
  dispose(): void;
}

/** The child has clocks of its own; this one, in ms after the limit, is for a child that hangs whole. */
const childGrace = 2000;

/** Runs hooks, each in a process of its own that is then killed; one process stands booted for the next run. */
export function createRunner({ sandboxPath, nodePath, keepReady = true, log }: RunnerOptions): Runner {
  const processes = new Set<SandboxProcess>();
  /** What each hook has left in its storage, as JSON text, by the hook's file. */
  const stored = new Map<string, string>();
  let node: Promise<string> | undefined;
  let prepared: Promise<SandboxProcess> | undefined;
  let disposed = false;

  const boot = async (memoryMb: number): Promise<SandboxProcess> => {
    node ??= chooseNode(nodePath, sandboxPath);
    // What was wrong may be put right: a Node that was not found is looked for again.
    node.catch(() => {
      node = undefined;
    });
    const child = startSandboxProcess(await node, sandboxPath, memoryMb, log);
    processes.add(child);
    if (disposed) child.kill();
    return child;
  };
  /** The process that stands ready, if it is of the right size and still there; else a new one, once it is ready. */
  const take = async (memoryMb: number): Promise<SandboxProcess> => {
    // Taken before anything is awaited: two runs must not get the same process.
    const taken = prepared;
    prepared = undefined;
    const candidate = await taken?.catch(() => undefined);
    if (candidate?.memoryMb === memoryMb) {
      candidate.hold();
      const isReady = await candidate.ready.then(
        () => true,
        () => false,
      );
      if (isReady && !candidate.hasExited()) return candidate;
    }
    if (candidate) end(candidate);
    const child = await boot(memoryMb);
    child.hold();
    await child.ready;
    return child;
  };
  const end = (child: SandboxProcess): void => {
    child.kill();
    processes.delete(child);
  };
  const prepare = (memoryMb: number): void => {
    if (disposed || prepared) return;
    prepared = boot(memoryMb);
    prepared.catch((error) => log(String(error)));
  };

  return {
    prepare,
    run(request, onEvent) {
      const { memoryMb } = request.limits;
      const stopping = new AbortController();
      const startedAt = performance.now();
      const start = async (again: boolean): Promise<EndEvent> => {
        const taking = take(memoryMb);
        const child = await Promise.race([taking, aborted(stopping.signal)]);
        if (child === undefined) {
          taking.then(end, () => undefined);
          const event = lastEvent('cancelled', null, performance.now() - startedAt);
          onEvent(event);
          return event;
        }
        try {
          const kept = stored.get(request.file);
          const keep = (json: string | null): void => {
            if (json === null) stored.delete(request.file);
            else stored.set(request.file, json);
          };
          const run = kept === undefined ? request : { ...request, stored: kept };
          const ended = await follow(child, run, onEvent, keep, stopping.signal);
          if (ended !== null) return ended;
          // A process may die while it stands ready, unseen until it is needed: another one takes its place.
          if (again || disposed) throw sandboxFailed('its process ended before it took the run.');
          return await start(true);
        } finally {
          end(child);
          if (keepReady) prepare(memoryMb);
        }
      };
      return { stop: () => stopping.abort(), finished: start(false) };
    },
    dispose() {
      disposed = true;
      for (const child of processes) child.kill();
    },
  };
}

/** The end of a run of which the child tells none. */
const lastEvent = (outcome: Outcome, message: string | null, durationMs: number): EndEvent => ({
  type: 'end',
  t: durationMs,
  outcome,
  reply: null,
  error: message === null ? null : { name: 'Error', message, stack: `Error: ${message}`, source: null },
  durationMs,
  callbackMs: null,
  memoryMb: null,
});

const aborted = (signal: AbortSignal): Promise<undefined> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    else signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });

/**
 * Hands the run to the child and passes its events on, up to the last one, which is made here if the child cannot.
 * Resolves to null where the child was gone before it took the run.
 */
function follow(
  child: SandboxProcess,
  request: RunRequest,
  onEvent: (event: RunEvent) => void,
  keep: (json: string | null) => void,
  stop: AbortSignal,
): Promise<EndEvent | null> {
  const startedAt = performance.now();
  let answer: Pick<EndEvent, 'reply' | 'callbackMs'> = { reply: null, callbackMs: null };
  let last = { t: 0, at: startedAt };

  return new Promise((resolve, reject) => {
    let over = false;
    let taken = false;
    const leave = (): boolean => {
      if (over) return false;
      over = true;
      clearTimeout(clock);
      stop.removeEventListener('abort', cancel);
      return true;
    };
    /** Ends the run from here. */
    const end = (outcome: Outcome, message: string | null): void => {
      if (!leave()) return;
      child.kill();
      const now = performance.now();
      const event = { ...lastEvent(outcome, message, now - startedAt), ...answer, t: last.t + now - last.at };
      onEvent(event);
      resolve(event);
    };
    const cancel = (): void => end('cancelled', null);
    const overdue = (): void =>
      end('timeout', `The hook ran longer than its limit of ${request.limits.timeoutMs} ms.`);
    const clock = setTimeout(overdue, request.limits.timeoutMs + childGrace);
    clock.unref();

    const receive = (message: FromChild): void => {
      if (over) return;
      if (message.type === 'failed') {
        if (leave()) reject(sandboxFailed(message.message));
      } else if (message.type === 'taken') {
        taken = true;
      } else if (message.type === 'answered') {
        answer = { reply: message.reply, callbackMs: message.callbackMs };
      } else if (message.type === 'stored') {
        keep(message.json);
      } else if (message.type === 'events') {
        for (const event of message.events) {
          last = { t: event.t, at: performance.now() };
          if (event.type !== 'end') onEvent(event);
          else if (leave()) {
            onEvent(event);
            resolve(event);
          }
        }
      }
    };
    const exit = (how: string): void => {
      if (!taken) {
        if (leave()) resolve(null);
        return;
      }
      const outOfMemory = /heap out of memory|Allocation failed|memory limit/i.test(how);
      if (outOfMemory)
        end(
          'out-of-memory',
          `The hook needed more than its limit of ${request.limits.memoryMb} MB of memory.`,
        );
      else end('crashed', `The process that ran the hook ended: ${how}.`);
    };

    if (stop.aborted) {
      cancel();
      return;
    }
    stop.addEventListener('abort', cancel, { once: true });
    child.start(request, receive, exit);
  });
}
