/** The text of a file as a person sees it: that of the editor, if it is open there with unsaved changes. */
import * as vscode from 'vscode';

/** The open document of a file, saved or not. */
export function openDocument(uri: vscode.Uri): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.find(
    (document) => !document.isClosed && document.uri.toString() === uri.toString(),
  );
}

/**
 * The text of a file: what its editor shows, saved or not, otherwise what is on the disk; undefined where there is no
 * such file and nothing unsaved either. Rejects where it cannot be read.
 */
export async function currentText(uri: vscode.Uri): Promise<string | undefined> {
  const document = openDocument(uri);
  if (document?.isDirty || document?.isUntitled) return document.getText();
  // What was never saved goes with its editor, and no file system knows it.
  if (uri.scheme === 'untitled') return undefined;
  try {
    const saved = await vscode.workspace.decode(await vscode.workspace.fs.readFile(uri), { uri });
    // A document whose editor was closed lives on for a while, and may know less than the disk.
    return document && isShown(uri) ? document.getText() : saved;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** Whether a tab of an editor holds the file, in sight or behind another one. */
export function isShown(uri: vscode.Uri): boolean {
  return vscode.window.tabGroups.all.some(({ tabs }) =>
    tabs.some(({ input }) => input instanceof vscode.TabInputText && input.uri.toString() === uri.toString()),
  );
}

/** Whether there is such a file or folder. */
export async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
}

/** Creates a file with its text; false where there is one already, which then stays as it is. */
export async function createFile(uri: vscode.Uri, text: string): Promise<boolean> {
  const edit = new vscode.WorkspaceEdit();
  edit.createFile(uri, { contents: new TextEncoder().encode(text), overwrite: false });
  return vscode.workspace.applyEdit(edit);
}

function isNotFound(error: unknown): boolean {
  return (
    error instanceof vscode.FileSystemError &&
    (error.code === 'FileNotFound' || error.code === 'FileNotADirectory')
  );
}

/** The file's own name. */
export function baseName(uri: vscode.Uri): string {
  return uri.path.slice(uri.path.lastIndexOf('/') + 1);
}

/** The folder that a file stands in. */
export function folderOf(uri: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(uri, '..');
}

/** Where a file is after a rename, of itself or of a folder above it; null where the rename was of something else. */
export function uriAfterRename(uri: vscode.Uri, from: vscode.Uri, to: vscode.Uri): vscode.Uri | null {
  if (uri.scheme !== from.scheme || uri.authority !== from.authority) return null;
  if (uri.path === from.path) return to;
  if (!uri.path.startsWith(`${from.path}/`)) return null;
  return to.with({ path: to.path + uri.path.slice(from.path.length) });
}
