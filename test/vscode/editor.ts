/** What the suites do in the editor, and how they wait for it. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { InternalApi } from '../../src/extension/extension.ts';
import type { RunView } from '../../src/panel/runView.ts';
import type { Outcome, RunEvent } from '../../src/runner/protocol.ts';

/** How long a condition may take to come true, in ms: less than a test may, so that it says which one did not. */
const patience = 25_000;

/** Waits until a probe gives something, and returns that. What the probe throws counts as nothing, and is told. */
export async function until<Value>(
  what: string,
  probe: () => Value | Promise<Value>,
): Promise<Exclude<Value, false | null | undefined>> {
  const end = performance.now() + patience;
  for (;;) {
    let failure = '';
    try {
      const value = await probe();
      if (isSomething(value)) return value;
    } catch (error) {
      failure = `: ${error instanceof Error ? error.message : String(error)}`;
    }
    if (performance.now() > end) throw new Error(`It never came true that ${what}${failure}`);
    await new Promise((resume) => setTimeout(resume, 20));
  }
}

function isSomething<Value>(value: Value): value is Exclude<Value, false | null | undefined> {
  return value !== false && value !== null && value !== undefined;
}

/** The extension, active. */
export async function extension(): Promise<vscode.Extension<InternalApi>> {
  const found = vscode.extensions.getExtension<InternalApi>(
    'post-registration-hooks.post-registration-hooks',
  );
  assert(found, 'the extension is not there');
  await found.activate();
  return found;
}

export function workspaceUri(...path: string[]): vscode.Uri {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  assert(folder, 'no folder is open');
  return vscode.Uri.joinPath(folder.uri, ...path);
}

/** Has the extension see other workspace folders while an action runs: to open others restarts the extension host. */
export async function withWorkspaceFolders(
  folders: readonly vscode.WorkspaceFolder[],
  action: () => PromiseLike<unknown>,
): Promise<void> {
  const { workspace } = vscode;
  const before = Object.getOwnPropertyDescriptors(workspace);
  Object.defineProperties(workspace, {
    workspaceFolders: { configurable: true, enumerable: true, get: () => folders },
    getWorkspaceFolder: {
      configurable: true,
      enumerable: true,
      writable: true,
      value: (uri: vscode.Uri) =>
        folders.find((folder) => uri.toString().startsWith(`${folder.uri.toString()}/`)),
    },
  });
  try {
    await action();
  } finally {
    Object.defineProperties(workspace, {
      workspaceFolders: before.workspaceFolders,
      getWorkspaceFolder: before.getWorkspaceFolder,
    });
  }
}

let testFolder = randomUUID();

/**
 * A file of the test's own folder. Each test has another one: VS Code remembers the text of a file for a while, even
 * when it has been deleted.
 */
export function testUri(...path: string[]): vscode.Uri {
  return workspaceUri(testFolder, ...path);
}

/** Writes a file of the test's folder. */
export async function write(name: string, text: string): Promise<vscode.Uri> {
  const uri = testUri(name);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  return uri;
}

/** The text on the disk; undefined where there is no such file. */
export async function onDisk(uri: vscode.Uri): Promise<string | undefined> {
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    return undefined;
  }
}

/** Writes a file of the test's folder and opens it in the editor. */
export async function open(name: string, text: string): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(await write(name, text));
}

/** Replaces what a document holds, and does not save it. */
export async function type(document: vscode.TextDocument, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  const all = new vscode.Range(0, 0, document.lineCount, 0);
  edit.replace(document.uri, document.validateRange(all), text);
  assert(await vscode.workspace.applyEdit(edit), 'the edit was not made');
}

/** The place behind the first occurrence of a text. */
export function behind(document: vscode.TextDocument, text: string): vscode.Position {
  const offset = document.getText().indexOf(text);
  assert(offset >= 0, `there is no "${text}"`);
  return document.positionAt(offset + text.length);
}

/** Closes all editors without saving, and removes what the test has written. */
export async function cleanUp(): Promise<void> {
  const configuration = vscode.workspace.getConfiguration('postRegistrationHooks');
  for (const name of ['codeLens.enabled', 'network', 'timeoutMs', 'memoryMb', 'certificateAuthorities']) {
    await configuration.update(name, undefined, vscode.ConfigurationTarget.Workspace);
  }
  await vscode.commands.executeCommand('postRegistrationHooks.stopHook');
  while (vscode.window.tabGroups.all.some(({ tabs }) => tabs.length > 0)) {
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  }
  testFolder = randomUUID();
  for (const [name] of await vscode.workspace.fs.readDirectory(workspaceUri())) {
    if (name !== '.vscode')
      await vscode.workspace.fs.delete(workspaceUri(name), { recursive: true, useTrash: false });
  }
}

/** Sets a setting of the extension in the workspace. */
export async function configure(name: string, value: unknown): Promise<void> {
  await vscode.workspace
    .getConfiguration('postRegistrationHooks')
    .update(name, value, vscode.ConfigurationTarget.Workspace);
}

/** The run that an action leads to, when it is over. */
export async function runBy(action: () => PromiseLike<unknown>): Promise<RunView> {
  const { exports: api } = await extension();
  const finished = new Promise<RunView>((done) => {
    const listener = api.onDidFinish(({ view }) => {
      listener.dispose();
      done(view);
    });
  });
  await action();
  return finished;
}

/** Runs the hook of a document, or of the active editor, to its end. */
export function runHook(uri?: vscode.Uri): Promise<RunView> {
  return runBy(() => vscode.commands.executeCommand('postRegistrationHooks.runHook', uri));
}

/** The events of one type. */
export function eventsOf<Type extends RunEvent['type']>(
  run: RunView,
  type: Type,
): Extract<RunEvent, { type: Type }>[] {
  return run.events.filter((event): event is Extract<RunEvent, { type: Type }> => event.type === type);
}

/** Fails with all that is known of the run, unless it came to that outcome. */
export function assertOutcome(run: RunView, outcome: Outcome): void {
  const [end] = eventsOf(run, 'end');
  const told = JSON.stringify(run.failure ?? { error: end?.error, log: logOf(run) }, null, 2);
  assert.equal(end?.outcome, outcome, `${end?.outcome ?? run.state} instead of ${outcome}: ${told}`);
}

/** What a run logged. */
export function logOf(run: RunView): string[] {
  return eventsOf(run, 'log').map(({ text }) => text);
}

/** The lenses of a document, as `line: title`, with lines from 1. */
export async function lensesOf(document: vscode.TextDocument): Promise<string[]> {
  const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
    'vscode.executeCodeLensProvider',
    document.uri,
    100,
  );
  return lenses
    .filter(({ command }) => command?.command.startsWith('postRegistrationHooks.'))
    .map(({ range, command }) => `${range.start.line + 1}: ${command?.title}`);
}

/** What the extension reports in a file, as `line:column-line:column severity message`, counted from 1. */
export function problemsOf(uri: vscode.Uri, source: string): string[] {
  const place = ({ line, character }: vscode.Position): string => `${line + 1}:${character + 1}`;
  return vscode.languages
    .getDiagnostics(uri)
    .filter((problem) => problem.source === source)
    .map(
      ({ range, severity, message }) =>
        `${place(range.start)}-${place(range.end)} ${vscode.DiagnosticSeverity[severity]} ${message}`,
    );
}
