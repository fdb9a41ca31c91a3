/** The page's copy of the runs, kept up to date by the extension's messages. Pure. */
import { noneOmitted, type Omitted } from './eventLimit.ts';
import type { ToPage } from './messages.ts';
import type { RunFailure, RunHeader } from './runView.ts';
import { addToTimeline, newTimeline, type Timeline } from './timeline.ts';

export interface ShownRun {
  header: RunHeader;
  timeline: Timeline;
  omitted: Omitted;
  failure: RunFailure | null;
}

export interface ShownRuns {
  /** The newest last. */
  runs: ShownRun[];
  /** The id of the run that is shown; null where there is none. */
  selected: string | null;
  /** The ids of the runs that the page was told of last. It may have been hidden, and made anew, since. */
  known: readonly string[];
}

/** @returns the runs after the message; those that it changes are changed in place */
export function receive(shown: ShownRuns, message: ToPage): ShownRuns {
  switch (message.type) {
    case 'state': {
      const runs = message.runs.map(({ events, omitted, failure, state: _, ...header }): ShownRun => {
        const timeline = newTimeline();
        addToTimeline(timeline, events);
        return { header, timeline, omitted, failure };
      });
      return { runs, selected: select(runs, shown), known: idsOf(runs) };
    }
    case 'runStarted': {
      const kept = shown.runs.filter(({ header }) => message.keep.includes(header.id));
      const run: ShownRun = {
        header: message.run,
        timeline: newTimeline(),
        omitted: noneOmitted,
        failure: null,
      };
      const runs = [...kept, run];
      return { runs, selected: message.run.id, known: idsOf(runs) };
    }
    case 'events': {
      const run = find(shown, message.runId);
      if (run) {
        addToTimeline(run.timeline, message.events);
        run.omitted = message.omitted;
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

const idsOf = (runs: readonly ShownRun[]): string[] => runs.map(({ header }) => header.id);

/** What the user chose, if it is still there and nothing has been run since; the newest otherwise. */
function select(runs: readonly ShownRun[], { selected, known }: ShownRuns): string | null {
  const ids = idsOf(runs);
  const newest = ids.at(-1) ?? null;
  const keeps = newest !== null && known.includes(newest) && selected !== null && ids.includes(selected);
  return keeps ? selected : newest;
}
