import type { ErrorInfo } from '../runner/protocol.ts';
import type { Untimed } from './eventStream.ts';

type Mask = <T>(data: T) => T;

/** Only what the hook's own words can stand in is masked: a secret of the value "log" must not change a level. */
export function maskEvent(event: Untimed, mask: Mask): Untimed {
  switch (event.type) {
    case 'start':
      return event;
    case 'log':
      return { ...event, text: mask(event.text) };
    case 'request':
      return {
        ...event,
        url: mask(event.url),
        headers: maskValues(event.headers, mask),
        bodyPreview: mask(event.bodyPreview),
      };
    case 'response': {
      const error = event.error && { ...event.error, message: mask(event.error.message) };
      return {
        ...event,
        headers: maskValues(event.headers, mask),
        bodyPreview: mask(event.bodyPreview),
        error,
      };
    }
    case 'callback': {
      const error = isErrorInfo(event.error) ? maskError(event.error, mask) : mask(event.error);
      return { ...event, error, response: mask(event.response) };
    }
    case 'warning':
      return { ...event, message: mask(event.message) };
    case 'end':
      return {
        ...event,
        reply: maskReply(event.reply, mask),
        error: event.error && maskError(event.error, mask),
      };
    default:
      return event satisfies never;
  }
}

/** The platform's own words in its answer stay; the hook's are in these fields. */
export function maskReply(reply: unknown, mask: Mask): unknown {
  if (typeof reply !== 'object' || reply === null) return reply;
  const hooks = ['data', 'details', 'name', 'message'];
  return Object.fromEntries(
    Object.entries(reply).map(([key, value]) => [key, hooks.includes(key) ? mask(value) : value]),
  );
}

const maskError = (error: ErrorInfo, mask: Mask): ErrorInfo => ({
  name: mask(error.name),
  message: mask(error.message),
  stack: mask(error.stack),
  source: error.source,
});

const maskValues = <T>(values: Record<string, T>, mask: Mask): Record<string, T> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, mask(value)]));

const isErrorInfo = (value: unknown): value is ErrorInfo =>
  typeof value === 'object' && value !== null && 'stack' in value && 'source' in value;
