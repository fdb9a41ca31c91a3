import { inspect } from 'node-inspect-extracted';

const cell = (value: unknown): string =>
  inspect(value, {
    depth: typeof value === 'object' && value !== null && Object.keys(value).length > 2 ? -1 : 0,
    maxArrayLength: 3,
    breakLength: Number.POSITIVE_INFINITY,
  });

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/**
 * The box that Node's console.table draws; null where the data is no object (Node prints it plainly then).
 * `columns` limits the columns to those named.
 */
export function renderTable(data: unknown, columns?: string[]): string | null {
  if (!isObject(data)) return null;
  const entries: [string, unknown][] =
    data instanceof Map
      ? [...data.entries()].map(([key, value], index) => [String(index), { Key: key, Values: value }])
      : data instanceof Set
        ? [...data].map((value, index) => [String(index), value])
        : Object.entries(data);
  const keys = columns ?? [...new Set(entries.flatMap(([, row]) => (isObject(row) ? Object.keys(row) : [])))];
  const hasValues = entries.some(([, row]) => !isObject(row));
  const header = ['(index)', ...keys, ...(hasValues ? ['Values'] : [])];
  const rows = entries.map(([index, row]) => [
    index,
    ...keys.map((key) => (isObject(row) && Object.hasOwn(row, key) ? cell(row[key]) : '')),
    ...(hasValues ? [isObject(row) ? '' : cell(row)] : []),
  ]);
  const widths = header.map(
    (title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)) + 2,
  );
  const line = (cells: string[]) =>
    `│${cells.map((text, column) => ` ${text.padEnd((widths[column] ?? 0) - 1)}`).join('│')}│`;
  const rule = (left: string, middle: string, right: string) =>
    left + widths.map((width) => '─'.repeat(width)).join(middle) + right;
  return [
    rule('┌', '┬', '┐'),
    line(header),
    rule('├', '┼', '┤'),
    ...rows.map(line),
    rule('└', '┴', '┘'),
  ].join('\n');
}
