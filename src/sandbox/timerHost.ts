/** A program that has more timers than this has lost count of them. */
const mostTimers = 100_000;

interface HostTimer {
  delayMs: number;
  repeat: boolean;
  holds: boolean;
  handle: NodeJS.Timeout | NodeJS.Immediate | null;
}

/** The clock of the isolate, which has none: fires timers by id. `fire` resolves when the guest is done with it. */
export function createTimerHost(fire: (id: number) => Promise<void>, changed: () => void) {
  const timers = new Map<number, HostTimer>();

  const stop = (id: number): void => {
    const timer = timers.get(id);
    if (!timer) return;
    if (timer.handle !== null && 'refresh' in timer.handle) clearTimeout(timer.handle);
    else if (timer.handle !== null) clearImmediate(timer.handle as NodeJS.Immediate);
    timers.delete(id);
    changed();
  };
  const arm = (id: number, timer: HostTimer): void => {
    const due = async () => {
      timer.handle = null;
      if (!timer.repeat) timers.delete(id);
      await fire(id);
      // Like Node's: the next round of an interval counts from the end of this one.
      if (timer.repeat && timers.get(id) === timer) arm(id, timer);
      changed();
    };
    timer.handle = timer.delayMs === 0 ? setImmediate(due) : setTimeout(due, timer.delayMs);
  };

  return {
    start(id: number, delayMs: number, repeat: boolean): void {
      stop(id);
      if (timers.size >= mostTimers) throw new Error(`The hook has more than ${mostTimers} timers.`);
      const timer: HostTimer = { delayMs, repeat, holds: true, handle: null };
      timers.set(id, timer);
      arm(id, timer);
    },
    stop,
    hold(id: number, holds: boolean): void {
      const timer = timers.get(id);
      if (timer) timer.holds = holds;
      changed();
    },
    /** How many timers keep the run from ending. */
    pending(): number {
      let count = 0;
      for (const timer of timers.values()) if (timer.holds) count += 1;
      return count;
    },
    /** The timers that keep the run from ending. */
    holding(): { id: number; delayMs: number }[] {
      return [...timers].filter(([, { holds }]) => holds).map(([id, { delayMs }]) => ({ id, delayMs }));
    },
    stopAll(): void {
      for (const id of [...timers.keys()]) stop(id);
    },
  };
}
