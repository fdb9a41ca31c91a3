import * as vscode from 'vscode';

/**
 * Turns offsets in a text (UTF-16 units from 0) into the editor's positions. It needs no document, so it serves texts
 * of files that are not open. Lines end as VS Code's do: at \r\n, \n or \r.
 */
export function positionsIn(text: string): (offset: number) => vscode.Position {
  const lineStarts = [0, ...[...text.matchAll(/\r\n?|\n/g)].map((end) => end.index + end[0].length)];
  return (offset) => {
    const line = lineStarts.findLastIndex((start) => start <= offset);
    return new vscode.Position(line, offset - (lineStarts[line] ?? 0));
  };
}
