/** The page's copy of the runs, kept up to date by the extension's messages. Pure. */
import type { ToPage } from './messages.ts';
import type { RunFailure, RunHeader } from './runView.ts';
import { addToTimeline, newTimeline, type Timeline } from './timeline.ts';

export interface ShownRun {
  header: RunHeader;
  timeline: Timeline;
  omittedLogs: number;
  failure: RunFailure | null;
}

export interface ShownRuns {
  /** The newest last. */
  runs: ShownRun[];
  /** The id of the run that is shown; null where there is none. */
  selected: string | null;
}

/** @returns the runs after the message; those that it changes are changed in place */
export function receive(shown: ShownRuns, message: ToPage): ShownRuns {
  switch (message.type) {
    case 'state': {
      const runs = message.runs.map(({ events, omittedLogs, failure, state: _, ...header }): ShownRun => {
        const timeline = newTimeline();
        addToTimeline(timeline, events);
        return { header, timeline, omittedLogs, failure };
      });
      return { runs, selected: select(runs, shown.selected) };
    }
    case 'runStarted': {
      const kept = shown.runs.filter(({ header }) => message.keep.includes(header.id));
      const run: ShownRun = { header: message.run, timeline: newTimeline(), omittedLogs: 0, failure: null };
      return { runs: [...kept, run], selected: message.run.id };
    }
    case 'events': {
      const run = find(shown, message.runId);
      if (run) {
        addToTimeline(run.timeline, message.events);
        run.omittedLogs = message.omittedLogs;
      }
      return shown;
    }
    case 'failed': {
      const run = find(shown, message.runId);
      if (run) run.failure = message.failure;
      return shown;
    }
    default:
      return message satisfies never;
  }
}

/** The run that is shown. */
export const selectedRun = ({ runs, selected }: ShownRuns): ShownRun | undefined =>
  runs.find(({ header }) => header.id === selected);

export const isRunning = ({ timeline, failure }: ShownRun): boolean =>
  timeline.end === null && failure === null;

const find = ({ runs }: ShownRuns, id: string): ShownRun | undefined =>
  runs.find(({ header }) => header.id === id);

/** What the user chose, if it is still there; the newest otherwise. */
function select(runs: ShownRun[], selected: string | null): string | null {
  if (runs.some(({ header }) => header.id === selected)) return selected;
  return runs.at(-1)?.header.id ?? null;
}
