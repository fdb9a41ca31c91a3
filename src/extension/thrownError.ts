import * as vscode from 'vscode';
import { openDocument } from './documentText.ts';
import type { HookRun, HookRuns } from './hookRuns.ts';
import type { RunFiles } from './runFiles.ts';
import { positionOf } from './sourcePlace.ts';

/** Underlines where a hook threw, or could not be compiled, until it runs again or is edited. */
export function showThrownErrors(runs: HookRuns, files: RunFiles): vscode.Disposable {
  const problems = vscode.languages.createDiagnosticCollection('postRegistrationHooks.thrown');
  /** Where the error of a hook's last run stands, by the hook. */
  const places = new Map<string, vscode.Uri>();
  const forget = ({ target }: HookRun): void => {
    const place = places.get(target.hook.toString());
    if (place) problems.delete(place);
  };
  const show = (run: HookRun): void => {
    const end = run.view.events.at(-1);
    if (end?.type !== 'end' || (end.outcome !== 'exception' && end.outcome !== 'compile-error')) return;
    if (!end.error?.source) return;
    const start = positionOf(end.error.source);
    const uri = files.uriOf(end.error.source.file);
    const { name, message } = end.error;
    const range = restOfLine(start, openDocument(uri));
    const problem = new vscode.Diagnostic(range, `${name}: ${message}`, vscode.DiagnosticSeverity.Error);
    problem.source = vscode.l10n.t('hook run');
    places.set(run.target.hook.toString(), uri);
    problems.set(uri, [problem]);
  };
  return vscode.Disposable.from(
    problems,
    runs.onDidStart(forget),
    runs.onDidFinish(show),
    runs.onDidClear(() => problems.clear()),
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length > 0) problems.delete(document.uri);
    }),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => {
      if (uri.scheme === 'untitled') problems.delete(uri);
    }),
  );
}

function restOfLine(start: vscode.Position, document: vscode.TextDocument | undefined): vscode.Range {
  const end = document && start.line < document.lineCount ? document.lineAt(start.line).range.end : start;
  // VS Code underlines the word at a place that is empty.
  return new vscode.Range(start, end.isAfter(start) ? end : start);
}
