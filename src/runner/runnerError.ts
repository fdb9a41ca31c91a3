/** What can go wrong with the runner itself, never with a hook. */
export type RunnerErrorCode = 'no-node' | 'start-failed' | 'sandbox-failed';

/** The runner's own failure; `message` says what failed and what to do, and is meant for people. */
export class RunnerError extends Error {
  readonly code: RunnerErrorCode;
  constructor(code: RunnerErrorCode, message: string) {
    super(message);
    this.name = 'RunnerError';
    this.code = code;
  }
}

/** `tried` are lines of "where: why it failed". */
export const noNode = (tried: string[]): RunnerError =>
  new RunnerError(
    'no-node',
    `No Node.js 24 was found to run hooks with. Tried:\n${tried.map((line) => `  ${line}`).join('\n')}\n` +
      'Install Node.js 24, or set postRegistrationHooks.nodePath to the path of one.',
  );

export const startFailed = (node: string, why: string): RunnerError =>
  new RunnerError('start-failed', `The sandbox did not start with ${node}: ${why}`);

export const sandboxFailed = (why: string): RunnerError =>
  new RunnerError('sandbox-failed', `The sandbox failed, which is no fault of the hook's: ${why}`);
