import type { Untimed } from './eventStream.ts';

interface Work {
  what: string;
  /** Milliseconds from the first cb to the work's end; null while it goes on. */
  endedAfter: number | null;
}

interface WorkOptions {
  /** Milliseconds since the hook was called. */
  elapsed(): number | null;
  /** The timers that keep the run from ending. */
  timers(): { id: number; delayMs: number }[];
}

/** No warning names more pieces of work than this. */
const mostNamed = 5;

/** Follows what a hook has still to do when it calls cb, and what it begins after that, by the run's own events. */
export function createWorkAfterCallback({ elapsed, timers }: WorkOptions) {
  const open = new Map<number, Work>();
  const pending: Work[] = [];
  const waiting = new Map<number, Work>();
  let calledAt: number | null = null;

  const since = (): number => Math.max(0, (elapsed() ?? 0) - (calledAt ?? 0));

  return {
    /** Looks at every event of the run as it is made. */
    observe(event: Untimed): void {
      if (event.type === 'request') {
        const work = { what: `${event.method} ${event.url}`, endedAfter: null };
        open.set(event.id, work);
        if (calledAt !== null) pending.push(work);
      } else if (event.type === 'response') {
        const work = open.get(event.id);
        if (work) work.endedAfter = since();
        open.delete(event.id);
      } else if (event.type === 'callback' && calledAt === null) {
        calledAt = elapsed() ?? 0;
        pending.push(...open.values());
        for (const { id, delayMs } of timers()) {
          // What is due at once is how packages begin their work: that shows as a request.
          if (delayMs > 1) waiting.set(id, { what: `a timer of ${delayMs} ms`, endedAfter: null });
        }
      }
    },
    /** A timer is due: one that is stopped instead has nothing to do any more. */
    timerFired(id: number): void {
      const work = waiting.get(id);
      if (!work) return;
      if (work.endedAfter === null) pending.push(work);
      work.endedAfter = since();
    },
    /** At the run's end: what there was to do after cb, and when it ended; null if there was nothing. */
    describe(): string | null {
      for (const { id } of timers()) {
        const work = waiting.get(id);
        if (work?.endedAfter === null) pending.push(work);
      }
      if (pending.length === 0) return null;
      const named = pending.slice(0, mostNamed).map(({ what, endedAfter }) => {
        const end = endedAfter === null ? 'did not end' : `ended ${Math.round(endedAfter)} ms later`;
        return `${what} (${end})`;
      });
      const more = pending.length > mostNamed ? `, and ${pending.length - mostNamed} more` : '';
      return `Work went on after cb(): ${named.join(', ')}${more}. Auth0 has its answer at cb() and hears nothing of what fails later: call cb() when the work is done, unless that is meant.`;
    },
  };
}
