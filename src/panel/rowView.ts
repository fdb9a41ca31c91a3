/** Templates of the timeline's rows. */
import { html, nothing, type TemplateResult } from 'lit';
import * as v from 'valibot';
import { describeCallback, formatDuration } from '../runner/outcome.ts';
import { ErrorInfo, type LogLevel, type Place } from '../runner/protocol.ts';
import { coloured, errorBlock, icon, logText, placeLink, valueBlock } from './codeText.ts';
import { inlineJson } from './jsonTokens.ts';
import { requestDetails, requestLine } from './requestView.ts';
import { fileName } from './stackText.ts';
import type { Row } from './timeline.ts';

/** What a row must know of the run that it belongs to. */
export interface RowContext {
  /** Absolute folder of the hook. */
  folder: string;
  /** Whether the run is over. */
  ended: boolean;
  /** Whether the user has opened the row; rows are counted from 0. */
  isOpen(row: number): boolean;
  toggle(row: number): void;
}

/** `key` is the row's number, from 0. */
export function rowView(row: Row, key: number, context: RowContext): TemplateResult {
  switch (row.kind) {
    case 'start': {
      const { event } = row;
      const { timeoutMs, memoryMb } = event.limits;
      return lineView({
        kind: 'start',
        t: null,
        icon: icon('play'),
        content: html`<span class="sentence"><b>${fileName(event.file)}</b> with the payload
          <b>${event.payloadName}</b></span><span class="note">Limits ${formatDuration(timeoutMs)}, ${memoryMb} MB
          <span class="dot">·</span> Node ${event.node.replace(/^v/, '')}</span>`,
      });
    }
    case 'log': {
      const { level, text, t, source } = row.event;
      return lineView({
        kind: `log ${level}`,
        t,
        icon: levelIcon(level),
        content: logContent(text, key, context),
        place: source,
      });
    }
    case 'request':
      return expandable({
        kind: 'request',
        t: row.event.t,
        icon: icon('globe', 'Request'),
        content: requestLine(row.event, row.response, context.ended),
        place: row.event.source,
        details: () => requestDetails(row.event, row.response),
        label: 'Headers and bodies',
        key,
        context,
      });
    case 'callback':
      return callbackView(row, key, context);
    case 'warning': {
      const { message, t, source } = row.event;
      const content = html`<span class="sentence">${message}</span>`;
      return lineView({ kind: 'warning', t, icon: icon('warning', 'Warning'), content, place: source });
    }
    case 'afterCallback':
      return html`<div class="divider"><span>After the callback</span></div>`;
    case 'end':
      return endView(row, key, context);
    default:
      return row satisfies never;
  }
}

interface Line {
  kind: string;
  /** Milliseconds since the hook was called; null for none. */
  t: number | null;
  icon: unknown;
  content: unknown;
  place?: Place | null;
}

function lineView({ kind, ...cells }: Line): TemplateResult {
  return html`<div class="row ${kind}">${cellsView(cells)}</div>`;
}

function cellsView({ t, icon, content, place }: Omit<Line, 'kind'>): TemplateResult {
  return html`<span class="time">${t === null ? '' : formatDuration(t)}</span><span class="icon">${icon}</span>
    <div class="content">${content}</div>${place ? placeLink(place) : nothing}`;
}

/** A line that the user can open; what is inside is made only then. */
function expandable(
  line: Line & { details(): unknown; label: string; key: number; context: RowContext },
): TemplateResult {
  const { kind, details, label, key, context, ...cells } = line;
  const open = context.isOpen(key);
  const toggle = (event: Event): void => {
    // The element would open by itself, with nothing in it.
    event.preventDefault();
    const selection = getSelection();
    const selecting =
      selection !== null &&
      !selection.isCollapsed &&
      event.target instanceof Node &&
      selection.containsNode(event.target, true);
    if (!selecting && !(event.target instanceof Element && event.target.closest('.place')))
      context.toggle(key);
  };
  return html`<details class="expandable" ?open=${open}>
    <summary class="row ${kind}" title=${open ? 'Close' : label} @click=${toggle}><span class="twist">${icon(open ? 'chevron-down' : 'chevron-right')}</span>${cellsView(cells)}</summary>
    ${open ? html`<div class="details">${details()}</div>` : nothing}
  </details>`;
}

function levelIcon(level: LogLevel): unknown {
  switch (level) {
    case 'error':
      return icon('error', 'Error');
    case 'warn':
      return icon('warning', 'Warning');
    case 'info':
      return icon('info', 'Info');
    case 'debug':
      return icon('bug', 'Debug');
    case 'log':
      return nothing;
    default:
      return level satisfies never;
  }
}

/** Longer texts, in characters, are cut until the user asks for all. */
const longestText = 4000;

function logContent(text: string, key: number, { isOpen, toggle }: RowContext): TemplateResult {
  if (text.length <= longestText || isOpen(key)) return html`<div class="text">${logText(text)}</div>`;
  return html`<div class="text">${logText(text.slice(0, longestText))}…</div>
    <button class="more" @click=${() => toggle(key)}>Show all ${text.length.toLocaleString('en')} characters</button>`;
}

function callbackView(
  { event }: Extract<Row, { kind: 'callback' }>,
  key: number,
  context: RowContext,
): TemplateResult {
  const { t, index, error, response, source } = event;
  const failed = error !== null && error !== undefined;
  const line: Line = {
    kind: failed ? 'callback failed' : 'callback',
    t,
    icon: icon(
      index > 1 ? 'warning' : failed ? 'error' : 'check',
      index > 1 ? `Callback ${index}` : 'Callback',
    ),
    content: html`<code class="call">cb(${callArguments(error, response)})</code><span class="note">${describeCallback(event)}</span>`,
    place: source,
  };
  const details = (): unknown => [
    v.is(ErrorInfo, error) ? errorBlock(error, context.folder) : nothing,
    isStructured(response) ? valueBlock(response) : nothing,
  ];
  const hasDetails = v.is(ErrorInfo, error) || isStructured(response);
  return hasDetails
    ? expandable({ ...line, details, label: 'What was passed', key, context })
    : lineView(line);
}

const isStructured = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.keys(value).length > 0;

/** The arguments as one would write them, cut where they are long. */
function callArguments(error: unknown, response: unknown): unknown {
  const hasResponse = response !== null && response !== undefined;
  if (error === null || error === undefined)
    return hasResponse ? html`null, ${coloured(shortened(inlineJson(response)))}` : nothing;
  const told = v.is(ErrorInfo, error)
    ? html`<span class="json-error">${shortened(`${error.name}: ${error.message}`)}</span>`
    : coloured(shortened(inlineJson(error)));
  return hasResponse ? html`${told}, ${coloured(shortened(inlineJson(response)))}` : told;
}

const shortened = (text: string): string => (text.length > 200 ? `${text.slice(0, 200)}…` : text);

function endView({ event }: Extract<Row, { kind: 'end' }>, key: number, context: RowContext): TemplateResult {
  const { error, reply, durationMs, memoryMb } = event;
  const memory = memoryMb === null ? '' : `, ${Math.max(0.1, memoryMb).toFixed(1)} MB of memory`;
  return html`
    <div class="divider"><span>Ended after ${formatDuration(durationMs)}${memory}</span></div>
    ${
      error === null
        ? nothing
        : html`<div class="row error"><span class="time"></span><span class="icon">${icon('error', 'Error')}</span>
      <div class="content">${errorBlock(error, context.folder)}</div></div>`
    }
    ${
      reply === null || reply === undefined
        ? nothing
        : expandable({
            kind: 'reply',
            t: null,
            icon: icon('reply'),
            content: html`<span class="sentence">The platform’s answer</span><code class="call">${coloured(shortened(inlineJson(reply)))}</code>`,
            details: () => valueBlock(reply),
            label: 'The whole answer',
            key,
            context,
          })
    }`;
}
