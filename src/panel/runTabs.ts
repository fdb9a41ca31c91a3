/** Template of the tabs, one for each run, that are there when there is more than one. */
import { html, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { labelledToneIcon, toneOf } from './bannerView.ts';
import type { ShownRuns } from './shownRuns.ts';

/** The ids of the elements that the tabs name, and are named by. */
export const panelId = 'run';
export const tabId = (runId: string): string => `tab-${runId}`;

/** A list of tabs as ARIA has it: the arrow keys, Home and End move within it, Tab leaves it. */
export function runTabs({ runs, selected }: ShownRuns, select: (runId: string) => void): TemplateResult {
  const move = (event: KeyboardEvent): void => {
    const at = runs.findIndex(({ header }) => header.id === selected);
    const to = targetOf(event.key, at, runs.length);
    const run = to === null ? undefined : runs[to];
    if (!run || !(event.currentTarget instanceof HTMLElement)) return;
    event.preventDefault();
    select(run.header.id);
    const tab = event.currentTarget.children[to ?? 0];
    if (tab instanceof HTMLElement) tab.focus();
  };
  return html`<div class="tabs" role="tablist" aria-label="Runs" @keydown=${move}>${repeat(
    runs,
    ({ header }) => header.id,
    (run) => {
      const { id, hookName, payloadName, file } = run.header;
      const tone = toneOf(run);
      return html`<button class="tab ${tone}" role="tab" id=${tabId(id)} aria-selected=${id === selected} aria-controls=${panelId}
        tabindex=${id === selected ? 0 : -1} title="${file}, payload ${payloadName}" @click=${() => select(id)}>${labelledToneIcon(tone)}<span
        class="name">${hookName}</span><span class="payload">${payloadName}</span></button>`;
    },
  )}</div>`;
}

function targetOf(key: string, at: number, count: number): number | null {
  switch (key) {
    case 'ArrowLeft':
      return (at + count - 1) % count;
    case 'ArrowRight':
      return (at + 1) % count;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}
