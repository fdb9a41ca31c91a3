import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as v from 'valibot';
import {
  describeOmitted,
  eventLimit,
  mostEvents,
  mostText,
  noneOmitted,
  type Omitted,
} from '../../src/panel/eventLimit.ts';
import { FromPage, ToPage } from '../../src/panel/messages.ts';
import { addEvents, failRun, keepLatest, newRun, type RunView } from '../../src/panel/runView.ts';
import { isRunning, receive, type ShownRuns, selectedRun } from '../../src/panel/shownRuns.ts';
import type { RunEvent } from '../../src/runner/protocol.ts';
import { callback, end, file, header, log, request, response, slack, start } from '../panel/sampleRuns.ts';

const run = (id: string, path = file, state: RunView['state'] = 'ended'): RunView => ({
  ...newRun({ ...header(id), file: path }),
  state,
});
const times = (count: number, make: (i: number) => RunEvent): RunEvent[] =>
  Array.from({ length: count }, (_, i) => make(i));
const warning = () => ({
  type: 'warning' as const,
  afterCallback: false,
  t: 1,
  code: 'second-callback',
  message: 'Again.',
  source: null,
});
const ids = (runs: readonly RunView[]): string[] => runs.map(({ id }) => id);

describe('a run as it is kept', () => {
  test('holds its events, and ends with the last of them', () => {
    const kept = newRun(header('a'));
    const limit = eventLimit();
    assert.deepEqual(addEvents(kept, [start(), log(1, 'x')], limit), [start(), log(1, 'x')]);
    assert.equal(kept.state, 'running');
    addEvents(kept, [end()], limit);
    assert.equal(kept.state, 'ended');
    assert.deepEqual(kept.events, [start(), log(1, 'x'), end()]);
  });

  const many = mostEvents.requests + 5;
  const floods: [string, RunEvent[], RunEvent[], Partial<Omitted>][] = [
    ['log lines', times(mostEvents.logs + 2, (i) => log(i, `line ${i}`)), [], { logs: 2 }],
    ['callbacks', times(13_000, (i) => callback(i, null, null, i + 1)), [], { callbacks: 12_900 }],
    ['warnings', times(mostEvents.warnings + 1, warning), [], { warnings: 1 }],
    [
      'requests, and the responses of those',
      times(many, (i) => request(i, i, 'https://a.example/')),
      times(many, (i) => response(i, many - 1 - i, 200, 1)),
      { requests: 5 },
    ],
  ];
  for (const [name, flood, rest, omitted] of floods) {
    test(`counts the ${name} that are too many, and keeps its end`, () => {
      const kept = newRun(header('a'));
      const limit = eventLimit();
      for (const event of flood) addEvents(kept, [event], limit);
      const few = flood.length - Object.values(omitted).reduce((sum, count) => sum + count, 0);
      assert.deepEqual(kept.events, flood.slice(0, few));
      assert.equal(addEvents(kept, [...rest, end()], limit).length, rest.length === 0 ? 1 : few + 1);
      assert.deepEqual(kept.omitted, { ...noneOmitted, ...omitted });
      assert.equal(kept.state, 'ended');
    });
  }

  test('keeps only the beginnings of texts that come after very much text', () => {
    const kept = newRun(header('a'));
    const limit = eventLimit();
    addEvents(kept, [start(), request(0, 1, 'https://a.example/')], limit);
    for (let i = 0; i < 500; i += 1) addEvents(kept, [log(i, 'x'.repeat(1e6))], limit);
    const long = 'y'.repeat(16_384);
    const last = [
      log(1, 'short'),
      { ...request(2, 2, 'https://a.example/'), bodyPreview: long },
      { ...response(3, 1, 200, 1), bodyPreview: long },
      { ...warning(), message: long },
      callback(4, null, { long }),
      callback(5, null, { small: true }),
      end(),
    ];
    const note = /^.{200}… \([\d,]+ more characters are not kept\)$/;
    const [short, sent, answered, warned, called, calledSmall, ended] = addEvents(kept, last, limit);
    assert.deepEqual([short, calledSmall, ended], [last[0], last[5], last[6]]);
    assert(sent?.type === 'request' && answered?.type === 'response');
    assert(warned?.type === 'warning' && called?.type === 'callback');
    for (const text of [sent.bodyPreview, answered.bodyPreview, warned.message, called.response]) {
      assert.match(String(text), note);
    }
    const logs = kept.events.filter((event) => event.type === 'log').map(({ text }) => text);
    assert.equal(logs.length, 501);
    assert.equal(logs[7], 'x'.repeat(1e6));
    assert.match(logs[499] ?? '', note);
    assert(JSON.stringify(kept).length < mostText + 1e6);
  });

  test('keeps of one text as much as there is room for', () => {
    const kept = newRun(header('a'));
    const [event] = addEvents(kept, [log(0, 'x'.repeat(mostText + 1234))], eventLimit());
    assert(event?.type === 'log');
    assert.equal(event.text.slice(mostText), '… (1,234 more characters are not kept)');
  });

  const told: [Partial<Omitted>, string | null][] = [
    [{}, null],
    [{ logs: 1 }, '1 more log line is not shown'],
    [{ logs: 2345 }, '2,345 more log lines are not shown'],
    [{ requests: 1, callbacks: 2 }, '1 more request, 2 more callbacks are not shown'],
  ];
  for (const [omitted, sentence] of told) {
    test(`tells of ${JSON.stringify(omitted)}: ${sentence}`, () => {
      assert.equal(describeOmitted({ ...noneOmitted, ...omitted }), sentence);
    });
  }

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
      { type: 'events', runId: 'a', events: slack, omitted: noneOmitted },
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
  const empty: ShownRuns = { runs: [], selected: null, known: [] };

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
  const hidden: [string, RunView[], string][] = [
    ['what the user had chosen, where nothing was run since', [run('a'), run('b')], 'a'],
    ['what the user had chosen, where others were cleared since', [run('a')], 'a'],
    ['what was run since, whatever the user had chosen', [run('a'), run('b'), run('c')], 'c'],
    ['the newest, where the chosen one is gone', [run('b')], 'b'],
  ];
  for (const [name, runs, selected] of hidden) {
    test(`that was hidden shows ${name}`, () => {
      const shown = receive({ runs: [], selected: 'a', known: ['a', 'b'] }, { type: 'state', runs });
      assert.deepEqual([shown.selected, shown.known], [selected, ids(runs)]);
    });
  }
  test('follows a run to its end', () => {
    let shown = receive(empty, { type: 'runStarted', run: header('a'), keep: [] });
    assert.ok(shown.runs[0] && isRunning(shown.runs[0]));
    shown = receive(shown, {
      type: 'events',
      runId: 'a',
      events: slack,
      omitted: { ...noneOmitted, logs: 7 },
    });
    assert.ok(shown.runs[0] && !isRunning(shown.runs[0]));
    assert.equal(shown.runs[0].omitted.logs, 7);
  });
  test('looks the same whether it saw the run or is told of it afterwards', () => {
    let live = receive(empty, { type: 'runStarted', run: header('a'), keep: [] });
    for (const event of slack)
      live = receive(live, { type: 'events', runId: 'a', events: [event], omitted: noneOmitted });
    const told = receive(empty, { type: 'state', runs: [{ ...run('a'), events: slack }] });
    const rows = ({ runs }: ShownRuns) => runs[0]?.timeline.chunks.map((chunk) => chunk.rows);
    assert.deepEqual(rows(live), rows(told));
  });
  test('takes what is said of a run that it does not have', () => {
    assert.deepEqual(
      receive(empty, { type: 'events', runId: 'x', events: slack, omitted: noneOmitted }),
      empty,
    );
  });
});
