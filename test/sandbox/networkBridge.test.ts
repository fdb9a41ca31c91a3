import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { readDnsQuestion } from '../../src/sandbox/dnsHost.ts';
import { matchesHost, readOutgoingSocket, readTrailers } from '../../src/sandbox/networkGate.ts';
import { hook, runHook } from './sandbox.ts';

const connection = {
  type: 'tls',
  over: null,
  tls: {},
  host: 'a',
  port: 443,
  family: 0,
  allowHalfOpen: false,
  noDelay: false,
  keepAlive: false,
  keepAliveDelayMs: 0,
  timeoutMs: 0,
  stack: '',
};
const question = {
  call: 'resolve',
  name: 'a',
  recordType: 'A',
  family: 0,
  all: false,
  order: 'verbatim',
  port: 0,
  ttl: false,
  servers: [],
};

describe('the host takes no connection, question or trailer from the guest that it does not expect', () => {
  const connections: Record<string, unknown> = {
    'of another kind': { ...connection, type: 'pipe' },
    'to a path': { ...connection, host: undefined, path: '/var/run/docker.sock' },
    'to a port that is none': { ...connection, port: -1 },
    'over a connection that is no number': { ...connection, over: { fd: 1 } },
    'with a key that is no text': { ...connection, tls: { key: [{ pem: { toString: 1 } }] } },
    'with a version that is none': { ...connection, tls: { minVersion: 'SSLv3' } },
    'that keeps for ever': { ...connection, keepAliveDelayMs: 1e12 },
    'of another family': { ...connection, family: 5 },
  };
  for (const [what, one] of Object.entries(connections)) {
    test(`a connection ${what}`, () => assert.throws(() => readOutgoingSocket(JSON.stringify(one))));
  }
  test('what a connection does not need is left out', () => {
    const hostile = {
      ...connection,
      path: '/var/run/docker.sock',
      lookup: 'x',
      tls: { secureContext: {}, checkServerIdentity: 'x', privateKeyEngine: '/tmp/evil.so', socket: 1 },
    };
    assert.deepEqual(readOutgoingSocket(JSON.stringify(hostile)), connection);
  });

  const questions: Record<string, unknown> = {
    'by another function': { ...question, call: 'setServers' },
    'for a name that is no text': { ...question, name: ['a'] },
    'for a record that is none': { ...question, recordType: 'constructor' },
    'to servers without end': { ...question, servers: Array.from({ length: 100 }, () => '1.1.1.1') },
  };
  for (const [what, one] of Object.entries(questions)) {
    test(`a question ${what}`, () => assert.throws(() => readDnsQuestion(JSON.stringify(one))));
  }
  for (const trailers of [undefined, 5, '{}', '[["a"]]', '[["a", 1]]']) {
    test(`the trailers ${JSON.stringify(trailers)}`, () => assert.throws(() => readTrailers(trailers)));
  }

  test('a forged connection is refused, and the run goes on', async () => {
    let reached = 0;
    const server = createServer(() => {
      reached += 1;
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    after(() => server.close());
    const forged = JSON.stringify({ ...connection, type: 'tcp', host: { path: '/var/run/docker.sock' } });
    const { end } = await runHook(
      hook(`const { stringify } = JSON;
      JSON.stringify = () => ${JSON.stringify(forged)};
      try { require('net').connect(1, 'localhost').on('error', () => {}); require('dns').lookup('localhost', () => {}); } catch {}
      JSON.stringify = stringify;
      cb();`),
    );
    assert.notEqual(end.outcome, 'crashed');
    assert.equal(reached, 0);
  });

  test('a connection of a number that is in use, or of none, is refused', async () => {
    const { end } = await runHook(
      hook(`const s = require('net').connect(1, '127.0.0.1'); s.on('error', () => {});
      for (const id of [s.connectionId, -1, NaN, {}, 1e300]) Object.defineProperty(Object.getPrototypeOf(s), 'connectionId', { get: () => id, configurable: true });
      require('http').get({ createConnection: () => s, path: '/' }).on('error', () => {});
      cb();`),
    );
    assert.notEqual(end.outcome, 'crashed');
  });

  test('what the modules give leads to the guest, never to the host', async () => {
    const { logs, end } = await runHook(
      hook(`const net = require('net'); const tls = require('tls'); const dns = require('dns');
      const things = [net, tls, dns, dns.promises, new net.Socket(), net.Socket, tls.connect, tls.createSecureContext(), new net.BlockList(), fetch, Headers, Request, Response, FormData, Blob, new Blob([]), new Headers(), require('http').globalAgent];
      for (const thing of things) { const p = thing.constructor.constructor('return process')(); if (p !== process || p.env.PATH) console.log('got', p); }
      net.connect(1, '127.0.0.1').on('error', (e) => { if (/sandbox\\.cjs|node:net|node:internal\\/(?!guest)/.test(e.stack)) console.log('got', e.stack); cb(); });`),
    );
    assert.deepEqual(logs, []);
    assert.equal(end.outcome, 'success');
  });
});

describe('the hosts that a setting allows', () => {
  const cases: [string, string, number | null, boolean][] = [
    ['example.com', 'example.com', 443, true],
    ['Example.COM', 'EXAMPLE.com.', 443, true],
    ['example.com', 'a.example.com', 443, false],
    ['*.example.com', 'a.example.com', 443, true],
    ['*.example.com', 'a.b.example.com', 443, true],
    ['*.example.com', 'example.com', 443, false],
    ['*.example.com', 'evilexample.com', 443, false],
    ['example.com:443', 'example.com', 443, true],
    ['example.com:443', 'example.com', 80, false],
    ['example.com:443', 'example.com', null, true],
    ['*', 'anything', 1, true],
    ['*:443', 'anything', 1, false],
    ['::1', '::1', 1, true],
    ['[::1]:5', '::1', 5, true],
    ['[::1]:5', '::1', 6, false],
    ['127.0.0.1', '127.0.0.1', 1, true],
    ['', 'a', 1, false],
  ];
  for (const [pattern, host, port, allowed] of cases) {
    test(`${JSON.stringify(pattern)} ${allowed ? 'allows' : 'does not allow'} ${host}:${port}`, () =>
      assert.equal(matchesHost(pattern, host, port), allowed));
  }
});

test('the command line takes the hosts that may be reached', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hosts-'));
  after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'hook.js');
  writeFileSync(
    file,
    hook("require('http').get('http://127.0.0.1:1/').on('error', (e) => { console.log(e.message); cb(); });"),
  );
  const cli = join(import.meta.dirname, '../../dist/cli.cjs');
  const out = async (...hosts: string[]): Promise<string> => {
    const options = hosts.length > 0 ? ['--allow-host', ...hosts] : [];
    const { stdout } = await promisify(execFile)(process.execPath, [cli, 'run', file, ...options]);
    return stdout;
  };
  assert.match(await out('example.com', 'localhost'), /refused by the setting allowedHosts/);
  assert.match(await out('127.0.0.1'), /connect ECONNREFUSED 127\.0\.0\.1:1 {2}/);
});
