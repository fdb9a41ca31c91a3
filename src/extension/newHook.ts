import * as vscode from 'vscode';
import { freeFileName, hookFileName, hookNameProblem } from '../hook/hookName.ts';
import { starterCode } from '../hook/starterCode.ts';
import { createFile, exists } from './documentText.ts';
import { positionsIn } from './textPosition.ts';

/** The command "New Post-Registration Hook". `clicked` is the folder in the Explorer that it was chosen on. */
export async function newHook(clicked?: vscode.Uri): Promise<void> {
  // A workspace file without folders has an empty list of them.
  if (!clicked && !vscode.workspace.workspaceFolders?.length) return newUntitledHook();
  const folder = clicked ?? (await chosenFolder());
  if (!folder) return;
  const name = await askName(folder);
  if (name === undefined) return;
  const file = vscode.Uri.joinPath(folder, hookFileName(name));
  const { text, cursorOffset } = starterCode();
  if (!(await createFile(file, text))) {
    throw new Error(vscode.l10n.t('{0} could not be created.', vscode.workspace.asRelativePath(file)));
  }
  await show(await vscode.workspace.openTextDocument(file), positionsIn(text)(cursorOffset));
}

/** Opens the starter code in a document without a file. */
export async function newUntitledHook(): Promise<void> {
  const { text, cursorOffset } = starterCode();
  const document = await vscode.workspace.openTextDocument({ language: 'javascript', content: text });
  await show(document, positionsIn(text)(cursorOffset));
}

async function show(document: vscode.TextDocument, cursor: vscode.Position): Promise<void> {
  await vscode.window.showTextDocument(document, {
    preview: false,
    selection: new vscode.Range(cursor, cursor),
  });
}

/** Where a workspace keeps its hooks: in its folder `hooks`, as Auth0's deploy tool has it, if there is one. */
async function chosenFolder(): Promise<vscode.Uri | undefined> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const placeHolder = vscode.l10n.t('Folder for the new hook');
  const folder =
    folders.length === 1 ? folders[0] : await vscode.window.showWorkspaceFolderPick({ placeHolder });
  if (!folder) return undefined;
  const hooks = vscode.Uri.joinPath(folder.uri, 'hooks');
  return (await exists(hooks)) ? hooks : folder.uri;
}

/** Asks for a name that the platform takes and that has no file yet. */
async function askName(folder: vscode.Uri): Promise<string | undefined> {
  return vscode.window.showInputBox({
    title: vscode.l10n.t('New Post-Registration Hook'),
    prompt: vscode.l10n.t('Name of the hook'),
    placeHolder: vscode.l10n.t('Welcome New Users'),
    ignoreFocusOut: true,
    validateInput: (name) => judgeName(name, folder),
  });
}

async function judgeName(
  name: string,
  folder: vscode.Uri,
): Promise<string | vscode.InputBoxValidationMessage> {
  const problem = hookNameProblem(name);
  if (problem !== null) return problem;
  const fileName = hookFileName(name);
  const shown = vscode.workspace.asRelativePath(vscode.Uri.joinPath(folder, fileName));
  if (!(await exists(vscode.Uri.joinPath(folder, fileName)))) {
    return {
      message: vscode.l10n.t('Creates {0}.', shown),
      severity: vscode.InputBoxValidationSeverity.Info,
    };
  }
  const taken = new Set((await vscode.workspace.fs.readDirectory(folder)).map(([entry]) => entry));
  const free = freeFileName(fileName, (candidate) => taken.has(candidate)).replace(/\.js$/, '');
  return vscode.l10n.t('{0} exists already. Enter another name, such as {1}.', shown, free);
}
