/** Runs hooks through the real runner, in real processes, for the tests. */

import { join } from 'node:path';
import { after } from 'node:test';
import { payloadSamples } from '../../src/hook/payload.ts';
import type { EndEvent, RunEvent, RunRequest } from '../../src/runner/protocol.ts';
import { createRunner, type Run } from '../../src/runner/runner.ts';

const root = join(import.meta.dirname, '../..');
/** Where hooks of the tests lie: slack-notify is found from there, as it is from the project's own folder. */
export const hookFolder = join(root, 'test/fixtures/hooks');

export const runner = createRunner({
  sandboxPath: join(root, 'dist/sandbox.cjs'),
  nodePath: '',
  log: () => undefined,
});
after(() => runner.dispose());

type Type = RunEvent['type'];
type Of<T extends Type> = Extract<RunEvent, { type: T }>;

export interface Finished {
  events: RunEvent[];
  end: EndEvent;
  of<T extends Type>(type: T): Of<T>[];
  /** The texts of the logs, in order. */
  logs: string[];
}

export type Overrides = Partial<Omit<RunRequest, 'payload'>> & { body?: unknown };

export const requestFor = (text: string, { body, ...overrides }: Overrides = {}): RunRequest => ({
  file: join(hookFolder, 'hook.js'),
  text,
  payload: { name: 'test', body: body === undefined ? payloadSamples.default.body : body },
  secrets: {},
  limits: { timeoutMs: 10_000, memoryMb: 128 },
  network: 'live',
  certificateAuthorities: [],
  folders: [hookFolder],
  ...overrides,
});

/** Runs the hook to its end. `started` gets the run, to stop it; `onEvent` each event as it comes. */
export async function runHook(
  text: string,
  overrides: Overrides = {},
  onEvent: (event: RunEvent, run: Run) => void = () => undefined,
): Promise<Finished> {
  const events: RunEvent[] = [];
  const run = runner.run(requestFor(text, overrides), (event) => {
    events.push(event);
    onEvent(event, run);
  });
  const end = await run.finished;
  const of = <T extends Type>(type: T) => events.filter((event): event is Of<T> => event.type === type);
  return { events, end, of, logs: of('log').map((event) => event.text) };
}

/** A hook of one body, in the usual signature. */
export const hook = (body: string): string =>
  `module.exports = function (user, context, cb) {\n${body}\n};\n`;
