/** Templates of a network call: its line, and what opens below it. */
import { html, nothing, type TemplateResult } from 'lit';
import { formatBytes } from '../runner/outcome.ts';
import type { RequestEvent, ResponseEvent } from '../runner/protocol.ts';
import { valueBlock } from './codeText.ts';
import { summarizeRequest } from './requestSummary.ts';

/** Method, address, status, size and time, in columns. */
export function requestLine(
  request: RequestEvent,
  response: ResponseEvent | null,
  ended: boolean,
): TemplateResult {
  const { method, host, path, status, size, duration, state } = summarizeRequest(request, response, ended);
  return html`<span class="method">${method}</span><span class="address" title=${request.url}><span class="host">${host}</span><span
    class="path">${path}</span></span><span class="status ${state}">${status}</span><span class="size">${size}</span><span
    class="duration">${duration}</span>`;
}

/** Headers and the beginnings of the bodies, sent and received, and the error if there was one. */
export function requestDetails(request: RequestEvent, response: ResponseEvent | null): TemplateResult {
  return html`
    ${
      response?.error
        ? html`<section><h3>Error</h3><p class="failure">${response.error.code} ${response.error.message}</p></section>`
        : nothing
    }
    ${message('Request', request)}
    ${response && !response.error ? message('Response', response) : nothing}`;
}

function message(
  name: string,
  { headers, bodyPreview, bodyBytes }: Pick<RequestEvent, 'headers' | 'bodyPreview' | 'bodyBytes'>,
): TemplateResult {
  const entries = Object.entries(headers).flatMap(([header, value]) =>
    (typeof value === 'string' ? [value] : value).map((text) => [header, text] as const),
  );
  return html`<section>
    <h3>${name}</h3>
    <dl>${entries.map(([header, text]) => html`<div><dt>${header}</dt><dd>${text}</dd></div>`)}</dl>
    ${bodyBytes === 0 && bodyPreview === '' ? html`<p class="note">No body.</p>` : valueBlock(bodyPreview)}
    ${isCut(bodyPreview, bodyBytes) ? html`<p class="note">The beginning of ${formatBytes(bodyBytes)}.</p>` : nothing}
  </section>`;
}

/** The preview is decoded text, so that only its full length tells that there is more. */
const isCut = (preview: string, bytes: number): boolean =>
  preview.length >= longestPreview && bytes > longestPreview;
const longestPreview = 16 * 1024;
