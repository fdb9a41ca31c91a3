/** Template of a run's timeline. */
import { html, nothing, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { keyed } from 'lit/directives/keyed.js';
import { icon, placeLink } from './codeText.ts';
import { describeOmitted } from './eventLimit.ts';
import { type RowContext, rowView } from './rowView.ts';
import type { ShownRun } from './shownRuns.ts';
import { chunkSize } from './timeline.ts';

export function timelineView(run: ShownRun, context: RowContext): TemplateResult {
  const { timeline, failure } = run;
  const omitted = describeOmitted(run.omitted);
  // A timeline of another run is made anew: elements must not be handed from one to the other.
  return html`${keyed(
    run.header.id,
    html`<div class="rows">
      ${timeline.chunks.map((chunk, index) =>
        guard(
          [chunk, chunk.version, context.ended],
          () =>
            html`<div class=${chunk.rows.length === chunkSize ? 'chunk full' : 'chunk'}>${chunk.rows.map((row, at) => rowView(row, index * chunkSize + at, context))}</div>`,
        ),
      )}
      ${omitted === null ? nothing : html`<div class="divider"><span>${omitted}</span></div>`}
      ${failure === null ? nothing : failure.faults.map(faultView)}
    </div>`,
  )}`;
}

const faultView = ({ message, place }: NonNullable<ShownRun['failure']>['faults'][number]): TemplateResult =>
  html`<div class="row fault"><span class="time"></span><span class="icon">${icon('error', 'Error')}</span>
    <div class="content"><span class="sentence">${message}</span></div>${place === null ? nothing : placeLink(place)}</div>`;
