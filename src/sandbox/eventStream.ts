import { performance } from 'node:perf_hooks';
import type { RunEvent } from '../runner/protocol.ts';

/** Events of which the stream itself knows whether they came after cb. */
type Stamped = 'response' | 'warning';
/** An event that is not yet timed. */
export type Untimed<E extends RunEvent = RunEvent> = E extends RunEvent
  ? Omit<E, E['type'] extends Stamped ? 't' | 'afterCallback' : 't'>
  : never;

/** Until the hook is called its times are unknown; after this long, in ms, the load itself becomes the origin. */
const longestHold = 500;

/**
 * Times, masks and sends a run's events in batches. `t` counts from the call of the hook, so events of the load wait
 * for it; where the load takes longer than half a second, from that moment, since people wait to see something.
 * `observe` sees each event when it is made.
 */
export function createEventStream(
  mask: (event: Untimed) => Untimed,
  send: (events: RunEvent[]) => void,
  observe: (event: Untimed) => void = () => undefined,
) {
  let origin: number | null = null;
  let queue: { at: number; event: Untimed; afterCallback: boolean }[] = [];
  let calledBack = false;
  let scheduled: NodeJS.Immediate | undefined;
  const giveUp = setTimeout(() => startClock(performance.now()), longestHold);
  giveUp.unref();

  const flush = (): void => {
    if (scheduled) clearImmediate(scheduled);
    scheduled = undefined;
    if (origin === null || queue.length === 0) return;
    const start = origin;
    const timed = queue.map(({ at, event, afterCallback }): RunEvent => {
      const masked = mask(event);
      const t = round(at - start);
      return masked.type === 'response' || masked.type === 'warning'
        ? { ...masked, t, afterCallback }
        : { ...masked, t };
    });
    queue = [];
    send(timed);
  };
  const schedule = (): void => {
    if (origin !== null) scheduled ??= setImmediate(flush);
  };
  const startClock = (at: number): void => {
    if (origin !== null) return;
    clearTimeout(giveUp);
    origin = at;
    schedule();
  };

  return {
    emit(event: Untimed): void {
      queue.push({ at: performance.now(), event, afterCallback: calledBack });
      if (event.type === 'callback') calledBack = true;
      observe(event);
      schedule();
    },
    /** The hook is called now. */
    startClock: () => startClock(performance.now()),
    /** Milliseconds since the hook was called; null before. */
    elapsed: (): number | null => (origin === null ? null : round(performance.now() - origin)),
    /** Sends what waits, the call having come or not. */
    finish(): void {
      startClock(performance.now());
      flush();
    },
  };
}
export type EventStream = ReturnType<typeof createEventStream>;

/** Milliseconds to the microsecond. */
export const round = (ms: number): number => Math.round(ms * 1000) / 1000;
