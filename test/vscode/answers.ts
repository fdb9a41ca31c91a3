/** Answers what the extension asks. The suites cannot press keys: those are the end-to-end tests' part. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { until } from './editor.ts';

/** What was said of each name that was entered: the message under the input box, with its severity if it blocks. */
export type Judgements = Record<string, string>;

/**
 * Enters names in the input box that an action opens, as one types them: the last one is accepted, unless the box
 * refuses it.
 * @returns what the box said of each
 */
export async function enterIn(action: () => PromiseLike<unknown>, ...names: string[]): Promise<Judgements> {
  const { showInputBox } = vscode.window;
  const judgements: Judgements = {};
  const answer = async (options: vscode.InputBoxOptions = {}): Promise<string | undefined> => {
    let accepted: string | undefined;
    for (const name of names) {
      const judgement = await options.validateInput?.(name);
      const isError =
        typeof judgement === 'string' || judgement?.severity === vscode.InputBoxValidationSeverity.Error;
      const message = typeof judgement === 'string' ? judgement : (judgement?.message ?? '');
      judgements[name] = isError ? `refused: ${message}` : message;
      accepted = isError ? undefined : name;
    }
    return accepted;
  };
  Object.assign(vscode.window, { showInputBox: answer });
  try {
    await action();
  } finally {
    Object.assign(vscode.window, { showInputBox });
  }
  return judgements;
}

/**
 * Chooses an entry of the list that an action opens, in the real list.
 * @returns the labels of all entries
 */
export async function chooseIn(action: () => PromiseLike<unknown>, label: string): Promise<string[]> {
  const { createQuickPick } = vscode.window;
  let list: vscode.QuickPick<vscode.QuickPickItem> | undefined;
  let active: readonly vscode.QuickPickItem[] = [];
  let hidden = false;
  Object.assign(vscode.window, {
    createQuickPick: () => {
      list = createQuickPick();
      list.onDidChangeActive((items) => {
        active = items;
      });
      list.onDidHide(() => {
        hidden = true;
      });
      return list;
    },
  });
  try {
    const done = action();
    const items = await until('the list is there', () => (list && list.items.length > 0 ? list.items : null));
    // The list does not tell of the entry that it begins with.
    if (active.length === 0) active = list?.activeItems ?? [];
    const labels = items.map((item) => item.label);
    const item = items.find((one) => one.label === label);
    assert(item, `there is no "${label}" among ${labels.join(', ')}`);
    await until(`"${label}" is active`, () => {
      if (list && !active.includes(item)) list.activeItems = [item];
      return active.includes(item);
    });
    await until(`"${label}" is accepted`, async () => {
      // The list does not say when it has come into sight.
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      return hidden;
    });
    await done;
    return labels;
  } finally {
    Object.assign(vscode.window, { createQuickPick });
  }
}

/** The error messages that an action leads to; each is answered with the button of that title, if it has it. */
export async function errorsOf(action: () => PromiseLike<unknown>, button?: string): Promise<string[]> {
  const { showErrorMessage } = vscode.window;
  const messages: string[] = [];
  Object.assign(vscode.window, {
    showErrorMessage: async (message: string, ...buttons: string[]) => {
      messages.push([message, ...buttons].join(' | '));
      return buttons.find((one) => one === button);
    },
  });
  try {
    await action();
    return messages;
  } finally {
    Object.assign(vscode.window, { showErrorMessage });
  }
}
