/** What happened in a run as rows, one below the other, in chunks that are drawn again only when they change. Pure. */
import type {
  CallbackEvent,
  EndEvent,
  LogEvent,
  RequestEvent,
  ResponseEvent,
  RunEvent,
  StartEvent,
  WarningEvent,
} from '../runner/protocol.ts';

export type Row =
  | { kind: 'start'; event: StartEvent }
  | { kind: 'log'; event: LogEvent }
  /** One network call: `response` is null until it has come, or failed. */
  | { kind: 'request'; event: RequestEvent; response: ResponseEvent | null }
  | { kind: 'callback'; event: CallbackEvent }
  | { kind: 'warning'; event: WarningEvent }
  /** The line above what happened after the first callback. */
  | { kind: 'afterCallback' }
  | { kind: 'end'; event: EndEvent };

export interface Chunk {
  rows: Row[];
  /** Grows with each change of the chunk. */
  version: number;
}

export interface Timeline {
  chunks: Chunk[];
  /** Requests with no response yet, by their ids. */
  pending: Map<number, { chunk: Chunk; row: Extract<Row, { kind: 'request' }> }>;
  calledBack: boolean;
  /** Whether something happened after the first callback. */
  wentOn: boolean;
  requestsAfterCallback: number;
  end: EndEvent | null;
  /** Milliseconds from the hook's call to its first callback; null before. */
  callbackMs: number | null;
}

/** Few enough to draw within a frame, many enough that ten thousand rows are few chunks. */
export const chunkSize = 100;

export const newTimeline = (): Timeline => ({
  chunks: [],
  pending: new Map(),
  calledBack: false,
  wentOn: false,
  requestsAfterCallback: 0,
  end: null,
  callbackMs: null,
});

/** Adds what happened, in place. */
export function addToTimeline(timeline: Timeline, events: readonly RunEvent[]): void {
  for (const event of events) addEvent(timeline, event);
}

function addEvent(timeline: Timeline, event: RunEvent): void {
  if (timeline.calledBack && !timeline.wentOn && goesOn(event)) {
    timeline.wentOn = true;
    addRow(timeline, { kind: 'afterCallback' });
  }
  switch (event.type) {
    case 'start':
      addRow(timeline, { kind: 'start', event });
      break;
    case 'log':
      addRow(timeline, { kind: 'log', event });
      break;
    case 'request': {
      const row: Row = { kind: 'request', event, response: null };
      timeline.pending.set(event.id, { chunk: addRow(timeline, row), row });
      if (event.afterCallback) timeline.requestsAfterCallback += 1;
      break;
    }
    case 'response': {
      const request = timeline.pending.get(event.id);
      if (!request) break;
      timeline.pending.delete(event.id);
      request.row.response = event;
      request.chunk.version += 1;
      break;
    }
    case 'callback':
      addRow(timeline, { kind: 'callback', event });
      timeline.calledBack = true;
      timeline.callbackMs ??= event.t;
      break;
    case 'warning':
      addRow(timeline, { kind: 'warning', event });
      break;
    case 'end':
      timeline.end = event;
      addRow(timeline, { kind: 'end', event });
      break;
    default:
      event satisfies never;
  }
}

/** Marks a row, counted from 0, to be drawn again. */
export function redrawRow(timeline: Timeline, row: number): void {
  const chunk = timeline.chunks[Math.floor(row / chunkSize)];
  if (chunk) chunk.version += 1;
}

/** A response belongs to its request's row, a warning to the row before it, and the end has a look of its own. */
const goesOn = ({ type }: RunEvent): boolean => type === 'log' || type === 'request' || type === 'callback';

function addRow(timeline: Timeline, row: Row): Chunk {
  let chunk = timeline.chunks.at(-1);
  if (!chunk || chunk.rows.length >= chunkSize) {
    chunk = { rows: [], version: 0 };
    timeline.chunks.push(chunk);
  }
  chunk.rows.push(row);
  chunk.version += 1;
  return chunk;
}
