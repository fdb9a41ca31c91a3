/** The host's clock, for code that is bundled before there is a bridge. */
const clock = { now: () => 0, originMs: 0 };

/** Milliseconds since the process's start, and what the wall clock said then. */
export function connectClock(now: () => number): void {
  const startedAt = now();
  clock.originMs = Date.now();
  clock.now = () => now() - startedAt;
}
export const currentClock = () => clock;
