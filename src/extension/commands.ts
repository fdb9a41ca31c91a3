/** The commands, as package.json contributes them. */
import * as vscode from 'vscode';

export type CommandId = 'newHook' | 'runHook' | 'runAgain' | 'stopHook' | 'choosePayload' | 'clearRuns';

/** Registers all commands. A menu hands over the URI that it stands on; whatever else it hands over does not matter. */
export function registerCommands(
  commands: Record<CommandId, (uri: vscode.Uri | undefined) => Promise<unknown>>,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  const registered = Object.entries(commands).map(([id, command]) =>
    // Nothing is returned: VS Code sends it to the window, and a run is more than data.
    vscode.commands.registerCommand(`postRegistrationHooks.${id}`, async (first: unknown) => {
      try {
        await command(first instanceof vscode.Uri ? first : undefined);
      } catch (error) {
        tellError(error, log);
      }
    }),
  );
  return vscode.Disposable.from(...registered);
}

/** Tells the user of what failed, with the way to the log. */
export async function tellError(error: unknown, log: vscode.LogOutputChannel): Promise<void> {
  log.error(error instanceof Error ? error : String(error));
  const showLog = vscode.l10n.t('Show Log');
  const message = error instanceof Error ? error.message : String(error);
  if ((await vscode.window.showErrorMessage(message, showLog)) === showLog) log.show();
}
