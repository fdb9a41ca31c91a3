import { randomBytes } from 'node:crypto';
import * as v from 'valibot';
import * as vscode from 'vscode';
import { panelHtml } from '../panel/html.ts';
import { FromPage, type ToPage } from '../panel/messages.ts';
import { tellError } from './commands.ts';
import type { HookRun, HookRuns } from './hookRuns.ts';
import type { RunFiles } from './runFiles.ts';
import { openPlace } from './sourcePlace.ts';

export const hookRunnerId = 'postRegistrationHooks.hookRunner';

/** What the page asks for that is done elsewhere. */
export interface HookRunnerActions {
  run(): Promise<unknown>;
  runAgain(run: HookRun): Promise<unknown>;
  newHook(): Promise<unknown>;
}

/**
 * The Hook Runner in the bottom panel. Its page holds nothing: whenever it is made anew, as VS Code does each time the
 * view comes back into sight, it is told everything.
 */
export class HookRunnerView implements vscode.WebviewViewProvider, vscode.Disposable {
  readonly #dist: vscode.Uri;
  readonly #runs: HookRuns;
  readonly #files: RunFiles;
  readonly #actions: HookRunnerActions;
  readonly #log: vscode.LogOutputChannel;
  readonly #disposables: vscode.Disposable[];
  #view: vscode.WebviewView | undefined;
  /** Whether the page has said that it listens. */
  #listens = false;

  /** `dist`: the folder of the page's script and styles. */
  constructor(
    dist: vscode.Uri,
    runs: HookRuns,
    files: RunFiles,
    actions: HookRunnerActions,
    log: vscode.LogOutputChannel,
  ) {
    this.#dist = dist;
    this.#runs = runs;
    this.#files = files;
    this.#actions = actions;
    this.#log = log;
    this.#disposables = [
      vscode.window.registerWebviewViewProvider(hookRunnerId, this),
      runs.onDidStart(({ view }) => {
        const { events: _, omitted: __, state: ___, failure: ____, ...run } = view;
        const keep = runs.all.map((kept) => kept.view.id).filter((id) => id !== view.id);
        this.#send({ type: 'runStarted', run, keep });
      }),
      runs.onDidAdvance(({ run: { view }, events }) =>
        this.#send({ type: 'events', runId: view.id, events, omitted: view.omitted }),
      ),
      runs.onDidFinish(({ view }) => {
        if (view.failure) this.#send({ type: 'failed', runId: view.id, failure: view.failure });
      }),
      runs.onDidClear(() => this.#sendState()),
    ];
  }

  /** Brings the view into sight; the focus stays where it is. */
  async show(): Promise<void> {
    if (this.#view) this.#view.show(true);
    // The view does not exist before it is first seen, and this command takes the focus unless it is told not to.
    else await vscode.commands.executeCommand(`${hookRunnerId}.focus`, { preserveFocus: true });
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    this.#view = view;
    this.#listens = false;
    const { webview } = view;
    webview.options = { enableScripts: true, localResourceRoots: [this.#dist] };
    view.onDidDispose(() => {
      this.#view = undefined;
      this.#listens = false;
    });
    view.onDidChangeVisibility(() => {
      if (!view.visible) this.#listens = false;
    });
    webview.onDidReceiveMessage((message) => this.#receive(message));
    const address = (name: string): string =>
      webview.asWebviewUri(vscode.Uri.joinPath(this.#dist, name)).toString();
    webview.html = panelHtml({
      cspSource: webview.cspSource,
      nonce: randomBytes(16).toString('hex'),
      scriptUri: address('panel.js'),
      styleUri: address('panel.css'),
    });
  }

  #send(message: ToPage): void {
    if (this.#listens) this.#view?.webview.postMessage(message);
  }

  #sendState(): void {
    this.#send({ type: 'state', runs: this.#runs.all.map(({ view }) => view) });
  }

  async #receive(data: unknown): Promise<void> {
    const parsed = v.safeParse(FromPage, data);
    if (!parsed.success) {
      this.#log.error(`The Hook Runner's page sent what is no message: ${v.summarize(parsed.issues)}`);
      return;
    }
    try {
      await this.#act(parsed.output);
    } catch (error) {
      tellError(error, this.#log);
    }
  }

  async #act(message: FromPage): Promise<void> {
    switch (message.type) {
      case 'ready':
        this.#listens = true;
        this.#sendState();
        return;
      case 'stop': {
        const run = this.#runs.find(message.runId);
        if (run) await this.#runs.stop(run);
        return;
      }
      case 'runAgain': {
        const run = this.#runs.find(message.runId);
        if (run) await this.#actions.runAgain(run);
        return;
      }
      case 'open':
        await openPlace(message.place, this.#files);
        return;
      case 'run':
        await this.#actions.run();
        return;
      case 'newHook':
        await this.#actions.newHook();
        return;
      default:
        return message satisfies never;
    }
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }
}
