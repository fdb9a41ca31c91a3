/** What one network call comes to, on one line. Pure. */
import { formatBytes, formatDuration } from '../runner/outcome.ts';
import type { RequestEvent, ResponseEvent } from '../runner/protocol.ts';

export interface RequestSummary {
  method: string;
  host: string;
  /** With the query. */
  path: string;
  /** The status, or the error's code, or `pending`. */
  status: string;
  size: string;
  duration: string;
  state: 'pending' | 'ok' | 'refused' | 'failed';
}

/**
 * @param ended whether the run is over: what is still pending then has been given up
 */
export function summarizeRequest(
  request: RequestEvent,
  response: ResponseEvent | null,
  ended: boolean,
): RequestSummary {
  return {
    method: request.method,
    ...splitUrl(request.url),
    ...describeResponse(response, ended),
  };
}

function describeResponse(
  response: ResponseEvent | null,
  ended: boolean,
): Pick<RequestSummary, 'status' | 'size' | 'duration' | 'state'> {
  if (response === null) {
    return ended
      ? { status: 'no answer', size: '', duration: '', state: 'failed' }
      : { status: 'pending', size: '', duration: '', state: 'pending' };
  }
  const duration = formatDuration(response.durationMs);
  if (response.error !== null || response.status === null) {
    return { status: response.error?.code || 'failed', size: '', duration, state: 'failed' };
  }
  const state = response.status >= 400 ? 'refused' : 'ok';
  return { status: String(response.status), size: formatBytes(response.bodyBytes), duration, state };
}

function splitUrl(url: string): { host: string; path: string } {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  return parsed ? { host: parsed.host, path: parsed.pathname + parsed.search } : { host: '', path: url };
}
