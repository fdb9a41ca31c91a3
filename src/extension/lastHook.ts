import * as vscode from 'vscode';
import { isShown } from './documentText.ts';
import { mayBeHook } from './openHooks.ts';
import { isPayload } from './payloadFiles.ts';

/**
 * Remembers which documents that may be hooks, or payloads of hooks, were edited last: "Run Hook" is also chosen where
 * no text is, as in the walkthrough, the settings or a picture.
 */
export class LastHook implements vscode.Disposable {
  /** The last one first. */
  #uris: vscode.Uri[] = [];
  readonly #listener: vscode.Disposable;

  constructor() {
    this.#remember(vscode.window.activeTextEditor);
    this.#listener = vscode.window.onDidChangeActiveTextEditor((editor) => this.#remember(editor));
  }

  /** The documents that may be meant, the likeliest first: those that were active and are still open, then those in sight. */
  get candidates(): readonly vscode.Uri[] {
    const visible = vscode.window.visibleTextEditors.map(({ document }) => document).filter(mayBeMeant);
    return [...this.#uris.filter(isShown), ...visible.map(({ uri }) => uri)];
  }

  #remember(editor: vscode.TextEditor | undefined): void {
    if (!editor || !mayBeMeant(editor.document)) return;
    const { uri } = editor.document;
    const others = this.#uris.filter((one) => one.toString() !== uri.toString());
    this.#uris = [uri, ...others.filter(isShown)];
  }

  dispose(): void {
    this.#listener.dispose();
  }
}

function mayBeMeant(document: vscode.TextDocument): boolean {
  return mayBeHook(document) || isPayload(document.uri);
}
