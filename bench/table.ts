export interface Row {
  name: string;
  unit: 'ms' | 'kB';
  value: number;
  rival?: { name: string; value: number };
  /** The most that the ratio of the two may be. */
  bound?: number;
}

export const median = (numbers: number[]): number => {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle) - 1] ?? sorted[0] ?? 0)) / 2;
};

/** The rows as a Markdown table. */
export function formatTable(rows: Row[]): string {
  const number = (value: number, unit: string) =>
    `${value.toFixed(value < 10 ? 2 : value < 1000 ? 1 : 0)} ${unit}`;
  const cells = rows.map(({ name, unit, value, rival, bound }) => [
    name,
    number(value, unit),
    rival ? `${number(rival.value, unit)} (${rival.name})` : '',
    rival ? (value / rival.value).toFixed(2) : '',
    bound === undefined || !rival ? '' : `${bound}${value / rival.value <= bound ? '' : ' MISSED'}`,
  ]);
  const table = [['what', 'ours', 'rival', 'ratio', 'bound'], ...cells];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  const line = (row: string[]) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [
    line(table[0] ?? []),
    `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`,
    ...cells.map(line),
  ].join('\n');
}
