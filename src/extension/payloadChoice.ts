import * as v from 'valibot';
import * as vscode from 'vscode';

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
      for (const { oldUri, newUri } of files) this.#move(oldUri, newUri);
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

  async #move(from: vscode.Uri, to: vscode.Uri): Promise<void> {
    const name = this.of(from);
    if (name === null) return;
    await this.choose(from, null);
    await this.choose(to, name);
  }

  dispose(): void {
    this.#renames.dispose();
    this.#changed.dispose();
  }
}
