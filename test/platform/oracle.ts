/** Auth0's own wrapper, as the tests ask it: one hook, one answer, and what became of the process. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import * as v from 'valibot';

export interface OracleCase {
  /** The file that the hook is taken to be. */
  file: string;
  script: string;
  /** The request's body, as text. */
  body: string;
  secrets: Record<string, string>;
}

export interface Verdict {
  /** What the platform answers; null where it gives no answer. */
  reply: unknown;
  /** Whether the hook ended the process that it runs in. */
  died: boolean;
  /** The message of the error that did; null where it was no Error. */
  error: string | null;
}

const Message = v.union([
  v.object({ ready: v.literal(true) }),
  v.object({ answer: v.string() }),
  v.object({ fate: v.object({ died: v.boolean(), error: v.nullable(v.string()) }) }),
]);

/** In ms; no hook of the tests takes that long. */
const longest = 5000;

async function boot(): Promise<ChildProcess> {
  const child = fork(join(import.meta.dirname, 'oracleProcess.cjs'), {
    execArgv: ['--no-warnings'],
    // Not JSON, whose built-ins hooks may change.
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  await once(child, 'message');
  return child;
}

/** Puts a hook before the wrapper, in `child`. */
function ask(child: ChildProcess, asked: OracleCase): Promise<Verdict> {
  return new Promise((resolve, reject) => {
    let reply: unknown = null;
    const leave = (died: boolean, error: string | null): void => {
      clearTimeout(clock);
      child.off('message', listen);
      child.off('exit', exit);
      resolve({ reply, died, error });
    };
    const exit = (): void => leave(true, null);
    const clock = setTimeout(() => {
      child.kill();
      reject(new Error('The wrapper came to no end.'));
    }, longest);
    const listen = (data: unknown): void => {
      const message = v.parse(Message, data);
      if ('answer' in message) reply ??= JSON.parse(message.answer);
      else if ('fate' in message) leave(message.fate.died, message.fate.error);
    };
    child.on('message', listen);
    child.on('exit', exit);
    child.send(asked);
  });
}

/** A judge whose process is kept for as long as hooks leave it alive; one question at a time. */
export function createOracle() {
  let child: Promise<ChildProcess> | undefined;
  let last: Promise<unknown> = Promise.resolve();
  return {
    /** @param alone the hook changes the world that it runs in, which is not to be the next one's */
    judge(asked: OracleCase, alone = false): Promise<Verdict> {
      const verdict = last.then(async () => {
        child ??= boot();
        const process = await child;
        let kept = false;
        try {
          const said = await ask(process, asked);
          kept = !said.died && !alone;
          return said;
        } finally {
          if (!kept) {
            process.kill();
            child = undefined;
          }
        }
      });
      last = verdict.catch(() => undefined);
      return verdict;
    },
    async dispose(): Promise<void> {
      (await child)?.kill();
    },
  };
}
