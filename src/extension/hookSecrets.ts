import { parseEnv } from 'node:util';
import * as vscode from 'vscode';
import { currentText, folderOf } from './documentText.ts';

/** The secrets of a hook, `context.webtask.secrets`: what stands in a file `.env` beside it, also unsaved. */
export async function hookSecrets(hook: vscode.Uri): Promise<Record<string, string>> {
  if (hook.scheme === 'untitled') return {};
  const text = await currentText(vscode.Uri.joinPath(folderOf(hook), '.env'));
  if (text === undefined) return {};
  return Object.fromEntries(Object.entries(parseEnv(text)).map(([name, value]) => [name, value ?? '']));
}
