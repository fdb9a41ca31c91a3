/**
 * process.nextTick: runs before the promises that are due, once the code that called it is done. An isolate has no
 * event loop, so the dispatcher empties the queue after each event, and a microtask does where promises queue ticks.
 */

import { bindFrame, setFrame } from './asyncContext.ts';

const queue: (() => void)[] = [];
let scheduled = false;
let uncaught: (error: unknown) => void = () => undefined;
const settled = Promise.resolve();
const { then } = Promise.prototype;

export function onUncaught(report: (error: unknown) => void): void {
  uncaught = report;
}

type ValidateFunction = (value: unknown, name: string) => void;
const checkCallback = (callback: unknown): void => {
  if (typeof callback === 'function') return;
  const { validateFunction } = require('node-lib:internal/validators') as {
    validateFunction: ValidateFunction;
  };
  validateFunction(callback, 'callback');
};

export function nextTick(callback: (...args: unknown[]) => void, ...args: unknown[]): void {
  checkCallback(callback);
  queue.push(bindFrame(() => callback(...args)));
  if (scheduled) return;
  scheduled = true;
  void then.call(settled, drainTicks);
}

export function drainTicks(): void {
  for (let tick = queue.shift(); tick !== undefined; tick = queue.shift()) runGuarded(tick);
  scheduled = false;
}

/** Empties the queue at the end of an event, whose frame ends with it. */
export function endOfEvent(): void {
  setFrame(undefined);
  drainTicks();
}

/** Node's queueMicrotask: what it throws is uncaught. */
export function queueMicrotask(callback: () => void): void {
  checkCallback(callback);
  const run = bindFrame(callback);
  void then.call(settled, () => runGuarded(run));
}

/** Runs code of the hook's that nothing else would catch. */
export function runGuarded(code: () => void): void {
  try {
    code();
  } catch (error) {
    uncaught(error);
  }
}
