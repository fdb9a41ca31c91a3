/** The payload files beside a hook, in VS Code's file systems: `hook.sms.payload.json` for `hook.js`. */
import * as vscode from 'vscode';
import { payloadFileName, payloadNameOf } from '../hook/payload.ts';
import { baseName, exists, folderOf, openDocument } from './documentText.ts';

/** The extensions of a hook, in the order in which they are looked for. */
const hookExtensions = ['js', 'ts', 'cjs', 'cts', 'mjs', 'mts'];

/** The file that a payload of a hook is kept in, whether it exists or not. */
export function payloadUri(hook: vscode.Uri, name: string): vscode.Uri {
  return vscode.Uri.joinPath(folderOf(hook), payloadFileName(baseName(hook), name));
}

/** The names of a hook's payload files, and of those that are open and not saved yet, sorted. An untitled hook stands in no folder, so it has none. */
export async function payloadNames(hook: vscode.Uri): Promise<string[]> {
  if (hook.scheme === 'untitled') return [];
  const folder = folderOf(hook);
  const entries = await vscode.workspace.fs.readDirectory(folder);
  const unsaved = vscode.workspace.textDocuments.filter(
    ({ uri, isDirty }) => isDirty && folderOf(uri).toString() === folder.toString(),
  );
  const names = [...entries.map(([entry]) => entry), ...unsaved.map(({ uri }) => baseName(uri))]
    .map((fileName) => payloadNameOf(baseName(hook), fileName))
    .filter((name) => name !== null);
  return [...new Set(names)].sort((a, b) => a.localeCompare(b));
}

/** Whether a file is named as a payload is: `hook.NAME.payload.json`. Other tools' `NAME.payload.json` are none. */
export function isPayload(uri: vscode.Uri): boolean {
  return /\.[^.]+\.payload\.json$/.test(baseName(uri));
}

/** The hook that a payload file belongs to, by its name; null where there is none beside it. */
export async function hookOfPayload(
  payload: vscode.Uri,
): Promise<{ hook: vscode.Uri; payloadName: string } | null> {
  const stem = /^(?<stem>.+)\.[^.]+\.payload\.json$/.exec(baseName(payload))?.groups?.stem;
  if (stem === undefined) return null;
  for (const extension of hookExtensions) {
    const hook = vscode.Uri.joinPath(folderOf(payload), `${stem}.${extension}`);
    const payloadName = payloadNameOf(baseName(hook), baseName(payload));
    if (payloadName !== null && (openDocument(hook) || (await exists(hook)))) return { hook, payloadName };
  }
  return null;
}
