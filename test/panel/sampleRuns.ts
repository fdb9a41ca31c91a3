/** Runs as the engine tells them, for pictures and for tests of the page. */

import type { RunHeader } from '../../src/panel/runView.ts';
import type { EndEvent, LogLevel, RunEvent } from '../../src/runner/protocol.ts';

export const file = '/home/ada/signup/hooks/notify-slack.js';
const at = (line: number, column = 11) => ({ file, line, column });

export const header = (
  id: string,
  hookName = 'notify-slack.js',
  payloadName = 'Default sample',
): RunHeader => ({
  id,
  hookName,
  file: `/home/ada/signup/hooks/${hookName}`,
  payloadName,
  startedAt: Date.now(),
});

export const start = (payloadName = 'Default sample'): RunEvent => ({
  type: 'start',
  t: -12.4,
  file,
  payloadName,
  node: 'v24.21.0',
  limits: { timeoutMs: 20_000, memoryMb: 128 },
});

export const log = (t: number, text: string, level: LogLevel = 'log', afterCallback = false): RunEvent => ({
  type: 'log',
  t,
  level,
  text,
  source: at(12),
  afterCallback,
});

export const callback = (
  t: number,
  error: unknown = null,
  response: unknown = null,
  index = 1,
): RunEvent => ({
  type: 'callback',
  t,
  index,
  error,
  response,
  source: at(21, 5),
});

export const request = (
  t: number,
  id: number,
  url: string,
  afterCallback = false,
  method = 'POST',
): RunEvent => ({
  type: 'request',
  t,
  id,
  method,
  url,
  headers: {
    'content-type': 'application/json',
    host: new URL(url).host,
    'user-agent': 'axios/1.7.2',
    authorization: 'Bearer ***',
  },
  bodyPreview: '{"channel":"#signups","text":"New user: user1@foo.com","retries":3,"silent":false}',
  bodyBytes: 83,
  source: at(17, 3),
  afterCallback,
});

export const response = (t: number, id: number, status: number, durationMs: number): RunEvent => ({
  type: 'response',
  t,
  id,
  status,
  headers: {
    'content-type': 'application/json; charset=utf-8',
    'set-cookie': ['a=1; Path=/', 'b=2; Path=/'],
    date: 'Sat, 22 Nov 2025 10:00:00 GMT',
  },
  bodyPreview: '{"ok":true,"ts":"1732269600.000100","message":{"type":"message","subtype":"bot_message"}}',
  bodyBytes: 1342,
  durationMs,
  error: null,
  afterCallback: true,
});

export const failedResponse = (t: number, id: number, code: string, message: string): RunEvent => ({
  type: 'response',
  t,
  id,
  status: null,
  headers: {},
  bodyPreview: '',
  bodyBytes: 0,
  durationMs: 31.2,
  error: { code, message },
  afterCallback: false,
});

export const end = (fields: Partial<EndEvent> = {}): EndEvent => ({
  type: 'end',
  t: 412.2,
  outcome: 'success',
  reply: { statusCode: 200, headers: {}, status: 'success', data: {} },
  error: null,
  durationMs: 431.5,
  callbackMs: 3.1,
  memoryMb: 12.4,
  ...fields,
});

export const thrown = {
  name: 'TypeError',
  message: "Cannot read properties of undefined (reading 'hobby')",
  stack: `TypeError: Cannot read properties of undefined (reading 'hobby')
    at greet (${file}:9:31)
    at module.exports (${file}:18:3)
    at /home/ada/signup/node_modules/request-promise/lib/plumbing.js:104:21
    at process.processTicksAndRejections (node:internal/process/task_queues:105:5)`,
  source: at(9, 31),
};

/** The documented Slack example: it calls back first, and its request goes on. */
export const slack: RunEvent[] = [
  start(),
  log(0.4, 'User registered: user1@foo.com'),
  log(1.1, "{\n  hobby: 'surfing',\n  since: 2019,\n  friends: [ 'ada', 'grace' ]\n}", 'info'),
  log(
    1.9,
    '\u001b[32mconnected\u001b[39m in \u001b[1m3 ms\u001b[22m to \u001b[36mhooks.slack.com\u001b[39m',
    'debug',
  ),
  request(2.4, 1, 'https://crm.example.com/api/v2/contacts?source=auth0&tenant=my-tenant', false, 'PUT'),
  callback(3.1, null, { notified: true, attempts: 1 }),
  request(5.8, 2, 'https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX', true),
  response(61.7, 1, 201, 59.3),
  log(62.4, 'contact saved, <b>bold</b> is text', 'log', true),
  request(64, 3, 'https://metrics.example.net/v1/events', true),
  failedResponse(95.2, 3, 'ENOTFOUND', 'getaddrinfo ENOTFOUND metrics.example.net'),
  log(96, 'metrics are down, going on without', 'warn', true),
  response(411.2, 2, 200, 405.4),
  end({ reply: { statusCode: 200, headers: {}, status: 'success', data: { notified: true, attempts: 1 } } }),
];

export const exception: RunEvent[] = [
  start('sms'),
  log(0.3, 'User registered: undefined'),
  log(0.5, 'no e-mail address', 'error'),
  {
    type: 'warning',
    t: 0.6,
    code: 'unguarded-metadata',
    message: 'user.user_metadata is not there for each user. Ask for it with ?. first.',
    source: at(9),
    afterCallback: false,
  },
  end({
    outcome: 'exception',
    t: 1.2,
    durationMs: 14.8,
    callbackMs: null,
    reply: {
      code: 500,
      error: 'Script generated an unhandled synchronous exception.',
      details: `TypeError: ${thrown.message}`,
      name: 'TypeError',
      message: thrown.message,
    },
    error: thrown,
  }),
];
