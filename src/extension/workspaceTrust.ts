/** Running executes the workspace's code, so it takes a trusted workspace; writing hooks does not. */
import * as vscode from 'vscode';

/** Whether hooks may run; if not, says so and offers the way to change it. */
export function isRunningAllowed(): boolean {
  if (vscode.workspace.isTrusted) return true;
  const manage = vscode.l10n.t('Manage Workspace Trust');
  const message = vscode.l10n.t('Hooks run in trusted workspaces only. Nothing was run.');
  vscode.window.showErrorMessage(message, manage).then((chosen) => {
    if (chosen === manage) vscode.commands.executeCommand('workbench.trust.manage');
  });
  return false;
}
