import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { readGuestMessage } from '../../src/sandbox/guestMessage.ts';
import { createModuleLoader } from '../../src/sandbox/moduleLoader.ts';
import { readOutgoing } from '../../src/sandbox/networkGate.ts';
import { hook, hookFolder, runHook } from './sandbox.ts';
import { httpServer } from './servers.ts';

/** Each is hook code that must get nothing, with what it logs where it does. */
const attacks: Record<string, string> = {
  "the bridge's functions are no globals":
    "for (const name of ['bootGuest', 'bridge', 'emit', 'ivm', 'openRequest']) if (name in globalThis) console.log('got', name);",
  'the constructor of anything leads to the guest, never to the host':
    "for (const thing of [process, console, require, module, Buffer, cb, context.webtask.storage, setTimeout(() => {}), new URL('http://a'), require('http').globalAgent]) { const p = thing.constructor.constructor('return process')(); if (p !== process || p.env.PATH || p.mainModule || p.binding.name !== '') console.log('got', p); }",
  'the stack of an error has no frame of the host':
    "try { require('./nothing'); } catch (error) { if (/sandbox\\.cjs|node:internal\\/(?!guest)/.test(error.stack)) console.log('got', error.stack); }",
  'Error.prepareStackTrace sees no function of the host':
    "Error.prepareStackTrace = (_error, frames) => { for (const frame of frames) { const f = frame.getFunction(); const t = frame.getThis(); if (f && f.constructor !== Function || t && t !== globalThis && t.constructor && t.constructor.constructor !== Function) console.log('got', f, t); } return ''; }; console.info(new Error('x').stack ? 'kept' : ''); try { require('./x'); } catch (e) { String(e.stack); }",
  'a callback of the bridge gets no caller':
    "function spy() { 'use strict'; return spy.caller; } try { const got = spy(); if (got) console.log('got', got); } catch {}",
  'a getter on a value that is logged runs in the guest only':
    "console.info({ get secret() { console.log('got'); return 1; } });",
};

describe('hook code gets at nothing but what it is handed', () => {
  for (const [idea, body] of Object.entries(attacks)) {
    test(idea, async () => {
      const { of, end } = await runHook(hook(`${body}\ncb();`));
      assert.deepEqual(
        of('log')
          .filter(({ level }) => level === 'log')
          .map(({ text }) => text),
        [],
      );
      assert.equal(end.outcome, 'success', JSON.stringify(end));
    });
  }

  test('a forged request is refused by the host, and the run goes on', async () => {
    const server = await httpServer((_request, response) => response.end());
    const forged = JSON.stringify({
      protocol: 'file:',
      method: 'GET',
      hostname: 'x',
      port: 1,
      path: '/',
      headers: [],
    });
    const { end, of } = await runHook(
      hook(`JSON.stringify = () => ${JSON.stringify(forged)};
      try { require('http').get('${server.url}'); } catch {}
      cb();`),
    );
    assert.deepEqual(of('request'), []);
    assert.deepEqual(server.received, []);
    assert.notEqual(end.outcome, 'crashed');
  });

  test('overwritten built-ins do not break the guest open', async () => {
    const { end } = await runHook(
      hook(`for (const key of ['map', 'filter', 'flatMap', 'find', 'push', 'shift', 'join']) Array.prototype[key] = () => { throw new Error('gone'); };
      Object.entries = Object.assign = Object.keys = Reflect.get = JSON.parse = () => { throw new Error('gone'); };
      Promise.prototype.then = undefined; globalThis.Error = undefined; globalThis.eval = undefined;
      cb(null, 1);`),
    );
    assert.deepEqual(
      end.reply,
      { statusCode: 200, headers: {}, status: 'success', data: 1 },
      JSON.stringify(end),
    );
  });
});

describe('the host takes nothing from the guest that it does not expect', () => {
  const good = {
    protocol: 'http:',
    method: 'GET',
    hostname: 'a',
    port: 80,
    path: '/',
    headers: [],
    rawHeaders: false,
    defaultHeaders: true,
    removedHeaders: [],
    flush: false,
    socket: 1,
    keepAlive: false,
    insecureParser: false,
    joinDuplicateHeaders: false,
    maxHeaderSize: null,
    stack: '',
  };
  const requests: Record<string, unknown> = {
    'no JSON': undefined,
    'an object in place of text': good,
    'another protocol': { ...good, protocol: 'file:' },
    'a method with a line end': { ...good, method: 'GET\r\nX' },
    'a port that is none': { ...good, port: 99_999 },
    'a port as text': { ...good, port: '80' },
    'headers as an object': { ...good, headers: { a: 'b' } },
    'a header that is no text': { ...good, headers: [['a', { toString: 1 }]] },
    'an endless hostname': { ...good, hostname: 'a'.repeat(5000) },
    'a negative size of headers': { ...good, maxHeaderSize: -1 },
    'a connection that is an address': { ...good, socket: '/var/run/docker.sock' },
  };
  test('a request that is right is taken, without what it does not need', () => {
    const read = readOutgoing(
      JSON.stringify({ ...good, socketPath: '/var/run/docker.sock', lookup: 'x', createConnection: 1 }),
    );
    assert.deepEqual(read, good);
  });
  for (const [what, request] of Object.entries(requests)) {
    test(`a request with ${what}`, () => {
      assert.throws(() =>
        readOutgoing(
          what.startsWith('an object') || request === undefined ? request : JSON.stringify(request),
        ),
      );
    });
  }
  const messages: unknown[] = [
    undefined,
    null,
    {},
    '',
    '[]',
    '{"kind":"end"}',
    '{"kind":"log","level":"fatal","text":"","stack":""}',
    '{"kind":"callback","index":0}',
    '{"kind":"answer","json":5}',
  ];
  for (const message of messages) {
    test(`the message ${JSON.stringify(message)}`, () => assert.throws(() => readGuestMessage(message)));
  }

  test('modules are resolved and read from the folders of the run only, whoever asks', () => {
    const file = join(hookFolder, 'hook.js');
    const loader = createModuleLoader(file, [hookFolder]);
    for (const path of [
      '/etc/passwd',
      '/proc/self/environ',
      `${hookFolder}/../../../package.json`,
      '/dev/zero',
      hookFolder,
      'relative.js',
      '',
    ]) {
      assert.ok('error' in loader.read(path), path);
    }
    assert.ok('error' in loader.resolve('/etc/x.js', './passwd'));
    assert.ok('file' in loader.resolve(file, 'slack-notify'));
    assert.ok('error' in loader.resolve(file, '../../../package.json'));
  });
});
