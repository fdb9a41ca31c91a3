import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as v from 'valibot';
import { FromPage, ToPage } from '../../src/panel/messages.ts';
import { addEvents, failRun, keepLatest, longestLog, newRun, type RunView } from '../../src/panel/runView.ts';
import { isRunning, receive, type ShownRuns, selectedRun } from '../../src/panel/shownRuns.ts';
import { end, file, header, log, slack, start } from '../panel/sampleRuns.ts';

const run = (id: string, path = file, state: RunView['state'] = 'ended'): RunView => ({
  ...newRun({ ...header(id), file: path }),
  state,
});
const ids = (runs: readonly RunView[]): string[] => runs.map(({ id }) => id);

describe('a run as it is kept', () => {
  test('holds its events, and ends with the last of them', () => {
    const kept = newRun(header('a'));
    assert.deepEqual(addEvents(kept, [start(), log(1, 'x')]), [start(), log(1, 'x')]);
    assert.equal(kept.state, 'running');
    addEvents(kept, [end()]);
    assert.equal(kept.state, 'ended');
    assert.deepEqual(kept.events, [start(), log(1, 'x'), end()]);
  });

  test('counts the log lines that are too many, and keeps everything else', () => {
    const kept = newRun(header('a'));
    addEvents(
      kept,
      Array.from({ length: longestLog }, (_, i) => log(i, `line ${i}`)),
    );
    assert.deepEqual(addEvents(kept, [log(1, 'too many'), log(2, 'too many'), end()]), [end()]);
    assert.equal(kept.omittedLogs, 2);
    assert.equal(kept.events.length, longestLog + 1);
  });

  test('has a reason where it has no outcome', () => {
    const kept = newRun(header('a'));
    failRun(kept, { message: 'No Node was found.', faults: [] });
    assert.equal(kept.state, 'failed');
    assert.equal(kept.failure?.message, 'No Node was found.');
  });
});

describe('the runs that are kept', () => {
  test('a new run takes the place of the last one of its hook', () => {
    assert.deepEqual(ids(keepLatest([run('a'), run('b', '/other.js')], run('c'))), ['b', 'c']);
  });
  test('a run that goes on stays', () => {
    assert.deepEqual(ids(keepLatest([run('a', file, 'running')], run('b'))), ['a', 'b']);
  });
  test('the oldest go when there are too many, but never one that goes on', () => {
    const runs = Array.from({ length: 8 }, (_, i) =>
      run(String(i), `/${i}.js`, i === 0 ? 'running' : 'ended'),
    );
    assert.deepEqual(ids(keepLatest(runs, run('new'))), ['0', '2', '3', '4', '5', '6', '7', 'new']);
  });
});

describe('the messages', () => {
  test('those to the page are taken as they are sent', () => {
    const messages: ToPage[] = [
      { type: 'state', runs: [{ ...newRun(header('a')), events: slack }] },
      { type: 'runStarted', run: header('a'), keep: ['b'] },
      { type: 'events', runId: 'a', events: slack, omittedLogs: 0 },
      { type: 'failed', runId: 'a', failure: { message: 'm', faults: [{ message: 'f', place: null }] } },
    ];
    for (const message of messages) assert.deepEqual(v.parse(ToPage, structuredClone(message)), message);
  });
  const wrong: [string, unknown][] = [
    ['of no type', {}],
    ['of a type that there is not', { type: 'delete' }],
    ['that stops no run', { type: 'stop' }],
    ['that opens a place without a line', { type: 'open', place: { file: '/a.js', column: 1 } }],
    ['that is no object', 'ready'],
  ];
  for (const [name, message] of wrong) {
    test(`one from the page ${name} is refused`, () =>
      assert.equal(v.safeParse(FromPage, message).success, false));
  }
});

describe('the page', () => {
  const empty: ShownRuns = { runs: [], selected: null };

  test('shows a run as soon as it begins, and drops those that the extension dropped', () => {
    let shown = receive(empty, { type: 'state', runs: [run('a'), run('b')] });
    assert.equal(shown.selected, 'b');
    shown = receive(shown, { type: 'runStarted', run: header('c'), keep: ['a'] });
    assert.deepEqual(
      shown.runs.map(({ header: { id } }) => id),
      ['a', 'c'],
    );
    assert.equal(selectedRun(shown)?.header.id, 'c');
  });
  test('shows the run that the user had chosen before it was hidden', () => {
    assert.equal(
      receive({ runs: [], selected: 'a' }, { type: 'state', runs: [run('a'), run('b')] }).selected,
      'a',
    );
  });
  test('follows a run to its end', () => {
    let shown = receive(empty, { type: 'runStarted', run: header('a'), keep: [] });
    assert.ok(shown.runs[0] && isRunning(shown.runs[0]));
    shown = receive(shown, { type: 'events', runId: 'a', events: slack, omittedLogs: 7 });
    assert.ok(shown.runs[0] && !isRunning(shown.runs[0]));
    assert.equal(shown.runs[0].omittedLogs, 7);
  });
  test('looks the same whether it saw the run or is told of it afterwards', () => {
    let live = receive(empty, { type: 'runStarted', run: header('a'), keep: [] });
    for (const event of slack)
      live = receive(live, { type: 'events', runId: 'a', events: [event], omittedLogs: 0 });
    const told = receive(empty, { type: 'state', runs: [{ ...run('a'), events: slack }] });
    const rows = ({ runs }: ShownRuns) => runs[0]?.timeline.chunks.map((chunk) => chunk.rows);
    assert.deepEqual(rows(live), rows(told));
  });
  test('takes what is said of a run that it does not have', () => {
    assert.deepEqual(receive(empty, { type: 'events', runId: 'x', events: slack, omittedLogs: 0 }), empty);
  });
});
