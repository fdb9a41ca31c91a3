/** Calls a hook in this process, for tests of hooks that ship with the product; no sandbox, no network. */
import { EventEmitter } from 'node:events';
import { compileFunction } from 'node:vm';
import type { PayloadBody } from '../../src/hook/payload.ts';

export interface SentRequest {
  url: string;
  options: { method?: string; headers?: Record<string, unknown> };
  body: string;
}
export interface HookCall {
  logs: string[];
  callbacks: unknown[][];
  requests: SentRequest[];
}
/** What the stand-in for `https` answers: a status and a text, or an error before any answer. */
export type Answer = { status: number; text: string } | { error: Error };

interface Loaded {
  exports: unknown;
}

/** Runs the text as the platform does and waits for everything that it has started. */
export async function callHook(
  text: string,
  body: PayloadBody,
  secrets: Record<string, string> = {},
  answer: Answer = { status: 200, text: 'ok' },
): Promise<HookCall> {
  const call: HookCall = { logs: [], callbacks: [], requests: [] };
  const log = (...values: unknown[]) => call.logs.push(values.map(String).join(' '));
  const started: Promise<void>[] = [];

  const https = {
    request(url: string, options: SentRequest['options'], respond: (response: EventEmitter) => void) {
      const { promise, resolve } = Promise.withResolvers<void>();
      started.push(promise);
      const request = new EventEmitter();
      const response = Object.assign(new EventEmitter(), { setEncoding() {}, resume() {}, statusCode: 0 });
      const end = (sent: string) => {
        call.requests.push({ url, options, body: sent });
        setImmediate(() => {
          if ('error' in answer) request.emit('error', answer.error);
          else {
            response.statusCode = answer.status;
            respond(response);
            response.emit('data', answer.text);
            response.emit('end');
          }
          resolve();
        });
      };
      return Object.assign(request, { end });
    },
  };
  const slackNotify = (url: string) => ({
    success(message: unknown) {
      call.requests.push({ url, options: {}, body: JSON.stringify(message) });
      const sent = 'error' in answer ? Promise.reject(answer.error) : Promise.resolve();
      started.push(sent.then(undefined, () => undefined));
      return sent;
    },
  });
  const require = (name: string): unknown => {
    if (name === 'https') return https;
    if (name === 'slack-notify') return slackNotify;
    throw new Error(`Cannot find module '${name}'`);
  };

  const loaded: Loaded = { exports: {} };
  const console = { log, error: log };
  compileFunction(text, ['module', 'exports', 'require', 'console'])(
    loaded,
    loaded.exports,
    require,
    console,
  );
  if (typeof loaded.exports !== 'function') throw new TypeError('func is not a function');
  const context = { ...body.context, webtask: { secrets } };
  await loaded.exports(body.user, context, (...values: unknown[]) => call.callbacks.push(values));
  await Promise.all(started);
  // What hangs on the promises above has run when this turn of the loop is over.
  await new Promise(setImmediate);
  return call;
}
