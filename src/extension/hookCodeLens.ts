import * as vscode from 'vscode';
import { defaultPayloadName } from '../hook/payload.ts';
import { languages, mayBeHook, type OpenHooks } from './openHooks.ts';
import type { PayloadChoice } from './payloadChoice.ts';
import { codeLensEnabled, section } from './settings.ts';

/** Shows "Run Hook" and "Payload: NAME" above the function of a hook. */
export function showHookCodeLens(hooks: OpenHooks, choice: PayloadChoice): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const provider: vscode.CodeLensProvider = {
    onDidChangeCodeLenses: changed.event,
    async provideCodeLenses(document) {
      if (!mayBeHook(document) || !codeLensEnabled(document)) return [];
      const line = await hooks.lineOf(document);
      if (line === null) return [];
      const range = new vscode.Range(line, 0, line, 0);
      return [
        new vscode.CodeLens(range, {
          title: `$(play) ${vscode.l10n.t('Run Hook')}`,
          tooltip: vscode.l10n.t('Run the text in this editor, saved or not'),
          command: 'postRegistrationHooks.runHook',
          arguments: [document.uri],
        }),
        new vscode.CodeLens(range, {
          title: vscode.l10n.t('Payload: {0}', choice.of(document.uri) ?? defaultPayloadName),
          tooltip: vscode.l10n.t('Choose, create or edit what is sent to the hook'),
          command: 'postRegistrationHooks.choosePayload',
          arguments: [document.uri],
        }),
      ];
    },
  };
  return vscode.Disposable.from(
    changed,
    vscode.languages.registerCodeLensProvider(
      languages.map((language) => ({ language })),
      provider,
    ),
    choice.onDidChange(() => changed.fire()),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration(`${section}.codeLens`)) changed.fire();
    }),
  );
}
