import { join, resolve } from 'node:path';
import { defaultLimits, type RunEvent } from '../runner/protocol.ts';
import { createRunner } from '../runner/runner.ts';
import { projectFolder, readAuthorities, readNamedFile } from './files.ts';
import { readPayload } from './payloadArgument.ts';
import { createReport } from './report.ts';
import { readSecrets } from './secretsArgument.ts';

export interface RunOptions {
  payload?: string;
  secrets?: string;
  timeout?: number;
  memory?: number;
  network: 'live' | 'block';
  allowHost?: string[];
  ca?: string;
  json?: boolean;
}

/**
 * Runs a hook's file and prints what it does. Resolves to the exit status: 0 success, 1 any other outcome. Throws a
 * UsageError before anything is run, and a RunnerError when the runner itself fails.
 */
export async function runCommand(hook: string, options: RunOptions): Promise<number> {
  const file = resolve(hook);
  const text = readNamedFile(file, 'hook');
  const warn = (message: string) => process.stderr.write(`warning: ${message}\n`);
  const payload = await readPayload(file, options.payload, warn);
  const secrets = options.secrets === undefined ? {} : readSecrets(options.secrets);
  const certificateAuthorities = options.ca === undefined ? [] : [readAuthorities(options.ca)];

  const print = (line: string) => void process.stdout.write(`${line}\n`);
  const colours = Boolean(process.stdout.isTTY) && process.env.NO_COLOR === undefined;
  const report: (event: RunEvent) => void =
    options.json === true ? (event) => print(JSON.stringify(event)) : createReport({ colours, write: print });

  const runner = createRunner({
    sandboxPath: join(__dirname, 'sandbox.cjs'),
    nodePath: process.env.POST_REGISTRATION_HOOKS_NODE ?? '',
    keepReady: false,
    log: (line) => process.env.DEBUG === 'post-registration-hooks' && process.stderr.write(`${line}\n`),
  });
  const run = runner.run(
    {
      file,
      text,
      payload,
      secrets,
      limits: {
        timeoutMs: options.timeout ?? defaultLimits.timeoutMs,
        memoryMb: options.memory ?? defaultLimits.memoryMb,
      },
      network: options.network,
      allowedHosts: options.allowHost,
      certificateAuthorities,
      folders: [projectFolder(file)],
    },
    report,
  );
  const stop = () => run.stop();
  process.once('SIGINT', stop).once('SIGTERM', stop);
  // Whoever reads the output has had enough of it: head, for one.
  process.stdout.on('error', stop);
  try {
    const { outcome } = await run.finished;
    return outcome === 'success' ? 0 : 1;
  } finally {
    runner.dispose();
  }
}
