import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { payloadSamples } from '../../src/hook/payload.ts';
import { describeOutcome } from '../../src/runner/outcome.ts';
import type { EndEvent } from '../../src/runner/protocol.ts';
import { createSecretMask } from '../../src/sandbox/secretMask.ts';
import { hookFolder, runHook } from '../sandbox/sandbox.ts';
import { bodyCases } from './bodyCases.ts';
import { callbackCases } from './callbackCases.ts';
import { contextCases } from './contextCases.ts';
import { differences } from './differences.ts';
import { exportCases } from './exportCases.ts';
import { createOracle, type Verdict } from './oracle.ts';
import type { PlatformCase } from './platformCase.ts';
import { throwCases } from './throwCases.ts';

const oracle = createOracle();
after(() => oracle.dispose());

/** What Node puts before the stack of a SyntaxError: the place, the line and a mark below it. */
const arrow = /^.*\.js:\d+\n[\s\S]*?\n\n(?=\w*Error)/;
/** As text, so that the order of keys counts too; stacks are cut to their first line. */
function written(reply: unknown): string {
  const cut = (key: string, value: unknown) =>
    key === 'stack' && typeof value === 'string' ? value.replace(arrow, '').split('\n', 1)[0] : value;
  return JSON.stringify(reply, cut, 1);
}

const outcomeOf = ({ reply, died }: Verdict, end: EndEvent): EndEvent['outcome'] => {
  if (died) return 'exception';
  if (reply === null) return 'no-callback';
  if (typeof reply === 'object' && 'code' in reply) return 'exception';
  if (typeof reply === 'object' && 'status' in reply && reply.status === 'error') {
    return end.outcome === 'compile-error' ? 'compile-error' : 'hook-error';
  }
  return 'success';
};

/** Node's words for a rejection with what is no Error; ours are shorter. */
const wrappedByNode = 'This error originated either by throwing inside of an async function';

let count = 0;
async function compare({ text, body, secrets = {}, alone, differs }: PlatformCase): Promise<void> {
  const sent = body === undefined ? payloadSamples.default.body : body;
  // Each case has a file of its own, since what a hook stores is kept by its file.
  count += 1;
  const file = join(hookFolder, `case${count}`, 'hook.js');
  const [theirs, { end }] = await Promise.all([
    oracle.judge({ file, script: text, body: JSON.stringify(sent), secrets }, alone),
    runHook(text, { file, secrets, body: sent }),
  ]);
  const expected = createSecretMask(secrets)(theirs.reply);
  const failure = JSON.stringify(end.error);
  if (differs) {
    assert.notEqual(written(end.reply), written(expected), 'They agree: it is no difference any more.');
    assert.equal(written(end.reply), written(differs.reply), failure);
    return;
  }
  assert.equal(written(end.reply), written(expected), failure);
  assert.equal(end.outcome, outcomeOf(theirs, end), failure);
  if (theirs.error !== null && !theirs.error.startsWith(wrappedByNode)) {
    assert.equal(end.error?.message, theirs.error);
  }
  if (theirs.reply === null) {
    assert.match(describeOutcome(end), /Auth0 gets no answer|calling cb\(\)/);
    assert.ok(end.outcome === 'no-callback' || end.error, 'It does not say why.');
  }
}

const tables: Record<string, PlatformCase[]> = {
  'what a hook hands to cb': callbackCases,
  'what a hook throws': throwCases,
  'what a file exports': exportCases,
  'what is no body of a request': bodyCases,
  'what a hook finds in user and context': contextCases,
};

for (const [about, cases] of Object.entries(tables)) {
  describe(`${about}: the platform's answer and ours are the same`, { concurrency: 3 }, () => {
    for (const one of cases) test(one.name, () => compare(one));
  });
}

test('no two cases have one name, and there are plenty', () => {
  const names = Object.values(tables).flatMap((cases) => cases.map(({ name }) => name));
  assert.deepEqual(
    names.filter((name, at) => names.indexOf(name) !== at),
    [],
  );
  assert.ok(names.length >= 150, String(names.length));
});

test('every deliberate difference has a reason', () => {
  for (const reason of Object.values(differences)) assert.match(reason, /\.$/);
});
