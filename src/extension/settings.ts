/** The settings, read when they are needed. package.json declares them; what stands in a settings file may differ. */
import * as v from 'valibot';
import * as vscode from 'vscode';
import { Limits } from '../runner/protocol.ts';

export const section = 'postRegistrationHooks';

/** What a run takes from the settings. */
const RunSettings = v.object({
  /** Path of a Node.js 24; '' to find one. */
  nodePath: v.string(),
  timeoutMs: Limits.entries.timeoutMs,
  memoryMb: Limits.entries.memoryMb,
  network: v.picklist(['live', 'block']),
  /** Hosts that hooks may reach; none given: all. */
  allowedHosts: v.array(v.string()),
  /** Paths of PEM files, absolute or relative to the hook's workspace folder. */
  certificateAuthorities: v.array(v.string()),
});
export type RunSettings = v.InferOutput<typeof RunSettings>;
export type RunSetting = keyof RunSettings;

/** A setting that holds what it cannot; `message` is for people. */
export interface WrongSetting {
  setting: RunSetting;
  message: string;
}

/** The settings for a hook, or the first of them that is wrong: a run with a guessed limit would mislead. */
export function runSettings(hook: vscode.Uri): RunSettings | WrongSetting {
  const configuration = vscode.workspace.getConfiguration(section, hook);
  const values = Object.fromEntries(
    Object.keys(RunSettings.entries).map((name) => [name, configuration.get(name)]),
  );
  const parsed = v.safeParse(RunSettings, values);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  const setting = v.is(v.keyof(RunSettings), issue.path?.[0].key) ? issue.path[0].key : 'nodePath';
  const message = vscode.l10n.t(
    'The setting {0} cannot be {1}: {2}.',
    `${section}.${setting}`,
    issue.received,
    issue.message,
  );
  return { setting, message };
}

/** Whether lenses stand above hooks. */
export function codeLensEnabled(document: vscode.TextDocument): boolean {
  return vscode.workspace.getConfiguration(section, document).get('codeLens.enabled') !== false;
}

/** Opens the Settings editor at one setting. */
export async function openSetting(setting: RunSetting): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.openSettings', `@id:${section}.${setting}`);
}
