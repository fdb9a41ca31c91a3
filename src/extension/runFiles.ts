import { homedir } from 'node:os';
import { join, posix } from 'node:path';
import * as vscode from 'vscode';
import { baseName } from './documentText.ts';

/**
 * The paths by which runs know the editor's documents, and the way back from the places in their events. A document
 * without a file on the disk gets a made-up path in the workspace, or in the home folder, where `require` then begins
 * to look for packages. It has the folders that the document stands in, so that files of one name stay apart.
 */
export class RunFiles {
  readonly #madeUp = new Map<string, vscode.Uri>();

  /** `fileName` is the document's name with the extension of its language. */
  pathOf(uri: vscode.Uri, fileName = baseName(uri)): string {
    if (uri.scheme === 'file') return uri.fsPath;
    const path = join(diskFolder()?.fsPath ?? homedir(), ...foldersBelow(uri), fileName);
    this.#madeUp.set(path, uri);
    return path;
  }

  uriOf(path: string): vscode.Uri {
    return this.#madeUp.get(path) ?? vscode.Uri.file(path);
  }
}

/** The folders between a workspace folder and a document in it; the workspace folder too, where there are several. */
function foldersBelow(uri: vscode.Uri): string[] {
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  if (!folder) return [];
  const several = (vscode.workspace.workspaceFolders ?? []).length > 1;
  const below = posix.relative(folder.uri.path, posix.dirname(uri.path));
  return [...(several ? [folder.name] : []), below];
}

/** The folders that the `require` of a hook may read: that of the workspace which the hook is in, or its own. */
export function readableFolders(hook: vscode.Uri): string[] {
  if (hook.scheme !== 'file') return [diskFolder()?.fsPath].filter((folder) => folder !== undefined);
  const folder = vscode.workspace.getWorkspaceFolder(hook)?.uri ?? vscode.Uri.joinPath(hook, '..');
  return [folder.fsPath];
}

/** The first folder of the workspace that is on a disk. */
export function diskFolder(): vscode.Uri | undefined {
  return vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file')?.uri;
}
