import * as vscode from 'vscode';
import type { HookRuns } from './hookRuns.ts';

/** Keeps the keys that the `when` clauses of the menus read: whether a hook runs, and whether there are runs at all. */
export function showRunMenus(runs: HookRuns): vscode.Disposable {
  const update = (): void => {
    vscode.commands.executeCommand('setContext', 'postRegistrationHooks.running', runs.running().length > 0);
    vscode.commands.executeCommand('setContext', 'postRegistrationHooks.hasRuns', runs.all.length > 0);
  };
  return vscode.Disposable.from(runs.onDidStart(update), runs.onDidFinish(update), runs.onDidClear(update));
}
