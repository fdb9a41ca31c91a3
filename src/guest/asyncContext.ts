/**
 * What AsyncLocalStorage keeps: the frame that belongs to the running code. V8 has a place for it that an isolate's
 * code cannot reach, so it is carried by hand: timers, ticks and events take it with them, and so do promises, once a
 * frame has been set for the first time.
 */

import { nativeGlobal } from './globalName.ts';

type Frame = object | undefined;
let current: Frame;
let follows = false;

export const currentFrame = (): Frame => current;

export function setFrame(frame: Frame): void {
  current = frame;
  if (frame !== undefined && !follows) followPromises();
}

/** Runs the code in a frame, and leaves it again. */
export function inFrame<T>(frame: Frame, code: () => T): T {
  const before = current;
  current = frame;
  try {
    return code();
  } finally {
    current = before;
  }
}

/** The function as it would run here and now. */
export function bindFrame<A extends unknown[], T>(code: (...args: A) => T): (...args: A) => T {
  const frame = current;
  if (frame === undefined && !follows) return code;
  return (...args) => inFrame(frame, () => code(...args));
}

type Handler = ((value: unknown) => unknown) | null | undefined;
type Then = (this: Promise<unknown>, done?: Handler, failed?: Handler) => Promise<unknown>;

/**
 * Makes `then` and `await` carry the frame. `await` calls no method of a promise whose constructor is the built-in one,
 * so `Promise` becomes another function of the same prototype: V8 then reads `then`, once, at the `await`. What it is
 * given there enters the frame in the microtask before the one in which the function goes on, and leaves it after.
 * `await` of what is no promise goes on in the frame that ran last.
 */
function followPromises(): void {
  follows = true;
  const NativePromise = Promise;
  const { prototype } = NativePromise;
  const { then } = prototype as unknown as { then: Then };
  const settled = NativePromise.resolve();
  const soon = (code: () => void): void => {
    void then.call(settled, code);
  };
  const native = /\[native code\]/;
  const { toString: sourceOf } = Function.prototype;
  const bound = new WeakSet<object>();

  const carry = (handler: Handler, frame: Frame): Handler => {
    if (typeof handler !== 'function' || bound.has(handler)) return handler;
    const carried = (value: unknown): unknown => {
      // The functions of V8's own that go on with an `await` do so in a microtask of their own.
      if (native.test(sourceOf.call(handler)) && handler.name === '') {
        soon(() => {
          current = frame;
        });
        const result = inFrame(frame, () => handler(value));
        soon(() => {
          current = undefined;
        });
        return result;
      }
      return inFrame(frame, () => handler(value));
    };
    bound.add(carried);
    return carried;
  };

  Object.defineProperty(prototype, 'then', {
    configurable: true,
    enumerable: false,
    get() {
      const frame = current;
      return function (this: Promise<unknown>, done?: Handler, failed?: Handler) {
        return then.call(this, carry(done, frame), carry(failed, frame));
      };
    },
    set(value: unknown) {
      Object.defineProperty(this, 'then', {
        value,
        writable: true,
        configurable: true,
        enumerable: this !== prototype,
      });
    },
  });
  const Followed = new Proxy(NativePromise, {});
  Object.defineProperty(prototype, 'constructor', {
    value: Followed,
    writable: true,
    configurable: true,
    enumerable: false,
  });
  Object.defineProperty(nativeGlobal, 'Promise', {
    value: Followed,
    writable: true,
    configurable: true,
    enumerable: false,
  });
}
