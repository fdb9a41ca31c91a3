import * as vscode from 'vscode';
import { choosePayload } from './choosePayload.ts';
import { registerCommands } from './commands.ts';
import { showHookCodeLens } from './hookCodeLens.ts';
import { HookProcess } from './hookProcess.ts';
import { HookRunnerView } from './hookRunnerView.ts';
import { type HookRun, HookRuns } from './hookRuns.ts';
import { LastHook } from './lastHook.ts';
import { newHook } from './newHook.ts';
import { OpenHooks } from './openHooks.ts';
import { PayloadChoice } from './payloadChoice.ts';
import { PayloadProblems } from './payloadProblems.ts';
import { prepareForHooks } from './readyProcess.ts';
import { RunFiles } from './runFiles.ts';
import { type RunHookParts, runAgain, runHook, stopHook } from './runHook.ts';
import { showRunMenus } from './runMenus.ts';
import { showStatusBar } from './statusBar.ts';
import { showThrownErrors } from './thrownError.ts';

/** What the tests see of the extension. It is internal: other extensions must not build on it. */
export interface InternalApi {
  /** Each event of each run, at once. */
  readonly onRunEvent: HookRuns['onDidReceive'];
  /** A run has ended, or nothing was run. */
  readonly onDidFinish: HookRuns['onDidFinish'];
  /** The runs that the Hook Runner shows, the newest last. */
  runs(): readonly HookRun[];
}

let hookProcess: HookProcess | undefined;

export function activate(context: vscode.ExtensionContext): InternalApi {
  const log = vscode.window.createOutputChannel('Post-Registration Hooks', { log: true });
  const dist = vscode.Uri.joinPath(context.extensionUri, 'dist');
  const hooks = new OpenHooks(log);
  const lastHook = new LastHook();
  const choice = new PayloadChoice(context.workspaceState);
  const problems = new PayloadProblems();
  const runs = new HookRuns();
  const files = new RunFiles();
  const process = new HookProcess(vscode.Uri.joinPath(dist, 'sandbox.cjs').fsPath, log);
  hookProcess = process;
  const actions = {
    run: () => runHook(parts),
    runAgain: (run: HookRun) => runAgain(parts, run),
    newHook: () => newHook(),
  };
  const view = new HookRunnerView(dist, runs, files, actions, log);
  const parts: RunHookParts = {
    hooks,
    lastHook,
    choice,
    problems,
    runs,
    files,
    process,
    log,
    showHookRunner: () => view.show(),
  };
  context.subscriptions.push(
    log,
    hooks,
    lastHook,
    choice,
    problems,
    runs,
    view,
    showHookCodeLens(hooks, choice),
    showThrownErrors(runs, files),
    showStatusBar(runs),
    showRunMenus(runs),
    prepareForHooks(hooks, process),
    registerCommands(
      {
        newHook,
        runHook: (uri) => runHook(parts, uri),
        runAgain: () => runAgain(parts),
        stopHook: () => stopHook(parts),
        choosePayload: async (uri = vscode.window.activeTextEditor?.document.uri) => {
          if (uri) await choosePayload(uri, choice);
        },
        clearRuns: async () => runs.clear(),
      },
      log,
    ),
  );
  return { onRunEvent: runs.onDidReceive, onDidFinish: runs.onDidFinish, runs: () => runs.all };
}

/** The processes end with the extension host anyway; this spares them the wait. */
export async function deactivate(): Promise<void> {
  await hookProcess?.dispose();
}
