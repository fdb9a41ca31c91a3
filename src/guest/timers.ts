import type { Bridge } from './bridge.ts';
import { runGuarded } from './ticks.ts';

type Callback = (...args: unknown[]) => void;

/** Node's Timeout: what setTimeout and setInterval return. */
class Timeout {
  readonly id: number;
  readonly #start: () => void;
  readonly #bridge: Bridge;
  #holds = true;
  constructor(id: number, bridge: Bridge, start: () => void) {
    this.id = id;
    this.#bridge = bridge;
    this.#start = start;
    start();
  }
  ref(): this {
    return this.#hold(true);
  }
  unref(): this {
    return this.#hold(false);
  }
  hasRef(): boolean {
    return this.#holds;
  }
  refresh(): this {
    this.#start();
    this.#bridge.holdTimer(this.id, this.#holds);
    return this;
  }
  close(): this {
    clear(this);
    return this;
  }
  [Symbol.toPrimitive](): number {
    return this.id;
  }
  #hold(holds: boolean): this {
    this.#holds = holds;
    this.#bridge.holdTimer(this.id, holds);
    return this;
  }
}

const callbacks = new Map<number, () => void>();
let lastId = 0;
let clear: (timer: unknown) => void = () => undefined;

/** Called by the dispatcher when a timer is due. */
export function fireTimer(id: number): void {
  const callback = callbacks.get(id);
  if (callback) runGuarded(callback);
}

export function createTimers(bridge: Bridge) {
  clear = (timer) => {
    const id = timer instanceof Timeout ? timer.id : Number(timer);
    if (callbacks.delete(id)) bridge.stopTimer(id);
  };
  // Node's rule: what is no delay, or too long a one, is 1 ms.
  const delayOf = (value: unknown): number => {
    const delay = Number(value);
    return delay >= 1 && delay <= 2 ** 31 - 1 ? Math.trunc(delay) : 1;
  };
  const start = (callback: Callback, delayMs: number, repeat: boolean, args: unknown[]): Timeout => {
    if (typeof callback !== 'function') {
      const error = new TypeError(
        `The "callback" argument must be of type function. Received ${String(callback)}`,
      );
      throw Object.assign(error, { code: 'ERR_INVALID_ARG_TYPE' });
    }
    lastId += 1;
    const id = lastId;
    const run = () => {
      if (!repeat) callbacks.delete(id);
      callback.apply(timeout, args);
    };
    const timeout: Timeout = new Timeout(id, bridge, () => {
      callbacks.set(id, run);
      bridge.startTimer(id, delayMs, repeat);
    });
    return timeout;
  };
  const setTimeout = (callback: Callback, delay?: unknown, ...args: unknown[]) =>
    start(callback, delayOf(delay), false, args);
  const setInterval = (callback: Callback, delay?: unknown, ...args: unknown[]) =>
    start(callback, delayOf(delay), true, args);
  /** A timer of no delay at all: the host runs it on its next turn. */
  const setImmediate = (callback: Callback, ...args: unknown[]) => start(callback, 0, false, args);
  // What util.promisify gives for them.
  const promised = (run: (resolve: () => void) => void, value: unknown): Promise<unknown> =>
    new Promise<void>((resolve) => run(resolve)).then(() => value);
  define(setTimeout, (delay: unknown, value: unknown) =>
    promised((resolve) => setTimeout(resolve, delay), value),
  );
  define(setImmediate, (value: unknown) => promised((resolve) => setImmediate(resolve), value));
  return {
    setTimeout,
    setInterval,
    setImmediate,
    clearTimeout: clear,
    clearInterval: clear,
    clearImmediate: clear,
  };
}

const define = (timer: object, promisified: unknown): void => {
  Object.defineProperty(timer, Symbol.for('nodejs.util.promisify.custom'), { value: promisified });
};
