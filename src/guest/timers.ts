import { bindFrame } from './asyncContext.ts';
import type { Bridge } from './bridge.ts';
import { runGuarded } from './ticks.ts';

type Callback = (...args: unknown[]) => void;

const customPromisify = Symbol.for('nodejs.util.promisify.custom');
const kRefed = Symbol('refed');
const kHasPrimitive = Symbol('kHasPrimitive');
const asyncId = Symbol('asyncId');
const triggerId = Symbol('triggerId');
const longest = 2 ** 31 - 1;

const due = new Map<number, () => void>();
let lastId = 0;
let bridge: Pick<Bridge, 'startTimer' | 'stopTimer' | 'holdTimer'> | null = null;

/** Called by the dispatcher when a timer is due. */
export function fireTimer(id: number): void {
  const callback = due.get(id);
  if (callback) runGuarded(callback);
}

/** What Node gives every timer to look at; its lists of timers are the host's. */
const list = { toString: () => '[TimersList]' };

function start(id: number, delayMs: number, repeat: boolean, holds: boolean, run: () => void): void {
  due.set(id, run);
  bridge?.startTimer(id, delayMs, repeat);
  if (!holds) bridge?.holdTimer(id, false);
}
function stop(id: number): void {
  if (due.delete(id)) bridge?.stopTimer(id);
}

/** Node's Timeout: what setTimeout and setInterval return. */
class Timeout {
  _idleTimeout: number;
  _idlePrev: unknown = list;
  _idleNext: unknown = list;
  _idleStart: number | null = null;
  _onTimeout: Callback | null;
  _timerArgs: unknown[] | undefined;
  _repeat: number | null;
  _destroyed = false;
  [kRefed]: boolean;
  [kHasPrimitive] = false;
  [asyncId]: number;
  [triggerId] = 1;

  constructor(
    callback: Callback,
    after: unknown,
    args: unknown[] | undefined,
    repeats: boolean,
    refed: boolean,
  ) {
    lastId += 1;
    this[asyncId] = lastId;
    // Node's rule: what is no delay, or too long a one, is 1 ms.
    const delay = Number(after);
    this._idleTimeout = delay >= 1 && delay <= longest ? delay : 1;
    this._onTimeout = callback;
    this._timerArgs = args;
    this._repeat = repeats ? this._idleTimeout : null;
    this[kRefed] = refed;
  }
  ref(): this {
    hold(this, true);
    return this;
  }
  unref(): this {
    hold(this, false);
    return this;
  }
  hasRef(): boolean {
    return this[kRefed];
  }
  refresh(): this {
    if (!this._destroyed || this._onTimeout) insert(this);
    return this;
  }
  close(): this {
    clear(this);
    return this;
  }
  [Symbol.dispose](): void {
    clear(this);
  }
  [Symbol.toPrimitive](): number {
    this[kHasPrimitive] = true;
    return this[asyncId];
  }
  [Symbol.for('nodejs.util.inspect.custom')](
    _depth: number,
    options: object,
    inspect: (value: unknown, options: object) => string,
  ): string {
    return inspect(this, { ...options, depth: 0, customInspect: false });
  }
}

/** Node's Immediate. */
class Immediate {
  _idleNext = null;
  _idlePrev = null;
  _onImmediate: Callback | null;
  _argv: unknown[] | undefined;
  _destroyed = false;
  [kRefed]: boolean | null = true;
  [asyncId]: number;
  [triggerId] = 1;

  constructor(callback: Callback, args: unknown[] | undefined) {
    lastId += 1;
    const id = lastId;
    this[asyncId] = id;
    this._onImmediate = callback;
    this._argv = args;
    const run = bindFrame(() => {
      due.delete(id);
      this._destroyed = true;
      const { _onImmediate } = this;
      this._onImmediate = null;
      _onImmediate?.apply(this, args ?? []);
    });
    start(id, 0, false, true, run);
  }
  ref(): this {
    if (this[kRefed] === false) setHold(this, true);
    return this;
  }
  unref(): this {
    if (this[kRefed] === true) setHold(this, false);
    return this;
  }
  hasRef(): boolean {
    return Boolean(this[kRefed]);
  }
  [Symbol.dispose](): void {
    clearImmediate(this);
  }
}

function setHold(timer: Timeout | Immediate, holds: boolean): void {
  timer[kRefed] = holds;
  if (due.has(timer[asyncId])) bridge?.holdTimer(timer[asyncId], holds);
}
function hold(timer: Timeout, holds: boolean): void {
  if (timer[kRefed] !== holds) setHold(timer, holds);
}

/** Starts a timer, or starts it again. */
function insert(timer: Timeout): void {
  const id = timer[asyncId];
  timer._destroyed = false;
  const run = bindFrame(() => {
    if (timer._repeat === null) {
      due.delete(id);
      timer._destroyed = true;
    }
    const { _onTimeout, _timerArgs } = timer;
    _onTimeout?.apply(timer, _timerArgs ?? []);
  });
  start(id, Math.trunc(timer._idleTimeout), timer._repeat !== null, timer[kRefed], run);
}

function clear(timer: unknown): void {
  if (timer instanceof Timeout) {
    timer._onTimeout = null;
    timer._destroyed = true;
    stop(timer[asyncId]);
  } else if (typeof timer === 'number' || typeof timer === 'string') {
    stop(Number(timer));
  }
}
function clearImmediate(timer: unknown): void {
  if (!(timer instanceof Immediate) || timer._destroyed) return;
  timer._destroyed = true;
  timer._onImmediate = null;
  stop(timer[asyncId]);
}

type ValidateFunction = (value: unknown, name: string) => void;
const checkCallback = (callback: unknown): void => {
  if (typeof callback === 'function') return;
  const { validateFunction } = require('node-lib:internal/validators') as {
    validateFunction: ValidateFunction;
  };
  validateFunction(callback, 'callback');
};

function setTimeout(callback: Callback, after?: unknown, ...args: unknown[]): Timeout {
  checkCallback(callback);
  const timer = new Timeout(callback, after, args.length > 0 ? args : undefined, false, true);
  insert(timer);
  return timer;
}
function setInterval(callback: Callback, after?: unknown, ...args: unknown[]): Timeout {
  checkCallback(callback);
  const timer = new Timeout(callback, after, args.length > 0 ? args : undefined, true, true);
  insert(timer);
  return timer;
}
function setImmediate(callback: Callback, ...args: unknown[]): Immediate {
  checkCallback(callback);
  return new Immediate(callback, args.length > 0 ? args : undefined);
}
function clearTimeout(timer: unknown): void {
  clear(timer);
}
function clearInterval(timer: unknown): void {
  clear(timer);
}

const promises = (): Record<string, unknown> => require('node-lib:timers/promises');
for (const [timer, name] of [
  [setTimeout, 'setTimeout'],
  [setImmediate, 'setImmediate'],
] as const) {
  Object.defineProperty(timer, customPromisify, { enumerable: true, get: () => promises()[name] });
}

/** The functions that are globals. */
export const globalTimers = {
  clearImmediate,
  clearInterval,
  clearTimeout,
  setImmediate,
  setInterval,
  setTimeout,
};

/** The module `timers`. */
export const timersModule = Object.defineProperty(
  { setTimeout, clearTimeout, setImmediate, clearImmediate, setInterval, clearInterval },
  'promises',
  { configurable: true, enumerable: true, get: promises },
);

/** What Node's lib/timers/promises.js is built on. */
export const timerParts = { Timeout, Immediate, insert };

export function connectTimers(host: Bridge): void {
  bridge = host;
}
