/** The text of a file as a person sees it: that of the editor, if it is open there with unsaved changes. */
import * as vscode from 'vscode';

/** The open document of a file, saved or not. */
export function openDocument(uri: vscode.Uri): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.find(
    (document) => !document.isClosed && document.uri.toString() === uri.toString(),
  );
}

/**
 * The unsaved text of a file, otherwise what is on the disk; undefined where there is no such file. Rejects where it
 * cannot be read.
 */
export async function currentText(uri: vscode.Uri): Promise<string | undefined> {
  const document = openDocument(uri);
  if (document?.isDirty) return document.getText();
  try {
    return await vscode.workspace.decode(await vscode.workspace.fs.readFile(uri), { uri });
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
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
