/** Templates of the small pieces that rows are made of: links to places, JSON, stacks, icons. Text is only ever text. */
import { html, nothing, type TemplateResult } from 'lit';
import type { ErrorInfo, Place } from '../runner/protocol.ts';
import { ansiParts } from './ansiText.ts';
import { indentedJson, jsonTokens } from './jsonTokens.ts';
import { fileName, stackLines } from './stackText.ts';

/** A codicon; `label` is for those who cannot see it, and decoration has none. */
export const icon = (name: string, label = ''): TemplateResult =>
  label === ''
    ? html`<span class="codicon codicon-${name}" aria-hidden="true"></span>`
    : html`<span class="codicon codicon-${name}" role="img" aria-label=${label} title=${label}></span>`;

/** A link to a place in a source file. It is no button, since its text is copied along with what is around it. */
export function placeLink({ file, line, column }: Place, text?: string): TemplateResult {
  return html`<a class="place" role="link" tabindex="0" title="Open ${file}:${line}:${column}"
    data-file=${file} data-line=${line} data-column=${column}>${
      text ?? html`<span class="name">${fileName(file)}</span><span>:${line}</span>`
    }</a>`;
}

/** The place that a link made by {@link placeLink} leads to; null for any other element. */
export function linkedPlace(target: EventTarget | null): Place | null {
  const link = target instanceof Element ? target.closest('[data-file]') : null;
  if (!(link instanceof HTMLElement)) return null;
  const { file = '', line, column } = link.dataset;
  return { file, line: Number(line), column: Number(column) };
}

/** Text with the colours it brings. */
export const logText = (text: string): unknown =>
  ansiParts(text).map(({ text, classes }) =>
    classes.length === 0 ? text : html`<span class=${classes.join(' ')}>${text}</span>`,
  );

/** A value, or a body that may hold JSON, on lines of its own. */
export function valueBlock(value: unknown): TemplateResult {
  const { text, isJson } = indentedJson(value);
  return html`<pre class="value">${isJson ? coloured(text) : text}</pre>`;
}

/** JSON on one line. */
export const coloured = (text: string): unknown =>
  jsonTokens(text).map(({ text, kind }) =>
    kind === 'plain' ? text : html`<span class="json-${kind}">${text}</span>`,
  );

/** An error as people read it: its name and message, then where it came from. */
export function errorBlock(error: ErrorInfo, folder: string): TemplateResult {
  const lines = stackLines(error, folder);
  return html`<div class="error-block"><div class="error-message">${error.name}: ${error.message}</div>${
    lines.length === 0
      ? nothing
      : html`<pre class="stack">${lines.map(
          ({ parts, own }) =>
            html`<span class=${own ? 'frame own' : 'frame'}>${parts.map(({ text, place }) =>
              place === null ? text : placeLink(place, text),
            )}${'\n'}</span>`,
        )}</pre>`
  }</div>`;
}
