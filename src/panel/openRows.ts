/** Which rows the user has opened, so that they are open again when the page is made anew. Pure. */

export interface OpenRows {
  has(runId: string, row: number): boolean;
  toggle(runId: string, row: number): void;
  /** Forgets the rows of all other runs. */
  keepRuns(runIds: readonly string[]): void;
  /** What {@link openRows} takes. */
  keys(): string[];
}

export function openRows(keys: readonly string[]): OpenRows {
  const open = new Set(keys);
  return {
    has: (runId, row) => open.has(key(runId, row)),
    toggle(runId, row) {
      if (!open.delete(key(runId, row))) open.add(key(runId, row));
    },
    keepRuns(runIds) {
      for (const name of open) if (!runIds.includes(runOf(name))) open.delete(name);
    },
    keys: () => [...open],
  };
}

const key = (runId: string, row: number): string => `${row} ${runId}`;
const runOf = (name: string): string => name.slice(name.indexOf(' ') + 1);
