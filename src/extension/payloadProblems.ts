import * as vscode from 'vscode';
import type { PayloadCheck, PayloadFault } from '../hook/payloadCheck.ts';
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
      vscode.workspace.onDidDeleteFiles(({ files }) => {
        for (const file of files) this.#problems.delete(file);
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
