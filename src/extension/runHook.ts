/** "Run Hook", "Run Hook Again" and "Stop Hook". */
import * as vscode from 'vscode';
import { defaultPayloadName } from '../hook/payload.ts';
import type { RunFailure } from '../panel/runView.ts';
import { baseName, openDocument } from './documentText.ts';
import { type HookProcess, isRunnerError } from './hookProcess.ts';
import type { HookRun, HookRuns, RunTarget } from './hookRuns.ts';
import type { LastHook } from './lastHook.ts';
import { fileNameOf, type OpenHooks } from './openHooks.ts';
import type { PayloadChoice } from './payloadChoice.ts';
import { hookOfPayload, isPayload } from './payloadFiles.ts';
import type { PayloadProblems } from './payloadProblems.ts';
import type { RunFiles } from './runFiles.ts';
import { runRequest } from './runRequest.ts';
import { openSetting } from './settings.ts';
import { isRunningAllowed } from './workspaceTrust.ts';

/** What running takes. */
export interface RunHookParts {
  hooks: OpenHooks;
  lastHook: LastHook;
  choice: PayloadChoice;
  problems: PayloadProblems;
  runs: HookRuns;
  files: RunFiles;
  process: HookProcess;
  log: vscode.LogOutputChannel;
  /** Brings the Hook Runner into sight, without the focus. */
  showHookRunner(): Thenable<unknown>;
}

/**
 * Runs the hook of a document, or the one that a payload's document belongs to. Without one it is that of the active
 * editor, and where no text is active, the last hook that was.
 */
export async function runHook(parts: RunHookParts, uri?: vscode.Uri): Promise<HookRun | undefined> {
  const target = await targetOf(
    parts,
    uri ?? vscode.window.activeTextEditor?.document.uri ?? (await lastHookOf(parts)),
  );
  return target && run(parts, target);
}

async function lastHookOf({ hooks, lastHook }: RunHookParts): Promise<vscode.Uri | undefined> {
  for (const uri of lastHook.candidates) {
    if (isPayload(uri)) {
      if (await hookOfPayload(uri)) return uri;
    } else {
      const document = openDocument(uri) ?? (await vscode.workspace.openTextDocument(uri));
      if (await hooks.isRunnable(document)) return uri;
    }
  }
  return undefined;
}

/** Runs once more what a run ran, with the texts as they are now; the newest run's without one. */
export async function runAgain(parts: RunHookParts, earlier?: HookRun): Promise<HookRun | undefined> {
  const again = earlier ?? parts.runs.all.at(-1);
  return again ? run(parts, again.target) : runHook(parts);
}

/** Stops a run; without one, that of the active editor's hook, or the newest. */
export async function stopHook({ runs }: RunHookParts, run?: HookRun): Promise<void> {
  const active = vscode.window.activeTextEditor?.document.uri.toString();
  const running = runs.running();
  const chosen = run ?? running.findLast(({ target }) => target.hook.toString() === active) ?? running.at(-1);
  if (chosen) await runs.stop(chosen);
}

async function run(parts: RunHookParts, target: RunTarget): Promise<HookRun | undefined> {
  if (!isRunningAllowed()) return undefined;
  const { runs, files, problems, process, log } = parts;
  parts.showHookRunner();
  // A hook that is run anew takes the place of the run before.
  for (let before = sameHook(runs, target); before; before = sameHook(runs, target)) await runs.stop(before);
  const document = openDocument(target.hook);
  const file = files.pathOf(target.hook, document && fileNameOf(document));
  const header = {
    hookName: baseName(target.hook),
    file,
    payloadName: target.payloadName ?? defaultPayloadName,
  };
  return runs.begin(
    target,
    header,
    async (onEvent) => {
      const prepared = await runRequest(target, file, files, problems);
      if (prepared.kind === 'request') return process.run(prepared.request, prepared.nodePath, onEvent);
      tell(prepared.failure, prepared.fix);
      return prepared.failure;
    },
    (error) => explain(error, log),
  );
}

function sameHook(runs: HookRuns, { hook }: RunTarget): HookRun | undefined {
  return runs.running().find(({ target }) => target.hook.toString() === hook.toString());
}

/** The hook behind a document, and the payload that is chosen for it; says so where there is none. */
async function targetOf(
  { hooks, choice }: RunHookParts,
  uri: vscode.Uri | undefined,
): Promise<RunTarget | undefined> {
  if (!uri) {
    tellNoHook(vscode.l10n.t('Open a hook to run it.'));
    return undefined;
  }
  if (isPayload(uri)) {
    const owner = await hookOfPayload(uri);
    if (owner) await choice.choose(owner.hook, owner.payloadName);
    else tellNoHook(vscode.l10n.t('There is no hook beside {0} that it belongs to.', baseName(uri)));
    return owner ?? undefined;
  }
  const document = openDocument(uri) ?? (await vscode.workspace.openTextDocument(uri));
  if (await hooks.isRunnable(document)) return { hook: uri, payloadName: choice.of(uri) };
  tellNoHook(
    vscode.l10n.t(
      'There is no hook in {0}. A hook is a function with three parameters, (user, context, cb), that module.exports holds.',
      baseName(uri),
    ),
  );
  return undefined;
}

async function tellNoHook(message: string): Promise<void> {
  const create = vscode.l10n.t('New Post-Registration Hook');
  const chosen = await vscode.window.showErrorMessage(message, create);
  if (chosen === create) await vscode.commands.executeCommand('postRegistrationHooks.newHook');
}

/** Says in a message what the Hook Runner shows too, since the way to put it right is a click away from there. */
async function tell(
  { message }: RunFailure,
  fix: { title: string; act(): Thenable<unknown> } | null,
): Promise<void> {
  if (!fix) {
    vscode.window.showErrorMessage(message);
  } else if ((await vscode.window.showErrorMessage(message, fix.title)) === fix.title) {
    await fix.act();
  }
}

/** What went wrong with the run itself, which is no fault of the hook's. */
function explain(error: unknown, log: vscode.LogOutputChannel): RunFailure {
  log.error(error instanceof Error ? error : String(error));
  const failure = { message: error instanceof Error ? error.message : String(error), faults: [] };
  const noNode = isRunnerError(error) && error.code === 'no-node';
  tell(
    noNode ? { ...failure, message: vscode.l10n.t('No Node.js 24 was found to run hooks with.') } : failure,
    noNode
      ? { title: vscode.l10n.t('Open Settings'), act: () => openSetting('nodePath') }
      : { title: vscode.l10n.t('Show Log'), act: async () => log.show() },
  );
  return failure;
}
