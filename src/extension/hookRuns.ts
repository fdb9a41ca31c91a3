import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { type EventLimit, eventLimit } from '../panel/eventLimit.ts';
import { addEvents, failRun, keepLatest, newRun, type RunFailure, type RunView } from '../panel/runView.ts';
import type { RunEvent } from '../runner/protocol.ts';
import type { Run } from '../runner/runner.ts';

/** What happens in a run is passed on in pieces, about one for each frame of the screen. In ms. */
const frame = 16;

/** What is run: a hook, by its document or file, with a payload; null stands for the default sample. */
export interface RunTarget {
  hook: vscode.Uri;
  payloadName: string | null;
}

/** A run, from the click on. */
export interface HookRun {
  readonly target: RunTarget;
  readonly view: RunView;
  /** Settles when the run is over, however it ended; never rejects. */
  readonly over: Promise<void>;
}

interface LiveRun extends HookRun {
  /** There is none while the run is being prepared. */
  handle: Run | undefined;
  stopping: boolean;
  pending: RunEvent[];
  limit: EventLimit;
  timer: NodeJS.Timeout | undefined;
  end(): void;
}

/** The latest runs and what happened in them: all that the Hook Runner, the status bar and the menus show. */
export class HookRuns implements vscode.Disposable {
  #runs: readonly LiveRun[] = [];
  readonly #started = new vscode.EventEmitter<HookRun>();
  readonly #received = new vscode.EventEmitter<{ run: HookRun; event: RunEvent }>();
  readonly #advanced = new vscode.EventEmitter<{ run: HookRun; events: RunEvent[] }>();
  readonly #finished = new vscode.EventEmitter<HookRun>();
  readonly #cleared = new vscode.EventEmitter<void>();

  readonly onDidStart = this.#started.event;
  /** Each event at once. */
  readonly onDidReceive = this.#received.event;
  /** The events since the last time, those that are kept. */
  readonly onDidAdvance = this.#advanced.event;
  /** A run has ended, or failed. */
  readonly onDidFinish = this.#finished.event;
  readonly onDidClear = this.#cleared.event;

  /** The newest last. */
  get all(): readonly HookRun[] {
    return this.#runs;
  }

  find(id: string): HookRun | undefined {
    return this.#runs.find(({ view }) => view.id === id);
  }

  running(): readonly HookRun[] {
    return this.#runs.filter(({ view }) => view.state === 'running');
  }

  /**
   * Starts a run: `start` prepares it and hands it over, or says why nothing is run. It gets the function that takes
   * the run's events. A rejection of it, or of the run, is turned into a failure by `explain`.
   */
  begin(
    target: RunTarget,
    header: { hookName: string; file: string; payloadName: string },
    start: (onEvent: (event: RunEvent) => void) => Promise<Run | RunFailure>,
    explain: (error: unknown) => RunFailure,
  ): HookRun {
    const view = newRun({ ...header, id: randomUUID(), startedAt: Date.now() });
    const { promise: over, resolve: end } = withResolvers();
    const run: LiveRun = {
      target,
      view,
      over,
      handle: undefined,
      stopping: false,
      pending: [],
      limit: eventLimit(),
      timer: undefined,
      end,
    };
    const views = keepLatest(
      this.#runs.map((earlier) => earlier.view),
      view,
    );
    this.#runs = [...this.#runs, run].filter((one) => views.includes(one.view));
    this.#started.fire(run);
    this.#follow(run, start).catch((error) => this.#fail(run, explain(error)));
    return run;
  }

  /** Ends a run at once; resolves when it is over. */
  async stop(run: HookRun): Promise<void> {
    const live = this.#runs.find((one) => one === run);
    if (live) {
      live.stopping = true;
      live.handle?.stop();
    }
    await run.over;
  }

  /** Forgets what is over. */
  clear(): void {
    this.#runs = this.#runs.filter(({ view }) => view.state === 'running');
    this.#cleared.fire();
  }

  async #follow(
    run: LiveRun,
    start: (onEvent: (event: RunEvent) => void) => Promise<Run | RunFailure>,
  ): Promise<void> {
    const started = await start((event) => this.#receive(run, event));
    if ('message' in started) {
      this.#fail(run, started);
      return;
    }
    run.handle = started;
    if (run.stopping) started.stop();
    await started.finished;
    this.#advance(run);
    this.#over(run);
  }

  #receive(run: LiveRun, event: RunEvent): void {
    this.#received.fire({ run, event });
    run.pending.push(event);
    run.timer ??= setTimeout(() => this.#advance(run), frame);
  }

  #advance(run: LiveRun): void {
    clearTimeout(run.timer);
    run.timer = undefined;
    if (run.pending.length === 0) return;
    const events = addEvents(run.view, run.pending.splice(0), run.limit);
    this.#advanced.fire({ run, events });
  }

  #fail(run: LiveRun, failure: RunFailure): void {
    this.#advance(run);
    if (run.view.state !== 'running') return;
    failRun(run.view, failure);
    this.#over(run);
  }

  #over(run: LiveRun): void {
    run.end();
    this.#finished.fire(run);
  }

  dispose(): void {
    for (const run of this.#runs) clearTimeout(run.timer);
    for (const emitter of [this.#started, this.#received, this.#advanced, this.#finished, this.#cleared]) {
      emitter.dispose();
    }
  }
}

function withResolvers(): { promise: Promise<void>; resolve: () => void } {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
