import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { linkExtension } from '../tools/server.mjs';
import { median, type Row } from './table.ts';

const root = join(import.meta.dirname, '..');
const launches = 5;

interface Activations {
  ours: number;
  empty: number;
}

/** Starts a real VS Code that activates the two extensions, in the order of the round, and reports the times. */
async function launch(round: number): Promise<Activations> {
  const folder = mkdtempSync(join(tmpdir(), 'hooks-activation-'));
  const report = join(folder, 'activation.json');
  linkExtension(folder, join(import.meta.dirname, 'emptyExtension'));
  const args = [
    join(root, 'tools/vscode.mjs'),
    `--extensionDevelopmentPath=${root}`,
    `--extensions-dir=${join(folder, 'extensions')}`,
    `--extensionTestsPath=${join(import.meta.dirname, 'activationSuite.cjs')}`,
    '--disable-workspace-trust',
    folder,
  ];
  const env = { ...process.env, ACTIVATION_REPORT: report, ACTIVATION_ROUND: String(round) };
  try {
    await new Promise<void>((resolve, reject) => {
      const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'ignore', 'inherit'] });
      child.on('close', (code) =>
        code === 0 ? resolve() : reject(new Error(`VS Code exited with ${code}`)),
      );
    });
    return JSON.parse(readFileSync(report, 'utf8')) as Activations;
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** How long activate() takes, module loading included, beside an extension that does nothing. */
export async function measureActivation(): Promise<Row> {
  const all: Activations[] = [];
  for (let round = 0; round < launches; round += 1) all.push(await launch(round));
  return {
    name: 'activation of the extension',
    unit: 'ms',
    value: median(all.map(({ ours }) => ours)),
    rival: { name: 'an empty extension', value: median(all.map(({ empty }) => empty)) },
  };
}
