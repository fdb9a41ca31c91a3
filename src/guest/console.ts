import { formatWithOptions, inspect } from 'node-inspect-extracted';
import type { Bridge, GuestMessage } from './bridge.ts';
import { renderTable } from './table.ts';

const NativeError = Error;
export type Level = Extract<GuestMessage, { kind: 'log' }>['level'];

/** Node's console: the same formatting, groups, counters and timers; each call is one log event. */
export function createConsole(bridge: Bridge, write: (level: Level, text: string) => void) {
  const counts = new Map<string, number>();
  const starts = new Map<string, number>();
  let indent = '';

  const print = (level: Level, args: unknown[]): void => {
    const text = formatWithOptions({ colors: false }, ...args);
    write(level, indent === '' ? text : text.replaceAll(/^/gm, indent));
  };
  const elapsed = (label: string): string | null => {
    const start = starts.get(label);
    if (start === undefined) {
      print('warn', [`No such label '${label}' for console.timeEnd()`]);
      return null;
    }
    const ms = bridge.now() - start;
    return `${label}: ${ms >= 1000 ? `${(ms / 1000).toFixed(3)}s` : `${Number(ms.toFixed(3))}ms`}`;
  };
  const group = (...args: unknown[]): void => {
    if (args.length > 0) print('log', args);
    indent += '  ';
  };

  return {
    log: (...args: unknown[]) => print('log', args),
    info: (...args: unknown[]) => print('info', args),
    warn: (...args: unknown[]) => print('warn', args),
    error: (...args: unknown[]) => print('error', args),
    debug: (...args: unknown[]) => print('debug', args),
    dirxml: (...args: unknown[]) => print('log', args),
    dir: (value: unknown, options?: object) =>
      print('log', [inspect(value, { customInspect: false, ...options })]),
    trace: (...args: unknown[]) => {
      const frames = (new NativeError().stack ?? '').split('\n').slice(1);
      const own = frames.filter((frame) => !frame.includes('node:internal/guest'));
      print('error', [`Trace: ${formatWithOptions({}, ...args)}\n${own.join('\n')}`]);
    },
    assert: (condition?: unknown, ...args: unknown[]) => {
      if (condition) return;
      const [first, ...rest] = args;
      if (typeof first === 'string') print('warn', [`Assertion failed: ${first}`, ...rest]);
      else print('warn', args.length === 0 ? ['Assertion failed'] : ['Assertion failed:', ...args]);
    },
    count: (label: unknown = 'default') => {
      const key = String(label);
      const count = (counts.get(key) ?? 0) + 1;
      counts.set(key, count);
      print('log', [`${key}: ${count}`]);
    },
    countReset: (label: unknown = 'default') => {
      if (!counts.delete(String(label))) print('warn', [`Count for '${String(label)}' does not exist`]);
    },
    group,
    groupCollapsed: group,
    groupEnd: () => {
      indent = indent.slice(2);
    },
    table: (data: unknown, columns?: unknown) => {
      const text = renderTable(data, Array.isArray(columns) ? columns.map(String) : undefined);
      print('log', [text ?? data]);
    },
    time: (label: unknown = 'default') => {
      const key = String(label);
      if (starts.has(key)) print('warn', [`Label '${key}' already exists for console.time()`]);
      else starts.set(key, bridge.now());
    },
    timeLog: (label: unknown = 'default', ...args: unknown[]) => {
      const text = elapsed(String(label));
      if (text !== null) print('log', [text, ...args]);
    },
    timeEnd: (label: unknown = 'default') => {
      const text = elapsed(String(label));
      starts.delete(String(label));
      if (text !== null) print('log', [text]);
    },
  };
}
