/** STUB of the signature; the engine's author fills it in. */
import type { EndEvent, RunEvent, RunRequest } from './protocol.ts';

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

export declare function createRunner(options: RunnerOptions): Runner;
