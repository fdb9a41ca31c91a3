import * as vscode from 'vscode';
import { hookRunnerId } from './hookRunnerView.ts';
import type { HookRuns } from './hookRuns.ts';

/** Shows in the status bar what runs. */
export function showStatusBar(runs: HookRuns): vscode.Disposable {
  const item = vscode.window.createStatusBarItem(
    'postRegistrationHooks.running',
    vscode.StatusBarAlignment.Left,
  );
  item.name = vscode.l10n.t('Running Hook');
  item.command = `${hookRunnerId}.focus`;
  const update = (): void => {
    const running = runs.running();
    const [first] = running;
    if (!first) {
      item.hide();
      return;
    }
    const { hookName } = first.view;
    item.text = `$(sync~spin) ${running.length === 1 ? hookName : vscode.l10n.t('{0} hooks', running.length)}`;
    item.tooltip =
      running.length === 1
        ? vscode.l10n.t('{0} is running. Select to show it in the Hook Runner.', hookName)
        : vscode.l10n.t('{0} hooks are running. Select to show the Hook Runner.', running.length);
    item.show();
  };
  return vscode.Disposable.from(item, runs.onDidStart(update), runs.onDidFinish(update));
}
