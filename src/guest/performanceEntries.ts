/** Stands in for Node's lib/internal/perf/observe.js and timerify.js: marks and measures, kept and observed. */

import { refuse } from './errors.ts';
import { nextTick } from './ticks.ts';

interface Entry {
  name: string;
  entryType: string;
  startTime: number;
}
let kept: Entry[] = [];
const byTime = (a: Entry, b: Entry): number => a.startTime - b.startTime;
const supported = ['function', 'gc', 'mark', 'measure'];
const observers = new Set<PerformanceObserver>();

class PerformanceObserverEntryList {
  readonly #entries: Entry[];
  constructor(entries: Entry[]) {
    this.#entries = [...entries].sort(byTime);
  }
  getEntries(): Entry[] {
    return [...this.#entries];
  }
  getEntriesByType(type: string): Entry[] {
    return this.#entries.filter(({ entryType }) => entryType === type);
  }
  getEntriesByName(name: string, type?: string): Entry[] {
    return this.#entries.filter(
      (entry) => entry.name === name && (type === undefined || entry.entryType === type),
    );
  }
}

type Listener = (list: PerformanceObserverEntryList, observer: PerformanceObserver) => void;

class PerformanceObserver {
  static get supportedEntryTypes(): string[] {
    return supported;
  }
  readonly #callback: Listener;
  #types: string[] = [];
  #waiting: Entry[] = [];
  constructor(callback: Listener) {
    this.#callback = callback;
  }
  observe(options: { entryTypes?: string[]; type?: string; buffered?: boolean } = {}): void {
    this.#types = options.entryTypes ?? (options.type === undefined ? [] : [...this.#types, options.type]);
    observers.add(this);
    if (options.buffered) for (const entry of kept) this.take(entry);
  }
  disconnect(): void {
    observers.delete(this);
    this.#waiting = [];
  }
  takeRecords(): Entry[] {
    return this.#waiting.splice(0);
  }
  take(entry: Entry): void {
    if (!this.#types.includes(entry.entryType)) return;
    this.#waiting.push(entry);
    if (this.#waiting.length > 1) return;
    nextTick(() => {
      if (this.#waiting.length > 0)
        this.#callback(new PerformanceObserverEntryList(this.takeRecords()), this);
    });
  }
}

export const observe = {
  PerformanceObserver,
  PerformanceObserverEntryList,
  enqueue: (entry: Entry) => {
    for (const observer of observers) observer.take(entry);
  },
  bufferUserTiming: (entry: Entry) => kept.push(entry),
  bufferResourceTiming: () => undefined,
  setResourceTimingBufferSize: () => undefined,
  setDispatchBufferFull: () => undefined,
  hasObserver: () => false,
  startPerf: () => undefined,
  stopPerf: () => undefined,
  clearEntriesFromBuffer: (type: string, name?: string) => {
    kept = kept.filter((entry) => entry.entryType !== type || (name !== undefined && entry.name !== name));
  },
  filterBufferMapByNameAndType: (name?: string, type?: string) =>
    kept
      .filter(
        (entry) =>
          (name === undefined || entry.name === name) && (type === undefined || entry.entryType === type),
      )
      .sort(byTime),
};

export const timerify = (code: unknown): unknown => code;

/** The module perf_hooks, on Node's own Performance. */
export function createPerfHooks() {
  const { performance, Performance } = require('node-lib:internal/perf/performance');
  const { PerformanceEntry } = require('node-lib:internal/perf/performance_entry');
  const { PerformanceMark, PerformanceMeasure } = require('node-lib:internal/perf/usertiming');
  return {
    Performance,
    PerformanceEntry,
    PerformanceMark,
    PerformanceMeasure,
    PerformanceObserver,
    PerformanceObserverEntryList,
    performance,
    constants: { NODE_PERFORMANCE_GC_MAJOR: 4, NODE_PERFORMANCE_GC_MINOR: 1 },
    monitorEventLoopDelay: () => {
      throw refuse('perf_hooks.monitorEventLoopDelay');
    },
    createHistogram: () => {
      throw refuse('perf_hooks.createHistogram');
    },
  };
}
