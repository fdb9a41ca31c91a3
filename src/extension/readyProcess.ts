import * as vscode from 'vscode';
import type { HookProcess } from './hookProcess.ts';
import type { OpenHooks } from './openHooks.ts';
import { runSettings, section } from './settings.ts';

/** Boots a process once there is a hook in an editor of a trusted window, so that the first run starts at once. */
export function prepareForHooks(hooks: OpenHooks, process: HookProcess): vscode.Disposable {
  const prepare = async (): Promise<void> => {
    const [first] = hooks.uris;
    if (!first || !vscode.workspace.isTrusted) return;
    const settings = runSettings(first);
    // A setting that is wrong is told when something is run.
    if (!('message' in settings)) await process.prepare(settings.nodePath, settings.memoryMb);
  };
  return vscode.Disposable.from(
    hooks.onDidChange(prepare),
    vscode.workspace.onDidGrantWorkspaceTrust(prepare),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration(section)) prepare();
    }),
  );
}
