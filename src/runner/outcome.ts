/**
 * What a run came to, in plain words: one sentence or two that the panel, the status bar and the command line share.
 * What the platform makes of each end is from Auth0's documentation of hooks and from auth0-ext-compilers@6.1.0.
 */
import prettyBytes from 'pretty-bytes';
import type { CallbackEvent, EndEvent } from './protocol.ts';

/**
 * What the hook did and what Auth0 makes of it, on one line.
 * @param requestsAfterCallback how many requests left after the first cb, counted by `afterCallback` of the request events
 */
export function describeOutcome(end: EndEvent, requestsAfterCallback = 0): string {
  const { outcome, callbackMs, error, reply } = end;
  const ran = formatDuration(end.durationMs);
  const why = error === null || error.message === '' ? '.' : `: ${sentence(error.message)}`;
  switch (outcome) {
    case 'success':
      return join(
        `Called back after ${formatDuration(callbackMs ?? 0)}.`,
        hasResponse(reply) && ignoredResponse,
        requestsAfterCallback > 0 && `${count(requestsAfterCallback, 'request')} went on after the callback.`,
      );
    case 'hook-error':
      // The platform answers with an error of its own, with no cb, where the payload is not what it expects.
      return callbackMs === null
        ? `Was not called${why} Auth0 logs the failure; the user stays registered.`
        : `Called back with an error after ${formatDuration(callbackMs)}${why} Auth0 logs the failure; the user stays registered.`;
    case 'exception':
      if (callbackMs !== null) {
        return `Threw an error ${formatDuration(end.t - callbackMs)} after the callback${why} Auth0 had its answer by then.`;
      }
      return reply === null
        ? `Threw an error after ${formatDuration(end.t)}${why} Auth0 gets no answer; the user stays registered.`
        : `Threw an error after ${formatDuration(end.t)}${why} Auth0 logs the failure; the user stays registered.`;
    case 'compile-error':
      return `Did not load${why} Auth0 answers that it cannot compile the hook; the user stays registered.`;
    case 'no-callback':
      return `Ended after ${ran} without calling cb(). Auth0 gets no answer and waits until it gives up.`;
    case 'timeout':
      return callbackMs === null
        ? `Stopped at the time limit, after ${ran}, before it called cb(). Auth0 gets no answer.`
        : `Called back after ${formatDuration(callbackMs)}, then ran on until the time limit, ${ran}.`;
    case 'out-of-memory':
      return join(
        `Stopped after ${ran}, when it went over the memory limit.`,
        callbackMs === null
          ? 'Auth0 gets no answer.'
          : `It had called back after ${formatDuration(callbackMs)}.`,
      );
    case 'cancelled':
      return callbackMs === null
        ? `Stopped by you after ${ran}, before it called cb().`
        : `Stopped by you after ${ran}. It had called back after ${formatDuration(callbackMs)}.`;
    case 'crashed':
      return `Crashed after ${ran}${why}`;
    default:
      return outcome satisfies never;
  }
}

/** Documented: the response of this hook is logged, if at all, and has no effect. */
export const ignoredResponse = 'Auth0 ignores the response.';

/** What an Auth0 tenant does with a call of cb; `index` counts from 1. */
export function describeCallback({ index, error, response }: CallbackEvent): string {
  if (index > 1) return 'cb() was called before. The first answer stands.';
  if (error !== null && error !== undefined) return 'Auth0 logs the error. The user stays registered.';
  return response === null || response === undefined
    ? 'The hook is done for Auth0, which ignores any response.'
    : ignoredResponse;
}

/** Milliseconds for people: `0.4 ms`, `212 ms`, `3.2 s`, `1 min 5 s`. */
export function formatDuration(ms: number): string {
  const size = Math.abs(ms);
  if (size < 9.95) return `${trim(ms.toFixed(1))} ms`;
  if (size < 999.5) return `${Math.round(ms)} ms`;
  if (size < 59_950) return `${trim((ms / 1000).toFixed(size < 9995 ? 2 : 1))} s`;
  const seconds = Math.round(ms / 1000);
  return seconds % 60 === 0
    ? `${seconds / 60} min`
    : `${Math.trunc(seconds / 60)} min ${Math.abs(seconds % 60)} s`;
}

/** Bytes for people, in powers of a thousand: `0 B`, `512 B`, `1.34 kB`. */
export const formatBytes = (bytes: number): string => prettyBytes(bytes);

const trim = (decimal: string): string => decimal.replace(/\.?0+$/, '').replace(/^-0$/, '0');
const count = (n: number, noun: string): string => (n === 1 ? `1 ${noun}` : `${n} ${noun}s`);
const join = (...parts: (string | false)[]): string => parts.filter((part) => part !== false).join(' ');

/** The longest piece of a message, in characters, that a single line takes. */
const longestMessage = 160;

/** A message's first line, as a sentence. */
function sentence(message: string): string {
  const line = message.trim().split('\n', 1)[0]?.trim() ?? '';
  if (line.length > longestMessage) return `${line.slice(0, longestMessage).trimEnd()}…`;
  return /[.!?…]$/.test(line) ? line : `${line}.`;
}

/** `cb(null, x)` answers `{status: "success", data: x}`, and `cb()` answers with data `{}`. */
function hasResponse(reply: unknown): boolean {
  if (typeof reply !== 'object' || reply === null || !('data' in reply)) return false;
  const { data } = reply;
  return typeof data === 'object' && data !== null ? Object.keys(data).length > 0 : data !== undefined;
}
