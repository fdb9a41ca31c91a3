import { type ChildProcess, spawn } from 'node:child_process';
import * as v from 'valibot';
import { FromChild, type RunRequest, type ToChild } from './protocol.ts';
import { startFailed } from './runnerError.ts';

/** What the sandbox may know of the parent's environment; never NODE_OPTIONS, VSCODE_* or ELECTRON_*. */
const passedVariables = [
  'PATH',
  'HOME',
  'LANG',
  'TZ',
  'TMPDIR',
  'TEMP',
  // Where the user's caches are.
  'XDG_CACHE_HOME',
  'LOCALAPPDATA',
  'SystemRoot',
  'NODE_EXTRA_CA_CERTS',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
];

/** How much of what the process wrote to stderr is kept, in characters: the end of it. */
const stderrKept = 4000;

export interface SandboxProcess {
  readonly memoryMb: number;
  /** Resolves when the guest is booted; rejects with a RunnerError where it does not come to that. */
  readonly ready: Promise<void>;
  readonly hasExited: () => boolean;
  /** From now on the parent waits for this process; one that only stands ready must not keep the parent from ending. */
  hold(): void;
  /** Hands the run over; call it once, when ready. */
  start(run: RunRequest, onMessage: (message: FromChild) => void, onExit: (how: string) => void): void;
  kill(): void;
}

/** Starts a child with an isolate of `memoryMb` and the guest booted. */
export function startSandboxProcess(
  node: string,
  sandboxPath: string,
  memoryMb: number,
  log: (line: string) => void,
): SandboxProcess {
  const child: ChildProcess = spawn(node, ['--no-node-snapshot', sandboxPath, String(memoryMb)], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: Object.fromEntries(passedVariables.map((name) => [name, process.env[name]])),
    windowsHide: true,
  });
  let stderr = '';
  let exited: string | null = null;
  let onMessage: (message: FromChild) => void = () => undefined;
  let onExit: (how: string) => void = () => undefined;
  let settle: { resolve(): void; reject(error: Error): void };
  const ready = new Promise<void>((resolve, reject) => {
    settle = { resolve, reject };
  });
  // A process that is prepared and never used may fail with nobody listening.
  ready.catch(() => undefined);

  const leave = (how: string): void => {
    if (exited !== null) return;
    exited = how;
    settle.reject(startFailed(node, how));
    onExit(how);
  };
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    stderr = (stderr + chunk).slice(-stderrKept);
    log(chunk.trimEnd());
  });
  child.on('error', (error) => leave(error.message));
  // Not 'exit': what the process has sent and written must have been read.
  child.on('close', (code, signal) => {
    const how = signal === null ? `it exited with code ${code}` : `it was ended by ${signal}`;
    leave(stderr.trim() === '' ? how : `${how}: ${stderr.trim()}`);
  });
  child.on('message', (data) => {
    const message = v.safeParse(FromChild, data);
    if (!message.success) {
      log(`The sandbox sent what is no message: ${v.summarize(message.issues)}`);
      child.kill('SIGKILL');
      return;
    }
    if (message.output.type === 'ready') {
      log(`Sandbox process ${child.pid} ready in ${message.output.bootMs} ms (Node ${message.output.node}).`);
      settle.resolve();
    } else if (message.output.type === 'failed' && exited === null) {
      settle.reject(startFailed(node, message.output.message));
      onMessage(message.output);
    } else {
      onMessage(message.output);
    }
  });
  // It must not keep a command line from ending, nor an extension host.
  child.unref();
  child.channel?.unref();

  return {
    memoryMb,
    ready,
    hasExited: () => exited !== null,
    hold() {
      child.ref();
      child.channel?.ref();
    },
    start(run, listener, exitListener) {
      onMessage = listener;
      onExit = exitListener;
      if (exited !== null) onExit(exited);
      else child.send({ type: 'run', run } satisfies ToChild, (error) => error && leave(error.message));
    },
    kill() {
      child.kill('SIGKILL');
    },
  };
}
