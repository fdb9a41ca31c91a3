/** Runs the same script as a hook and in plain Node, for the tests that compare the two. */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { type Finished, hook, hookFolder, type Overrides, runHook } from './sandbox.ts';

const execute = promisify(execFile);
const lines = (text: string): string[] => text.replace(/\n$/, '').split('\n');

/**
 * What plain Node prints for the statements, by line; `cwd` is where it requires packages from. What it prints on
 * stderr is left out, unless it fails: then it is the error's.
 */
export async function inNode(body: string, { cwd = hookFolder }: { cwd?: string } = {}): Promise<string[]> {
  const { stdout } = await execute(process.execPath, ['--no-warnings', '-e', body], {
    cwd,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  return lines(stdout);
}

/** What the hook's log shows for the same statements, by line: what goes to stdout in Node. */
export async function inHook(body: string, overrides: Overrides = {}): Promise<string[]> {
  const finished = await runHook(hook(`${body}\ncb();`), overrides);
  if (finished.end.outcome !== 'success') {
    assert.fail(`${finished.end.outcome}: ${finished.end.error?.stack}\n${stdoutOf(finished).join('\n')}`);
  }
  return stdoutOf(finished);
}

const stdoutOf = ({ of }: Finished): string[] =>
  of('log')
    .filter(({ level }) => level === 'log' || level === 'info' || level === 'debug')
    .map(({ text }) => text)
    .join('\n')
    .split('\n');

/** Fails where the two differ. */
export async function compare(body: string, overrides: Overrides = {}): Promise<void> {
  const [here, there] = await Promise.all([inHook(body, overrides), inNode(body)]);
  assert.deepEqual(here, there);
}

/** One test for each script: it logs in a hook what it prints in Node. */
export function compareAll(bodies: Record<string, string>, overrides: Overrides = {}): void {
  for (const [name, body] of Object.entries(bodies)) test(name, () => compare(body, overrides));
}
