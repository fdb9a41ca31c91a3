import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ansiParts } from '../../src/panel/ansiText.ts';
import { panelHtml } from '../../src/panel/html.ts';
import { indentedJson, jsonTokens } from '../../src/panel/jsonTokens.ts';
import { openRows } from '../../src/panel/openRows.ts';
import { summarizeRequest } from '../../src/panel/requestSummary.ts';
import { fileName, folderOf, relativePath, stackLines } from '../../src/panel/stackText.ts';
import {
  addToTimeline,
  chunkSize,
  newTimeline,
  type Row,
  redrawRow,
  type Timeline,
} from '../../src/panel/timeline.ts';
import type { RequestEvent, ResponseEvent, RunEvent } from '../../src/runner/protocol.ts';
import {
  callback,
  end,
  failedResponse,
  file,
  log,
  request,
  response,
  slack,
  start,
  thrown,
} from '../panel/sampleRuns.ts';

const timelineOf = (events: readonly RunEvent[]): Timeline => {
  const timeline = newTimeline();
  addToTimeline(timeline, events);
  return timeline;
};
const rows = ({ chunks }: Timeline): Row[] => chunks.flatMap((chunk) => chunk.rows);
const told = (row: Row): string => {
  if (row.kind === 'log') return row.event.text;
  if (row.kind === 'request')
    return `request ${row.event.id}: ${row.response?.status ?? row.response?.error?.code ?? 'pending'}`;
  return row.kind;
};

describe('the timeline', () => {
  test('has a row for each event, the response in the row of its request, and a line below the callback', () => {
    assert.deepEqual(rows(timelineOf(slack)).slice(4).map(told), [
      'request 1: 201',
      'callback',
      'afterCallback',
      'request 2: 200',
      'contact saved, <b>bold</b> is text',
      'request 3: ENOTFOUND',
      'metrics are down, going on without',
      'end',
    ]);
  });
  test('has no line below a callback that nothing follows', () => {
    const events = [start(), request(1, 1, 'https://a.example/'), callback(2), response(3, 1, 200, 2), end()];
    assert.deepEqual(rows(timelineOf(events)).map(told), ['start', 'request 1: 200', 'callback', 'end']);
  });
  test('draws again only what changed', () => {
    const timeline = timelineOf([
      request(0, 1, 'https://a.example/'),
      ...Array.from({ length: chunkSize }, (_, i) => log(i, `${i}`)),
    ]);
    const versions = () => timeline.chunks.map(({ version }) => version);
    const before = versions();
    assert.equal(before.length, 2);
    addToTimeline(timeline, [response(9, 1, 200, 9)]);
    assert.deepEqual(versions(), [chunkSize + 1, before[1]]);
    redrawRow(timeline, chunkSize);
    assert.deepEqual(versions(), [chunkSize + 1, (before[1] ?? 0) + 1]);
  });
  test('counts the requests that wait, and those after the callback', () => {
    const timeline = timelineOf(slack.slice(0, 7));
    assert.deepEqual(
      [timeline.pending.size, timeline.requestsAfterCallback, timeline.callbackMs],
      [2, 1, 3.1],
    );
  });
});

describe('a request on one line', () => {
  const sent = request(1, 1, 'https://api.example.com:8443/v1/users?q=a%20b') as RequestEvent;
  const answered = (fields: Partial<ResponseEvent> = {}) => ({
    ...(response(2, 1, 200, 59.3) as ResponseEvent),
    ...fields,
  });
  const cases: [string, ResponseEvent | null, boolean, string][] = [
    ['an answer', answered(), false, 'ok 200 1.34 kB 59 ms'],
    ['a refusal', answered({ status: 404, bodyBytes: 0 }), false, 'refused 404 0 B 59 ms'],
    [
      'an error',
      failedResponse(2, 1, 'ECONNREFUSED', 'connect') as ResponseEvent,
      false,
      'failed ECONNREFUSED  31 ms',
    ],
    ['none yet', null, false, 'pending pending  '],
    ['none at the end', null, true, 'failed no answer  '],
  ];
  for (const [name, got, ended, expected] of cases) {
    test(name, () => {
      const { state, status, size, duration } = summarizeRequest(sent, got, ended);
      assert.equal(`${state} ${status} ${size} ${duration}`, expected);
    });
  }
  test('its address is in two parts', () => {
    const { method, host, path } = summarizeRequest(sent, null, false);
    assert.deepEqual([method, host, path], ['POST', 'api.example.com:8443', '/v1/users?q=a%20b']);
  });
  test('an address that is none is shown as it is', () => {
    const { host, path } = summarizeRequest({ ...sent, url: 'http://' }, null, false);
    assert.deepEqual([host, path], ['', 'http://']);
  });
});

describe('a stack', () => {
  test('links to each place, below the hook by a short path, and tells the own frames from the others', () => {
    const lines = stackLines(thrown, folderOf(file));
    assert.deepEqual(
      lines.map(({ parts, own }) => [
        own,
        ...parts.map(({ text, place }) => (place ? `[${text} → ${place.line}:${place.column}]` : text)),
      ]),
      [
        [true, 'at greet (', '[notify-slack.js:9:31 → 9:31]', ')'],
        [true, 'at module.exports (', '[notify-slack.js:18:3 → 18:3]', ')'],
        [false, 'at ', '[/home/ada/signup/node_modules/request-promise/lib/plumbing.js:104:21 → 104:21]'],
        [false, 'at process.processTicksAndRejections (node:internal/process/task_queues:105:5)'],
      ],
    );
    assert.equal(lines[0]?.parts[1]?.place?.file, file);
  });
  const places: [string, string][] = [
    ['at C:\\hooks\\a.js:3:4', 'C:\\hooks\\a.js'],
    ['at x (C:\\my hooks (new)\\a.js:3:4)', 'C:\\my hooks (new)\\a.js'],
    ['at eval (eval at f (/hooks/a.js:3:4), <anonymous>:1:1)', 'none'],
    ['at async file:///home/ada/my%20hook.js:3:4', '/home/ada/my hook.js'],
    ['at async file:///home/ada/100%.js:3:4', '/home/ada/100%.js'],
    ['at <anonymous>', 'none'],
    ['at x (evalmachine.<anonymous>:3:4)', 'none'],
  ];
  for (const [line, expected] of places) {
    test(`"${line}" leads to ${expected}`, () => {
      const [found] = stackLines({ ...thrown, stack: `Error: x\n    ${line}` }, '/hooks');
      assert.equal(found?.parts.find(({ place }) => place)?.place?.file ?? 'none', expected);
    });
  }
  test('without frames has no lines', () => {
    assert.deepEqual(
      stackLines({ ...thrown, stack: 'Error: boom\nat the second line of the message' }, '/'),
      [],
    );
  });
  test('paths of either system are taken apart', () => {
    assert.deepEqual(
      [fileName('/a/b.js'), fileName('C:\\a\\b.js'), folderOf('C:\\a\\b.js')],
      ['b.js', 'b.js', 'C:\\a'],
    );
    assert.equal(relativePath('/hooks-old/a.js', '/hooks'), '/hooks-old/a.js');
    assert.equal(relativePath('/hooks/lib/a.js', '/hooks'), 'lib/a.js');
  });
});

describe('texts', () => {
  test('colours of a log line become names, and other sequences go', () => {
    assert.deepEqual(ansiParts('a \u001b[1m\u001b[91mred\u001b[0m\u001b[2K z'), [
      { text: 'a ', classes: [] },
      { text: 'red', classes: ['ansi-bright-red', 'bold'] },
      { text: ' z', classes: [] },
    ]);
  });
  test('a line with no colours is left whole', () => {
    assert.deepEqual(ansiParts('<b>&amp;'), [{ text: '<b>&amp;', classes: [] }]);
  });
  test('JSON is coloured without changing a character', () => {
    const text = '{"a": [1, -2.5e3, "x: \\"y\\"", true, null]}';
    const tokens = jsonTokens(text);
    assert.equal(tokens.map((token) => token.text).join(''), text);
    assert.deepEqual(
      tokens.filter(({ kind }) => kind !== 'plain').map((token) => `${token.kind} ${token.text}`),
      ['name "a"', 'number 1', 'number -2.5e3', 'string "x: \\"y\\""', 'boolean true', 'boolean null'],
    );
  });
  test('a body is indented only where it is JSON', () => {
    assert.deepEqual(indentedJson('{"a":1}'), { text: '{\n  "a": 1\n}', isJson: true });
    assert.deepEqual(indentedJson('{"a":1'), { text: '{"a":1', isJson: false });
    assert.deepEqual(indentedJson('<html>'), { text: '<html>', isJson: false });
    assert.deepEqual(indentedJson({ a: 1 }), { text: '{\n  "a": 1\n}', isJson: true });
  });
});

test('opened rows are known by their run, and forgotten with it', () => {
  const open = openRows(['3 run one']);
  open.toggle('b', 3);
  assert.deepEqual([open.has('run one', 3), open.has('b', 3), open.has('b', 4)], [true, true, false]);
  open.keepRuns(['b']);
  assert.deepEqual(open.keys(), ['3 b']);
  open.toggle('b', 3);
  assert.deepEqual(open.keys(), []);
});

test('the page allows nothing but its own script, styles and font', () => {
  const html = panelHtml({
    cspSource: 'https://x.test',
    nonce: 'n0',
    scriptUri: 'https://x.test/p.js?a&b',
    styleUri: 'https://x.test/p.css',
  });
  assert.match(
    html,
    /content="default-src 'none'; script-src 'nonce-n0'; style-src https:\/\/x\.test; font-src https:\/\/x\.test"/,
  );
  assert.match(html, /<script nonce="n0" src="https:\/\/x\.test\/p\.js\?a&amp;b">/);
});
