import type * as vscode from 'vscode';
import type { RunEvent, RunRequest } from '../runner/protocol.ts';
import type { Run, Runner } from '../runner/runner.ts';

/** A runner is bound to one Node.js; runs that are on their way keep theirs when the setting changes. */
interface Current {
  nodePath: string;
  runner: Promise<Runner>;
  running: Set<Promise<unknown>>;
}

/** The processes that run hooks. None is started, and the runner is not even loaded, before there is a hook. */
export class HookProcess implements vscode.Disposable {
  readonly #sandboxPath: string;
  readonly #log: vscode.LogOutputChannel;
  #current: Current | undefined;

  /** `sandboxPath`: of the sandbox's bundle. */
  constructor(sandboxPath: string, log: vscode.LogOutputChannel) {
    this.#sandboxPath = sandboxPath;
    this.#log = log;
  }

  /** Starts a run with the Node.js of the setting; what it resolves to rejects with a RunnerError, as a runner's does. */
  async run(request: RunRequest, nodePath: string, onEvent: (event: RunEvent) => void): Promise<Run> {
    const current = this.#runnerWith(nodePath);
    const run = (await current.runner).run(request, onEvent);
    const over = run.finished
      .then(
        () => undefined,
        () => undefined,
      )
      .finally(() => current.running.delete(over));
    current.running.add(over);
    return run;
  }

  /** Boots a process with so much memory (in MB) in the background, so that the next run starts at once. */
  async prepare(nodePath: string, memoryMb: number): Promise<void> {
    (await this.#runnerWith(nodePath).runner).prepare(memoryMb);
  }

  #runnerWith(nodePath: string): Current {
    if (this.#current?.nodePath === nodePath) return this.#current;
    retire(this.#current);
    this.#current = { nodePath, runner: this.#load(nodePath), running: new Set() };
    return this.#current;
  }

  async #load(nodePath: string): Promise<Runner> {
    const { createRunner } = await import('../runner/runner.ts');
    const log = (message: string): void => this.#log.info(message);
    return createRunner({ sandboxPath: this.#sandboxPath, nodePath, log });
  }

  async dispose(): Promise<void> {
    const current = this.#current;
    this.#current = undefined;
    (await current?.runner)?.dispose();
  }
}

async function retire(current: Current | undefined): Promise<void> {
  if (!current) return;
  const runner = await current.runner;
  await Promise.all(current.running);
  runner.dispose();
}

/** Whether an error is the runner's own. It comes from a bundle with a class of its own, so `instanceof` cannot tell. */
export function isRunnerError(error: unknown): error is Error & { code: string } {
  return error instanceof Error && error.name === 'RunnerError' && 'code' in error;
}
