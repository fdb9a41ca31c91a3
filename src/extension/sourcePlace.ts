import * as vscode from 'vscode';
import type { Place } from '../runner/protocol.ts';
import type { RunFiles } from './runFiles.ts';

/** A place in a source file as the editor counts, from 0. */
export function positionOf({ line, column }: Place): vscode.Position {
  return new vscode.Position(Math.max(0, line - 1), Math.max(0, column - 1));
}

/** Shows a place in an editor, in the column where its file is open already. */
export async function openPlace(place: Place, files: RunFiles): Promise<void> {
  const uri = files.uriOf(place.file);
  const shown = vscode.window.tabGroups.all.find(({ tabs }) =>
    tabs.some(({ input }) => input instanceof vscode.TabInputText && input.uri.toString() === uri.toString()),
  );
  const position = positionOf(place);
  await vscode.window.showTextDocument(uri, {
    selection: new vscode.Range(position, position),
    ...(shown && { viewColumn: shown.viewColumn }),
  });
}
