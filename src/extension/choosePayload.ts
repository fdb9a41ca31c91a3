/** "Payload: NAME": chooses what is sent to a hook, and creates and opens payload files. */
import * as vscode from 'vscode';
import {
  payloadFileName,
  payloadNameProblem,
  payloadSamples,
  payloadText,
  type SampleName,
} from '../hook/payload.ts';
import { baseName, createFile, exists } from './documentText.ts';
import type { PayloadChoice } from './payloadChoice.ts';
import { hookOfPayload, isPayload, payloadNames, payloadUri } from './payloadFiles.ts';

/** What an entry of the list does. */
type Item = vscode.QuickPickItem &
  (
    | { does: 'nothing' }
    | { does: 'choose'; name: string | null }
    | { does: 'create'; sample: SampleName }
    | { does: 'edit'; name: string }
    | { does: 'save' }
  );

/** Lets one choose the payload of a hook: that of a document, or the one that a payload's document belongs to. */
export async function choosePayload(uri: vscode.Uri, choice: PayloadChoice): Promise<void> {
  const hook = isPayload(uri) ? (await hookOfPayload(uri))?.hook : uri;
  if (!hook) {
    throw new Error(vscode.l10n.t('There is no hook beside {0} that it belongs to.', baseName(uri)));
  }
  const item = await pick(await itemsFor(hook, choice.of(hook)), choice.of(hook), hook);
  if (item?.does === 'choose') {
    await choice.choose(hook, item.name);
  } else if (item?.does === 'create') {
    await createPayload(hook, item.sample, choice);
  } else if (item?.does === 'edit') {
    await vscode.window.showTextDocument(payloadUri(hook, item.name));
  } else if (item?.does === 'save') {
    await vscode.workspace.save(hook);
  }
}

/** The entries of the list. */
async function itemsFor(hook: vscode.Uri, chosen: string | null): Promise<Item[]> {
  const sample: Item = {
    does: 'choose',
    name: null,
    label: vscode.l10n.t('Default sample'),
    description: described(vscode.l10n.t("from Auth0's documentation"), chosen === null),
    iconPath: new vscode.ThemeIcon('beaker'),
  };
  if (hook.scheme === 'untitled') {
    const label = vscode.l10n.t('Save the hook to keep payloads beside it');
    return [sample, { does: 'save', label, iconPath: new vscode.ThemeIcon('save') }];
  }
  const names = await payloadNames(hook);
  // A chosen file that is gone stays in sight.
  if (chosen !== null && !names.includes(chosen)) names.push(chosen);
  return [
    sample,
    ...names.map((name) => fileItem(hook, name, chosen)),
    separator(vscode.l10n.t('New payload from')),
    ...(['database', 'sms', 'email'] as const).map(
      (name): Item => ({
        does: 'create',
        sample: name,
        label: payloadSamples[name].label,
        iconPath: new vscode.ThemeIcon('add'),
      }),
    ),
    ...(chosen === null ? [] : [separator(vscode.l10n.t('Chosen payload')), editItem(hook, chosen)]),
  ];
}

function fileItem(hook: vscode.Uri, name: string, chosen: string | null): Item {
  const fileName = payloadFileName(baseName(hook), name);
  return {
    does: 'choose',
    name,
    label: name,
    description: described(fileName, name === chosen),
    iconPath: new vscode.ThemeIcon('json'),
    buttons: [{ iconPath: new vscode.ThemeIcon('edit'), tooltip: vscode.l10n.t('Edit') }],
  };
}

function described(description: string, isChosen: boolean): string {
  return isChosen ? `${description} · ${vscode.l10n.t('chosen')}` : description;
}

function editItem(hook: vscode.Uri, name: string): Item {
  return {
    does: 'edit',
    name,
    label: vscode.l10n.t('Edit {0}', name),
    description: payloadFileName(baseName(hook), name),
    iconPath: new vscode.ThemeIcon('edit'),
  };
}

function separator(label: string): Item {
  return { does: 'nothing', label, kind: vscode.QuickPickItemKind.Separator };
}

/** Shows the list, with the chosen payload selected; a button of a file's entry edits that file. */
function pick(items: Item[], chosen: string | null, hook: vscode.Uri): Promise<Item | undefined> {
  const list = vscode.window.createQuickPick<Item>();
  list.title = vscode.l10n.t('Payload for {0}', baseName(hook));
  list.placeholder = vscode.l10n.t('Choose what is sent to the hook');
  list.matchOnDescription = true;
  list.items = items;
  list.activeItems = items.filter((item) => item.does === 'choose' && item.name === chosen);
  return new Promise((resolve) => {
    list.onDidTriggerItemButton(({ item }) => {
      if (item.does === 'choose' && item.name !== null) resolve(editItem(hook, item.name));
      list.hide();
    });
    list.onDidAccept(() => {
      resolve(list.selectedItems[0]);
      list.hide();
    });
    list.onDidHide(() => {
      resolve(undefined);
      list.dispose();
    });
    list.show();
  });
}

async function createPayload(hook: vscode.Uri, sample: SampleName, choice: PayloadChoice): Promise<void> {
  const taken = new Set(await payloadNames(hook));
  let free: string = sample;
  for (let number = 2; taken.has(free); number += 1) free = `${sample}-${number}`;
  const name = await vscode.window.showInputBox({
    title: vscode.l10n.t('New Payload: {0}', payloadSamples[sample].label),
    prompt: vscode.l10n.t('Name of the payload'),
    value: free,
    validateInput: (typed) => judgeName(typed, hook),
  });
  if (name === undefined) return;
  const file = payloadUri(hook, name);
  if (!(await createFile(file, payloadText(sample)))) {
    throw new Error(vscode.l10n.t('{0} could not be created.', vscode.workspace.asRelativePath(file)));
  }
  await choice.choose(hook, name);
  await vscode.window.showTextDocument(file, { preview: false });
}

async function judgeName(name: string, hook: vscode.Uri): Promise<string | vscode.InputBoxValidationMessage> {
  const problem = payloadNameProblem(name);
  if (problem !== null) return problem;
  const file = payloadUri(hook, name);
  const shown = vscode.workspace.asRelativePath(file);
  if (await exists(file)) return vscode.l10n.t('{0} exists already. Enter another name.', shown);
  return { message: vscode.l10n.t('Creates {0}.', shown), severity: vscode.InputBoxValidationSeverity.Info };
}
