import * as vscode from 'vscode';
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
    // The editor cuts it at the end of the line.
    const range = new vscode.Range(start, start.with({ character: start.character + 1000 }));
    const { name, message } = end.error;
    const problem = new vscode.Diagnostic(range, `${name}: ${message}`, vscode.DiagnosticSeverity.Error);
    problem.source = vscode.l10n.t('hook run');
    const uri = files.uriOf(end.error.source.file);
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
