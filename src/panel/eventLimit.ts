/** What is kept of the events of one run: a loop that never ends must not fill the editor's memory. Pure. */
import * as v from 'valibot';
import type { CallbackEvent, RequestEvent, RunEvent } from '../runner/protocol.ts';

/** How many events of each kind are kept; a response belongs to its request. */
export const mostEvents = { logs: 10_000, requests: 1000, callbacks: 100, warnings: 100 } as const;
/** Characters of all events of a run that are kept as they are. Beyond, only the beginning of each text is. */
export const mostText = 8 * 1024 * 1024;
/** That beginning, in characters. */
const shortText = 200;
/** Structures, which have no beginning of use, in characters of their JSON. */
const shortJson = 2000;

/** How many events there were beyond {@link mostEvents}, which are counted and not kept. */
export const Omitted = v.object({
  logs: v.number(),
  requests: v.number(),
  callbacks: v.number(),
  warnings: v.number(),
});
export type Omitted = v.InferOutput<typeof Omitted>;
type Kind = keyof Omitted;

export const noneOmitted: Omitted = { logs: 0, requests: 0, callbacks: 0, warnings: 0 };

export interface EventLimit {
  readonly omitted: Omitted;
  /** @returns the event as it is kept; null for one too many */
  admit(event: RunEvent): RunEvent | null;
}

/** The limit of one run, which takes its events in their order. */
export function eventLimit(): EventLimit {
  const seen = { ...noneOmitted };
  const omitted = { ...noneOmitted };
  /** The kept requests that have no response yet. */
  const waiting = new Set<number>();
  let left = mostText;
  return {
    omitted,
    admit(event) {
      const kind = kindOf(event);
      if (kind !== null && seen[kind] >= mostEvents[kind]) {
        omitted[kind] += 1;
        return null;
      }
      if (kind !== null) seen[kind] += 1;
      if (event.type === 'request') waiting.add(event.id);
      if (event.type === 'response' && !waiting.delete(event.id)) return null;
      const kept = sizeOf(event) > left ? shortened(event, left) : event;
      left = Math.max(0, left - sizeOf(kept));
      return kept;
    },
  };
}

/** One sentence about what is not shown; null where all is. */
export function describeOmitted({ logs, requests, callbacks, warnings }: Omitted): string | null {
  const parts = [
    more(logs, 'log line'),
    more(requests, 'request'),
    more(callbacks, 'callback'),
    more(warnings, 'warning'),
  ].filter((part) => part !== null);
  const single = logs + requests + callbacks + warnings === 1;
  return parts.length === 0 ? null : `${parts.join(', ')} ${single ? 'is' : 'are'} not shown`;
}

const more = (count: number, name: string): string | null =>
  count === 0 ? null : `${count.toLocaleString('en')} more ${name}${count === 1 ? '' : 's'}`;

function kindOf({ type }: RunEvent): Kind | null {
  switch (type) {
    case 'log':
      return 'logs';
    case 'request':
      return 'requests';
    case 'callback':
      return 'callbacks';
    case 'warning':
      return 'warnings';
    case 'start':
    case 'response':
    case 'end':
      return null;
    default:
      return type satisfies never;
  }
}

/** In characters. There is one start and one end, and they are kept whatever their size. */
function sizeOf(event: RunEvent): number {
  switch (event.type) {
    case 'log':
      return event.text.length;
    case 'start':
    case 'end':
      return 0;
    default:
      return JSON.stringify(event).length;
  }
}

function shortened(event: RunEvent, left: number): RunEvent {
  switch (event.type) {
    case 'log':
      return { ...event, text: beginning(event.text, left) };
    case 'warning':
      return { ...event, message: beginning(event.message) };
    case 'request':
      return { ...event, ...shortBody(event), url: beginning(event.url) };
    case 'response':
      return { ...event, ...shortBody(event) };
    case 'callback':
      return { ...event, error: shortValue(event.error), response: shortValue(event.response) };
    case 'start':
    case 'end':
      return event;
    default:
      return event satisfies never;
  }
}

function shortBody({
  headers,
  bodyPreview,
}: Pick<RequestEvent, 'headers' | 'bodyPreview'>): Pick<RequestEvent, 'headers' | 'bodyPreview'> {
  const long = JSON.stringify(headers).length > shortJson;
  return { headers: long ? { '…': 'not kept' } : headers, bodyPreview: beginning(bodyPreview) };
}

function shortValue(value: CallbackEvent['response']): CallbackEvent['response'] {
  const json = JSON.stringify(value) ?? '';
  return json.length > shortJson ? beginning(json) : value;
}

function beginning(text: string, left = 0): string {
  const kept = Math.max(left, shortText);
  if (text.length <= kept) return text;
  const rest = (text.length - kept).toLocaleString('en');
  // A clone, since V8 keeps the whole of a text for as long as there is a slice of it.
  return structuredClone(`${text.slice(0, kept)}… (${rest} more characters are not kept)`);
}
