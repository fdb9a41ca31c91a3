/** What a run is made of: the texts in the editor, the payload, the secrets and the settings. */
import * as vscode from 'vscode';
import { defaultPayloadName, payloadSamples } from '../hook/payload.ts';
import type { RunFailure } from '../panel/runView.ts';
import { authorityProblem } from '../runner/authorities.ts';
import type { RunRequest } from '../runner/protocol.ts';
import { baseName, currentText, folderOf, openDocument } from './documentText.ts';
import type { RunTarget } from './hookRuns.ts';
import { hookSecrets } from './hookSecrets.ts';
import { payloadUri } from './payloadFiles.ts';
import type { PayloadProblems } from './payloadProblems.ts';
import { diskFolder, type RunFiles, readableFolders } from './runFiles.ts';
import { openSetting, type RunSetting, runSettings } from './settings.ts';
import { positionsIn } from './textPosition.ts';

/** Nothing is run; `fix` is a button that leads to what has to be put right. */
export interface Refusal {
  kind: 'refused';
  failure: RunFailure;
  fix: { title: string; act(): Thenable<unknown> } | null;
}

export interface Request {
  kind: 'request';
  request: RunRequest;
  nodePath: string;
}

/** Gathers what a run needs, or says why there is nothing to run. `file` is the path that the run knows the hook by. */
export async function runRequest(
  target: RunTarget,
  file: string,
  files: RunFiles,
  problems: PayloadProblems,
): Promise<Request | Refusal> {
  const { hook } = target;
  // A hook whose file was deleted is still there in its editor.
  const text = (await currentText(hook)) ?? openDocument(hook)?.getText();
  if (text === undefined) return refused(vscode.l10n.t('{0} is gone. Nothing was run.', baseName(hook)));
  const settings = runSettings(hook);
  if ('message' in settings) return wrongSetting(settings.setting, settings.message);
  const payload = await payloadFor(target, files, problems);
  if (payload.kind === 'refused') return payload;
  const authorities = await certificateAuthorities(hook, settings.certificateAuthorities);
  if ('kind' in authorities) return authorities;
  const { timeoutMs, memoryMb, network, allowedHosts, nodePath } = settings;
  const request: RunRequest = {
    file,
    text,
    payload: { name: payload.name, body: payload.body },
    secrets: await hookSecrets(hook),
    limits: { timeoutMs, memoryMb },
    network,
    allowedHosts: allowedHosts.length > 0 ? allowedHosts : undefined,
    certificateAuthorities: authorities,
    folders: readableFolders(hook),
  };
  return { kind: 'request', request, nodePath };
}

async function payloadFor(
  { hook, payloadName }: RunTarget,
  files: RunFiles,
  problems: PayloadProblems,
): Promise<{ kind: 'payload'; name: string; body: unknown } | Refusal> {
  if (payloadName === null) {
    return { kind: 'payload', name: defaultPayloadName, body: payloadSamples.default.body };
  }
  const uri = payloadUri(hook, payloadName);
  const fileName = baseName(uri);
  const text = await currentText(uri);
  if (text === undefined) {
    return refused(vscode.l10n.t('The payload file {0} is gone. Nothing was run.', fileName), {
      title: vscode.l10n.t('Choose Payload'),
      act: () => vscode.commands.executeCommand('postRegistrationHooks.choosePayload', hook),
    });
  }
  const { faults, body } = await problems.check(uri, text);
  const [first] = faults;
  if (!first) return { kind: 'payload', name: payloadName, body };
  const positionAt = positionsIn(text);
  const message =
    faults.length === 1
      ? vscode.l10n.t('Nothing was run: the payload {0} has a fault.', fileName)
      : vscode.l10n.t('Nothing was run: the payload {0} has {1} faults.', fileName, faults.length);
  const failure: RunFailure = {
    message,
    faults: faults.map((fault) => {
      const { line, character } = positionAt(fault.start);
      return {
        message: fault.message,
        place: { file: files.pathOf(uri), line: line + 1, column: character + 1 },
      };
    }),
  };
  const selection = new vscode.Range(positionAt(first.start), positionAt(first.end));
  return {
    kind: 'refused',
    failure,
    fix: {
      title: vscode.l10n.t('Open Payload'),
      act: () => vscode.window.showTextDocument(uri, { selection }),
    },
  };
}

/** The PEM texts of the setting's files. */
async function certificateAuthorities(
  hook: vscode.Uri,
  paths: readonly string[],
): Promise<string[] | Refusal> {
  // A hook that is in no file stands in no folder either, so its paths start at the workspace.
  const own = hook.scheme === 'file' ? folderOf(hook) : diskFolder();
  const base = vscode.workspace.getWorkspaceFolder(hook)?.uri ?? own;
  const texts: string[] = [];
  for (const path of paths) {
    // Windows' absolute paths begin with a drive.
    const uri = /^([\\/]|[a-zA-Z]:)/.test(path)
      ? vscode.Uri.file(path)
      : base && vscode.Uri.joinPath(base, path);
    const shown = uri?.fsPath ?? path;
    let text: string | undefined;
    try {
      text = uri && (await currentText(uri));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return wrongAuthority(
        vscode.l10n.t('{0} could not be read: {1}. Nothing was run.', shown, reason.replace(/\.$/, '')),
      );
    }
    if (text === undefined) {
      return wrongAuthority(
        vscode.l10n.t('The certificate authority {0} is not there. Nothing was run.', shown),
      );
    }
    if (authorityProblem(text) !== null) {
      return wrongAuthority(vscode.l10n.t('{0} holds no certificate in PEM format. Nothing was run.', shown));
    }
    texts.push(text);
  }
  return texts;
}

function wrongAuthority(message: string): Refusal {
  return wrongSetting('certificateAuthorities', message);
}

function wrongSetting(setting: RunSetting, message: string): Refusal {
  return refused(message, { title: vscode.l10n.t('Open Settings'), act: () => openSetting(setting) });
}

function refused(message: string, fix: Refusal['fix'] = null): Refusal {
  return { kind: 'refused', failure: { message, faults: [] }, fix };
}
