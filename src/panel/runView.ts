/** A run as the Hook Runner shows it: what the extension keeps of it, and sends to the page. Pure. */
import * as v from 'valibot';
import { Place, RunEvent } from '../runner/protocol.ts';
import { type EventLimit, noneOmitted, Omitted } from './eventLimit.ts';

/** What names a run. `startedAt`: milliseconds since 1970. */
export const RunHeader = v.object({
  id: v.string(),
  hookName: v.string(),
  /** Absolute path of the hook's file, or a made-up one. */
  file: v.string(),
  payloadName: v.string(),
  startedAt: v.number(),
});
export type RunHeader = v.InferOutput<typeof RunHeader>;

/** Why there is no outcome: the payload was refused, or the runner itself failed. It is never the hook's fault. */
export const RunFailure = v.object({
  /** One sentence, or two: what failed, and what to do next. */
  message: v.string(),
  /** The places to put right; an empty list where there is none. */
  faults: v.array(v.object({ message: v.string(), place: v.nullable(Place) })),
});
export type RunFailure = v.InferOutput<typeof RunFailure>;

export const RunView = v.object({
  ...RunHeader.entries,
  events: v.array(RunEvent),
  omitted: Omitted,
  /** `ended`: with an `end` event. `failed`: there is none, and `failure` says why. */
  state: v.picklist(['running', 'ended', 'failed']),
  failure: v.nullable(RunFailure),
});
export type RunView = v.InferOutput<typeof RunView>;

/** How many runs are kept at once. */
const mostRuns = 8;

/** A run that has just begun. */
export function newRun(header: RunHeader): RunView {
  return { ...header, events: [], omitted: noneOmitted, state: 'running', failure: null };
}

/**
 * Adds what happened to the run, in place, as far as its limit admits it.
 * @returns what was kept of the events, which is what to send on
 */
export function addEvents(run: RunView, events: readonly RunEvent[], limit: EventLimit): RunEvent[] {
  const kept = events.map((event) => limit.admit(event)).filter((event) => event !== null);
  // One by one: a call does not take ever so many arguments.
  for (const event of kept) run.events.push(event);
  run.omitted = { ...limit.omitted };
  if (kept.some(({ type }) => type === 'end')) run.state = 'ended';
  return kept;
}

/** Ends, in place, a run that has no outcome. */
export function failRun(run: RunView, failure: RunFailure): void {
  run.state = 'failed';
  run.failure = failure;
}

/**
 * The runs to keep when a new one begins, the newest last: it takes the place of what the same hook ran before, and
 * what still runs is always kept.
 */
export function keepLatest(runs: readonly RunView[], added: RunView): RunView[] {
  const others = runs.filter((run) => run.state === 'running' || run.file !== added.file);
  let surplus = others.length + 1 - mostRuns;
  const kept = others.filter((run) => {
    if (surplus <= 0 || run.state === 'running') return true;
    surplus -= 1;
    return false;
  });
  return [...kept, added];
}
