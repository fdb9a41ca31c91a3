import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { describeCallback, describeOutcome, formatBytes, formatDuration } from '../../src/runner/outcome.ts';
import { type CallbackEvent, type EndEvent, Outcome } from '../../src/runner/protocol.ts';

const end = (fields: Partial<EndEvent>): EndEvent => ({
  type: 'end',
  t: 30,
  outcome: 'success',
  reply: null,
  error: null,
  durationMs: 40,
  callbackMs: null,
  memoryMb: 12,
  ...fields,
});
const error = (message: string) => ({ name: 'Error', message, stack: `Error: ${message}`, source: null });
const success = (data: unknown) => ({ statusCode: 200, headers: {}, status: 'success', data });

describe('what a run came to', () => {
  const cases: [name: string, event: EndEvent, requestsAfterCallback: number, expected: string][] = [
    [
      'a success without a response',
      end({ callbackMs: 212, reply: success({}) }),
      0,
      'Called back after 212 ms.',
    ],
    [
      'a success with a response',
      end({ callbackMs: 212, reply: success({ ok: true }) }),
      0,
      'Called back after 212 ms. Auth0 ignores the response.',
    ],
    [
      'a success with a text as its response',
      end({ callbackMs: 1, reply: success('done') }),
      0,
      'Called back after 1 ms. Auth0 ignores the response.',
    ],
    [
      'a success with one request after it',
      end({ callbackMs: 3, reply: success({}) }),
      1,
      'Called back after 3 ms. 1 request went on after the callback.',
    ],
    [
      'a success with two requests after it',
      end({ callbackMs: 3, reply: success({}) }),
      2,
      'Called back after 3 ms. 2 requests went on after the callback.',
    ],
    [
      'an error in cb',
      end({ outcome: 'hook-error', callbackMs: 3, error: error('boom') }),
      0,
      'Called back with an error after 3 ms: boom. Auth0 logs the failure; the user stays registered.',
    ],
    [
      'a payload that the platform refuses before the call',
      end({
        outcome: 'hook-error',
        error: error('Body.user received by extensibility point is not an object'),
      }),
      0,
      'Was not called: Body.user received by extensibility point is not an object. Auth0 logs the failure; the user stays registered.',
    ],
    [
      'a synchronous exception',
      end({ outcome: 'exception', t: 1.25, error: error('x is not defined'), reply: { code: 500 } }),
      0,
      'Threw an error after 1.3 ms: x is not defined. Auth0 logs the failure; the user stays registered.',
    ],
    [
      'an exception in a timer',
      end({ outcome: 'exception', t: 30, error: error('late') }),
      0,
      'Threw an error after 30 ms: late. Auth0 gets no answer; the user stays registered.',
    ],
    [
      'an exception after the callback',
      end({ outcome: 'exception', t: 30, callbackMs: 10, error: error('late'), reply: success({}) }),
      0,
      'Threw an error 20 ms after the callback: late. Auth0 had its answer by then.',
    ],
    [
      'a file that does not load',
      end({ outcome: 'compile-error', error: error("Unexpected token '}'") }),
      0,
      "Did not load: Unexpected token '}'. Auth0 answers that it cannot compile the hook; the user stays registered.",
    ],
    [
      'no callback',
      end({ outcome: 'no-callback' }),
      0,
      'Ended after 40 ms without calling cb(). Auth0 gets no answer and waits until it gives up.',
    ],
    [
      'a timeout before the callback',
      end({
        outcome: 'timeout',
        durationMs: 20_010,
        error: error('The hook ran longer than its limit of 20000 ms.'),
      }),
      0,
      'Stopped at the time limit, after 20 s, before it called cb(). Auth0 gets no answer.',
    ],
    [
      'a timeout after the callback',
      end({ outcome: 'timeout', durationMs: 20_010, callbackMs: 3 }),
      0,
      'Called back after 3 ms, then ran on until the time limit, 20 s.',
    ],
    [
      'too much memory before the callback',
      end({ outcome: 'out-of-memory', durationMs: 1200 }),
      0,
      'Stopped after 1.2 s, when it went over the memory limit. Auth0 gets no answer.',
    ],
    [
      'too much memory after the callback',
      end({ outcome: 'out-of-memory', durationMs: 1200, callbackMs: 3 }),
      0,
      'Stopped after 1.2 s, when it went over the memory limit. It had called back after 3 ms.',
    ],
    [
      'Stop before the callback',
      end({ outcome: 'cancelled', durationMs: 3200 }),
      0,
      'Stopped by you after 3.2 s, before it called cb().',
    ],
    [
      'Stop after the callback',
      end({ outcome: 'cancelled', durationMs: 3200, callbackMs: 3 }),
      0,
      'Stopped by you after 3.2 s. It had called back after 3 ms.',
    ],
    [
      'a process that died',
      end({
        outcome: 'crashed',
        durationMs: 500,
        error: error('The process that ran the hook ended: signal SIGSEGV.'),
      }),
      0,
      'Crashed after 500 ms: The process that ran the hook ended: signal SIGSEGV.',
    ],
  ];
  for (const [name, event, requests, expected] of cases) {
    test(name, () => assert.equal(describeOutcome(event, requests), expected));
  }

  test('every outcome has a case here', () => {
    assert.deepEqual(
      [...new Set(cases.map(([, { outcome }]) => outcome))].sort(),
      [...Outcome.options].sort(),
    );
  });

  test('stays on one line, however long the message', () => {
    const told = describeOutcome(
      end({ outcome: 'hook-error', callbackMs: 1, error: error(`${'long '.repeat(100)}\nsecond line`) }),
    );
    assert.doesNotMatch(told, /\n|second/);
    assert.ok(told.length < 300, told);
  });

  test('an error with no message ends in a single full stop', () => {
    const told = describeOutcome(end({ outcome: 'hook-error', callbackMs: 1, error: error('') }));
    assert.equal(
      told,
      'Called back with an error after 1 ms. Auth0 logs the failure; the user stays registered.',
    );
  });
});

describe('what Auth0 makes of a call of cb', () => {
  const callback = (fields: Partial<CallbackEvent>): CallbackEvent => ({
    type: 'callback',
    t: 1,
    index: 1,
    error: null,
    response: null,
    source: null,
    ...fields,
  });
  const cases: [Partial<CallbackEvent>, string][] = [
    [{}, 'The hook is done for Auth0, which ignores any response.'],
    [{ response: { ok: true } }, 'Auth0 ignores the response.'],
    [{ response: false }, 'Auth0 ignores the response.'],
    [{ error: error('boom') }, 'Auth0 logs the error. The user stays registered.'],
    [{ error: 'boom' }, 'Auth0 logs the error. The user stays registered.'],
    [{ index: 2, response: 1 }, 'cb() was called before. The first answer stands.'],
  ];
  for (const [fields, expected] of cases) {
    test(JSON.stringify(fields), () => assert.equal(describeCallback(callback(fields)), expected));
  }
});

describe('durations', () => {
  const cases: [number, string][] = [
    [0, '0 ms'],
    [-0.01, '0 ms'],
    [0.42, '0.4 ms'],
    [3, '3 ms'],
    [9.94, '9.9 ms'],
    [9.96, '10 ms'],
    [-12.4, '-12 ms'],
    [212.4, '212 ms'],
    [999.4, '999 ms'],
    [999.6, '1 s'],
    [3210, '3.21 s'],
    [20_010, '20 s'],
    [59_949, '59.9 s'],
    [59_960, '1 min'],
    [65_000, '1 min 5 s'],
  ];
  for (const [ms, expected] of cases)
    test(`${ms} ms is ${expected}`, () => assert.equal(formatDuration(ms), expected));
});

test('sizes', () => {
  assert.deepEqual([0, 512, 1342, 2_500_000].map(formatBytes), ['0 B', '512 B', '1.34 kB', '2.5 MB']);
});
