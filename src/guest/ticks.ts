/**
 * process.nextTick: runs before the promises that are due, once the code that called it is done. An isolate has no
 * event loop, so the dispatcher empties the queue after each event, and a microtask does where promises queue ticks.
 */

const queue: (() => void)[] = [];
let scheduled = false;
let uncaught: (error: unknown) => void = () => undefined;

export function onUncaught(report: (error: unknown) => void): void {
  uncaught = report;
}

export function nextTick(callback: (...args: unknown[]) => void, ...args: unknown[]): void {
  if (typeof callback !== 'function') {
    throw new TypeError('The "callback" argument must be of type function.');
  }
  queue.push(() => callback(...args));
  if (scheduled) return;
  scheduled = true;
  void Promise.resolve().then(drainTicks);
}

export function drainTicks(): void {
  for (let tick = queue.shift(); tick !== undefined; tick = queue.shift()) runGuarded(tick);
  scheduled = false;
}

/** Runs code of the hook's that nothing else would catch. */
export function runGuarded(code: () => void): void {
  try {
    code();
  } catch (error) {
    uncaught(error);
  }
}
