import * as vscode from 'vscode';
import type { PayloadCheck, PayloadFault } from '../hook/payloadCheck.ts';
import { currentText, uriAfterRename } from './documentText.ts';
import { isPayload } from './payloadFiles.ts';
import { positionsIn } from './textPosition.ts';

/** A payload that has been checked is checked again this long after the last change of its text. In ms. */
const typingPause = 200;

/**
 * Lists in Problems what is wrong with a payload, each fault at its place. A payload is checked before a run, and from
 * then on whenever it is edited, so that a problem goes away when it is put right.
 */
export class PayloadProblems implements vscode.Disposable {
  readonly #problems = vscode.languages.createDiagnosticCollection('postRegistrationHooks.payload');
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #disposables: vscode.Disposable[];

  constructor() {
    this.#disposables = [
      this.#problems,
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0 && this.#problems.has(document.uri)) this.#checkSoon(document);
      }),
      // What was not saved is gone with the editor, and the problems in it are too.
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#recheck(uri)),
      vscode.workspace.onDidDeleteFiles(({ files }) => {
        for (const file of files) this.#move(file, null);
      }),
      vscode.workspace.onDidRenameFiles(({ files }) => {
        for (const { oldUri, newUri } of files) this.#move(oldUri, newUri);
      }),
    ];
  }

  /** Checks the text of a payload and lists its problems in place of those before. */
  async check(payload: vscode.Uri, text: string): Promise<PayloadCheck> {
    const { checkPayload } = await import('../hook/payloadCheck.ts');
    const check = checkPayload(text);
    const positionAt = positionsIn(text);
    const problem = ({ message, start, end }: PayloadFault, severity: vscode.DiagnosticSeverity) => {
      const range = new vscode.Range(positionAt(start), positionAt(end));
      const diagnostic = new vscode.Diagnostic(range, message, severity);
      diagnostic.source = vscode.l10n.t('hook payload');
      return diagnostic;
    };
    // An empty list keeps the payload among those that are checked when they are edited.
    this.#problems.set(payload, [
      ...check.faults.map((fault) => problem(fault, vscode.DiagnosticSeverity.Error)),
      ...check.warnings.map((warning) => problem(warning, vscode.DiagnosticSeverity.Warning)),
    ]);
    return check;
  }

  /** Checks a payload as it is now, if it has been checked before. */
  async #recheck(payload: vscode.Uri): Promise<void> {
    if (!this.#problems.has(payload)) return;
    const text = await currentText(payload).catch(() => undefined);
    // A rename or deletion may have come in between.
    if (!this.#problems.has(payload)) return;
    if (text === undefined) this.#problems.delete(payload);
    else await this.check(payload, text);
  }

  /** Takes along the problems of a file, or of those in a folder; null where they are deleted. */
  #move(from: vscode.Uri, to: vscode.Uri | null): void {
    const moved: vscode.Uri[] = [];
    this.#problems.forEach((payload) => {
      if (uriAfterRename(payload, from, from)) moved.push(payload);
    });
    for (const payload of moved) {
      const after = to && uriAfterRename(payload, from, to);
      const problems = this.#problems.get(payload);
      this.#problems.delete(payload);
      if (!after || !isPayload(after)) continue;
      this.#problems.set(after, problems);
      this.#recheck(after);
    }
  }

  #checkSoon(document: vscode.TextDocument): void {
    const uri = document.uri.toString();
    clearTimeout(this.#timers.get(uri));
    const check = (): void => {
      this.#timers.delete(uri);
      if (!document.isClosed) this.check(document.uri, document.getText());
    };
    this.#timers.set(uri, setTimeout(check, typingPause));
  }

  dispose(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    for (const disposable of this.#disposables) disposable.dispose();
  }
}
