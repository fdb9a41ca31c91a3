/** Template of what stands above the timeline: the outcome or what is going on, and the buttons. */
import { html, nothing, type TemplateResult } from 'lit';
import { describeOutcome, formatDuration } from '../runner/outcome.ts';
import type { Outcome } from '../runner/protocol.ts';
import { icon } from './codeText.ts';
import type { ShownRun } from './shownRuns.ts';

export type Tone = 'running' | 'passed' | 'failed' | 'stopped';

/** How a run went, for its colour and its icon. */
export function toneOf(run: ShownRun): Tone {
  if (run.failure !== null) return 'failed';
  return run.timeline.end === null ? 'running' : outcomeTone(run.timeline.end.outcome);
}

function outcomeTone(outcome: Outcome): Tone {
  if (outcome === 'success') return 'passed';
  return outcome === 'cancelled' ? 'stopped' : 'failed';
}

const toneIcons: Readonly<Record<Exclude<Tone, 'running'>, string>> = {
  passed: 'pass-filled',
  failed: 'error',
  stopped: 'circle-slash',
};

/** An icon of the run's state; one that turns while it runs. */
export function toneIcon(tone: Tone): TemplateResult {
  // The ring's own role would interrupt a screen reader with every run.
  if (tone === 'running')
    return html`<vscode-progress-ring role="img" aria-live="off" aria-label="Running"></vscode-progress-ring>`;
  return html`<span class="tone">${icon(toneIcons[tone])}</span>`;
}

/** The same where no words say how the run went. */
export function labelledToneIcon(tone: Tone): TemplateResult {
  if (tone === 'running') return toneIcon(tone);
  return html`<span class="tone">${icon(toneIcons[tone], toneNames[tone])}</span>`;
}

const toneNames: Readonly<Record<Exclude<Tone, 'running'>, string>> = {
  passed: 'Passed',
  failed: 'Failed',
  stopped: 'Stopped',
};

export interface BannerActions {
  stop(runId: string): void;
  runAgain(runId: string): void;
}

/**
 * The button is one element, that keeps the focus when Stop becomes Run Again.
 * @param now milliseconds since 1970
 */
export function bannerView(run: ShownRun, now: number, { stop, runAgain }: BannerActions): TemplateResult {
  const tone = toneOf(run);
  const text = sentence(run);
  const { id, hookName, startedAt } = run.header;
  const running = tone === 'running';
  const label = running ? 'Stop' : 'Run Again';
  return html`<header class="banner ${tone}">
    <span class="icon">${toneIcon(tone)}</span>
    <h2 role="status" title=${text}>${text}</h2>
    <span class="hook" title=${run.header.file}>${hookName}</span>
    ${running ? html`<span class="elapsed" aria-hidden="true">${((now - startedAt) / 1000).toFixed(1)} s</span>` : nothing}
    <div class="actions" role="toolbar" aria-label="Run">
      <vscode-toolbar-button label=${label} title=${label} class=${running ? 'stop' : ''}
        @click=${() => (running ? stop : runAgain)(id)}>${icon(running ? 'debug-stop' : 'debug-restart')}</vscode-toolbar-button>
    </div>
  </header>`;
}

function sentence({ failure, timeline, header }: ShownRun): string {
  if (failure !== null) return failure.message;
  if (timeline.end !== null) return describeOutcome(timeline.end, timeline.requestsAfterCallback);
  const pending = timeline.pending.size;
  const waits = pending === 0 ? '' : ` Waiting for ${pending === 1 ? 'a request' : `${pending} requests`}.`;
  if (timeline.callbackMs === null) return `Running ${header.hookName}.${waits}`;
  return `Called back after ${formatDuration(timeline.callbackMs)}, still running.${waits}`;
}
