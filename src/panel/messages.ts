/**
 * The contract of the Hook Runner view: what the extension tells its page, and what the page asks for. Both sides
 * validate what they receive. The page keeps nothing that only it knows: it says `ready`, and is told everything.
 */
import * as v from 'valibot';
import { Place, RunEvent } from '../runner/protocol.ts';
import { Omitted } from './eventLimit.ts';
import { RunFailure, RunHeader, RunView } from './runView.ts';

export const ToPage = v.variant('type', [
  /** Everything, in place of whatever the page showed. The newest run is the last. */
  v.object({ type: v.literal('state'), runs: v.array(RunView) }),
  /** A run began: it is shown. `keep` names the earlier runs that stay. */
  v.object({ type: v.literal('runStarted'), run: RunHeader, keep: v.array(v.string()) }),
  /** What happened in a run since the last message, in order. `omitted` is the run's, so far. */
  v.object({
    type: v.literal('events'),
    runId: v.string(),
    events: v.array(RunEvent),
    omitted: Omitted,
  }),
  /** A run has no outcome. */
  v.object({ type: v.literal('failed'), runId: v.string(), failure: RunFailure }),
]);
export type ToPage = v.InferOutput<typeof ToPage>;

export const FromPage = v.variant('type', [
  /** The page listens: send it the state. */
  v.object({ type: v.literal('ready') }),
  v.object({ type: v.literal('stop'), runId: v.string() }),
  v.object({ type: v.literal('runAgain'), runId: v.string() }),
  /** Show a place in its file. */
  v.object({ type: v.literal('open'), place: Place }),
  /** Run the hook of the active editor. */
  v.object({ type: v.literal('run') }),
  v.object({ type: v.literal('newHook') }),
]);
export type FromPage = v.InferOutput<typeof FromPage>;
