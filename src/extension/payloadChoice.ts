import * as v from 'valibot';
import * as vscode from 'vscode';
import { uriAfterRename } from './documentText.ts';

/** The key in the workspace's state: names of payloads by the URI of their hook. */
const key = 'payloadChoice';
const Choices = v.record(v.string(), v.string());

/** The payload that is chosen for each hook, remembered in the workspace; null stands for the default sample. */
export class PayloadChoice implements vscode.Disposable {
  readonly #state: vscode.Memento;
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #renames: vscode.Disposable;
  readonly onDidChange = this.#changed.event;

  constructor(state: vscode.Memento) {
    this.#state = state;
    this.#renames = vscode.workspace.onDidRenameFiles(({ files }) => {
      this.#move(files);
    });
  }

  of(hook: vscode.Uri): string | null {
    return this.#choices()[hook.toString()] ?? null;
  }

  async choose(hook: vscode.Uri, name: string | null): Promise<void> {
    if (this.of(hook) === name) return;
    const { [hook.toString()]: _before, ...others } = this.#choices();
    await this.#state.update(key, name === null ? others : { ...others, [hook.toString()]: name });
    this.#changed.fire(hook);
  }

  #choices(): Record<string, string> {
    const stored = v.safeParse(Choices, this.#state.get(key));
    return stored.success ? stored.output : {};
  }

  /** Takes along the choices of hooks that were renamed, and of those in folders that were. */
  async #move(files: readonly { oldUri: vscode.Uri; newUri: vscode.Uri }[]): Promise<void> {
    const moved: vscode.Uri[] = [];
    const choices = Object.entries(this.#choices()).map(([uri, name]): [string, string] => {
      const hook = vscode.Uri.parse(uri, true);
      for (const { oldUri, newUri } of files) {
        const after = uriAfterRename(hook, oldUri, newUri);
        if (!after) continue;
        moved.push(hook, after);
        return [after.toString(), name];
      }
      return [uri, name];
    });
    if (moved.length === 0) return;
    await this.#state.update(key, Object.fromEntries(choices));
    for (const hook of moved) this.#changed.fire(hook);
  }

  dispose(): void {
    this.#renames.dispose();
    this.#changed.dispose();
  }
}
