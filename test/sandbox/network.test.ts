import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { hook, runHook } from './sandbox.ts';
import { httpServer } from './servers.ts';

const closedPort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });

describe('requests of a hook', () => {
  test('a body that is handed over whole goes out with its length, a streamed one in chunks', async () => {
    const server = await httpServer((_request, response) => response.end());
    const { end } = await runHook(
      hook(`const http = require('http');
      const send = (use) => new Promise((resolve) => use(http.request('${server.url}/x?y=1', { method: 'POST', headers: { 'X-Case': 'kept', Accept: ['a', 'b'] } }, (res) => res.on('end', resolve).resume())));
      send((req) => req.end('whole'))
        .then(() => send((req) => { req.write('str'); req.write(Buffer.from('eamed')); req.end(); }))
        .then(() => send((req) => { req.setHeader('content-length', 2); req.write('ok'); req.end(); }))
        .then(() => cb(), cb);`),
    );
    assert.equal(end.outcome, 'success', JSON.stringify(end));
    assert.deepEqual(
      server.received.map(({ body }) => body),
      ['whole', 'streamed', 'ok'],
    );
    const [whole, streamed, declared] = server.received.map(({ headers }) => headers);
    assert.equal(whole?.['content-length'], '5');
    assert.equal(whole?.['x-case'], 'kept');
    assert.equal(whole?.accept, 'a, b');
    assert.equal(whole?.host, server.url.replace('http://', ''));
    assert.equal(whole?.connection, 'keep-alive');
    assert.equal(streamed?.['transfer-encoding'], 'chunked');
    assert.equal(declared?.['content-length'], '2');
    assert.equal(declared?.['transfer-encoding'], undefined);
  });

  test('an answer streams: its first part is there before its last is sent', async () => {
    const server = await httpServer((request, response) => {
      if (request.url === '/go') {
        waiting?.end('last');
        response.end();
        return;
      }
      waiting = response;
      response.write('first');
    });
    let waiting: import('node:http').ServerResponse | undefined;
    const { logs, end } = await runHook(
      hook(`const http = require('http');
      http.get('${server.url}/', (res) => {
        res.setEncoding('utf8');
        res.on('data', (text) => { console.log(text); if (text === 'first') http.get('${server.url}/go'); });
        res.on('end', () => cb(null, { status: res.statusCode, complete: res.complete }));
      });`),
    );
    assert.deepEqual(logs, ['first', 'last']);
    assert.deepEqual(end.reply, {
      statusCode: 200,
      headers: {},
      status: 'success',
      data: { status: 200, complete: true },
    });
  });

  test('20 MB come and go whole', async () => {
    const server = await httpServer((request, response) => response.end(request.body));
    const { end } = await runHook(
      hook(`const body = Buffer.alloc(20e6, 'abcdefgh');
      const req = require('http').request('${server.url}', { method: 'PUT' }, (res) => {
        let size = 0; let last;
        res.on('data', (part) => { size += part.length; last = part; }).on('end', () => cb(null, [size, String(last.subarray(-4))]));
      });
      const part = 1e6; let at = 0;
      (function more() { while (at < body.length) { const chunk = body.subarray(at, at += part); if (!req.write(chunk)) return req.once('drain', more); } req.end(); })();`),
    );
    assert.deepEqual(
      (end.reply as { data: unknown } | null)?.data,
      [20_000_000, 'efgh'],
      JSON.stringify(end),
    );
    assert.equal(server.received[0]?.body.length, 20_000_000);
  });

  test('what a request is and what came of it are in the events, with its place in the hook', async () => {
    const server = await httpServer((_request, response) => {
      response.writeHead(201, {
        'content-type': 'application/json',
        'content-encoding': 'gzip',
        'set-cookie': ['a=1', 'b=2'],
      });
      response.end(gzipSync('{"id":7}'));
    });
    const { of } = await runHook(
      hook(
        `cb();\nrequire('http').request('${server.url}/crm?k=v', { method: 'POST', headers: { 'Content-Type': 'application/json' } }).end('{"email":"a@b.c"}');`,
      ),
    );
    const [request] = of('request');
    const [response] = of('response');
    assert.equal(request?.method, 'POST');
    assert.equal(request?.url, `${server.url}/crm?k=v`);
    assert.equal(request?.bodyPreview, '{"email":"a@b.c"}');
    assert.equal(request?.bodyBytes, 17);
    assert.equal(request?.headers['content-type'], 'application/json');
    assert.equal(request?.source?.line, 3);
    assert.equal(request?.afterCallback, true);
    assert.equal(response?.id, request?.id);
    assert.equal(response?.status, 201);
    assert.equal(response?.bodyPreview, '{"id":7}');
    assert.deepEqual(response?.headers['set-cookie'], ['a=1', 'b=2']);
    assert.ok((response?.durationMs ?? 0) > 0);
    assert.equal(response?.error, null);
  });

  test('a connection that is refused is the error that Node gives', async () => {
    const port = await closedPort();
    const { logs, of } = await runHook(
      hook(`require('http').get('http://127.0.0.1:${port}/').on('error', (error) => {
        console.log(error instanceof Error, error.code, error.syscall, error.address, error.port, error.message); cb(); });`),
    );
    assert.deepEqual(logs, [
      `true ECONNREFUSED connect 127.0.0.1 ${port} connect ECONNREFUSED 127.0.0.1:${port}`,
    ]);
    // One request, and not its connection besides.
    assert.deepEqual(
      of('request').map(({ method }) => method),
      ['GET'],
    );
    assert.equal(of('response')[0]?.error?.code, 'ECONNREFUSED');
    assert.equal(of('response')[0]?.status, null);
  });

  test('a request whose error nobody handles ends the run as an exception', async () => {
    const port = await closedPort();
    const { end } = await runHook(hook(`cb();\nrequire('http').get('http://127.0.0.1:${port}/');`));
    assert.equal(end.outcome, 'exception');
    assert.match(end.error?.message ?? '', /ECONNREFUSED/);
  });

  test('a connection that the server drops is ECONNRESET', async () => {
    const server = await httpServer((_request, response) => response.destroy());
    const { logs } = await runHook(
      hook(
        `require('http').get('${server.url}').on('error', (e) => { console.log(e.code, e.message); cb(); });`,
      ),
    );
    assert.deepEqual(logs, ['ECONNRESET socket hang up']);
  });

  test('an answer that breaks off is an error of the answer', async () => {
    const server = await httpServer((_request, response) => {
      response.writeHead(200, { 'content-length': 100 });
      response.write('part', () => response.destroy());
    });
    const { logs } = await runHook(
      hook(
        `require('http').get('${server.url}', (res) => { res.on('error', (e) => console.log('res', e.code, res.complete)); res.on('close', () => cb()); res.resume(); }).on('error', (e) => console.log('req', e.code));`,
      ),
    );
    assert.deepEqual(logs, ['res ECONNRESET false']);
  });

  test('a slow answer meets the timeout that the hook set', async () => {
    const server = await httpServer(() => undefined);
    const { logs } = await runHook(
      hook(`const req = require('http').get('${server.url}', { timeout: 40 });
      req.on('timeout', () => { console.log('timeout'); req.destroy(); });
      req.on('error', (e) => { console.log(e.code); cb(); });`),
    );
    assert.deepEqual(logs, ['timeout', 'ECONNRESET']);
  });

  test('a request can be aborted by a signal', async () => {
    const server = await httpServer(() => undefined);
    const { logs } = await runHook(
      hook(
        `const c = new AbortController(); require('http').get('${server.url}', { signal: c.signal }).on('error', (e) => { console.log(e.name, e.code); cb(); }); setTimeout(() => c.abort(), 20);`,
      ),
    );
    assert.deepEqual(logs, ['AbortError ABORT_ERR']);
  });

  test('an answer that nobody reads does not keep the run', async () => {
    const server = await httpServer((_request, response) => response.end('x'.repeat(300_000)));
    const { end, of } = await runHook(
      hook(`require('http').get('${server.url}', (res) => cb(null, res.statusCode));`),
    );
    assert.equal(end.outcome, 'success');
    assert.equal(of('response')[0]?.status, 200);
  });

  test('with the network blocked nothing leaves, and the error names the setting', async () => {
    const server = await httpServer((_request, response) => response.end());
    const { logs } = await runHook(
      hook(
        `require('http').get('${server.url}').on('error', (e) => { console.log(e.code, e.message); cb(); });`,
      ),
      { network: 'block' },
    );
    assert.match(
      logs.join(),
      /^ECONNREFUSED connect ECONNREFUSED localhost:\d+ \(refused by the setting network: block\)$/,
    );
    assert.deepEqual(server.received, []);
  });

  const impossible: [options: string, code: string][] = [
    ['port: 70000', 'ERR_SOCKET_BAD_PORT'],
    ["port: 'abc'", 'ERR_SOCKET_BAD_PORT'],
    ['timeout: Infinity', 'ERR_OUT_OF_RANGE'],
  ];
  for (const [options, code] of impossible) {
    test(`a request that cannot be (${options}) is Node's error, and no silence`, async () => {
      const { logs } = await runHook(
        hook(`const told = (e) => { console.log(e.code); cb(); };
        try { require('http').get({ host: 'localhost', ${options} }).on('error', told); } catch (e) { told(e); }`),
      );
      assert.deepEqual(logs, [code]);
    });
  }

  const refused: [string, string, string][] = [
    [
      'a header that would smuggle another',
      "http.get('http://localhost/', { headers: { 'X-A': 'b\\r\\nHost: evil' } })",
      'ERR_INVALID_CHAR',
    ],
    [
      'a name that is no token',
      "http.get('http://localhost/', { headers: { 'X A': 'b' } })",
      'ERR_INVALID_HTTP_TOKEN',
    ],
    ['a path with a space', "http.get({ path: '/a b' })", 'ERR_UNESCAPED_CHARACTERS'],
    [
      'a method that is none',
      "http.request('http://localhost/', { method: 'GET /x HTTP/1.1\\r\\n' })",
      'ERR_INVALID_HTTP_TOKEN',
    ],
    ['another protocol', "http.get('https://localhost/')", 'ERR_INVALID_PROTOCOL'],
    ['what is no URL', "http.get('nowhere')", 'ERR_INVALID_URL'],
  ];
  for (const [what, code, expected] of refused) {
    test(`${what} throws at once`, async () => {
      const { logs, of } = await runHook(
        hook(`const http = require('http'); try { ${code}; } catch (e) { console.log(e.code); } cb();`),
      );
      assert.deepEqual(logs, [expected]);
      assert.deepEqual(of('request'), []);
    });
  }
});

describe('secrets', () => {
  const secrets = { TOKEN: 'p@ss "word"/1', 'api-key': 's3cr3t' };
  test('a hook reads them; no event shows them, in any spelling', async () => {
    const server = await httpServer((request, response) => response.end(request.headers.authorization));
    const { events, logs, end } = await runHook(
      hook(`const { TOKEN } = context.webtask.secrets; const key = context.webtask.data['api-key'];
      console.log(TOKEN, key, { TOKEN }, JSON.stringify({ TOKEN }), encodeURIComponent(TOKEN), Buffer.from(TOKEN).toString('base64'));
      require('http').request('${server.url}/' + encodeURIComponent(TOKEN) + '?k=' + key, { method: 'POST', headers: { authorization: 'Bearer ' + key } }, (res) => res.on('data', () => {}).on('end', () => cb(new Error('with ' + key), null))).end(JSON.stringify({ TOKEN }));`),
      { secrets },
    );
    assert.equal(server.received[0]?.headers.authorization, 'Bearer s3cr3t');
    assert.equal(end.outcome, 'hook-error');
    const text = JSON.stringify(events);
    for (const spelling of [
      'p@ss',
      's3cr3t',
      encodeURIComponent(secrets.TOKEN),
      Buffer.from(secrets.TOKEN).toString('base64'),
    ]) {
      assert.ok(!text.includes(spelling), `${spelling} is in ${text}`);
    }
    assert.equal(logs[0]?.startsWith('[secret TOKEN] [secret api-key] {'), true, logs[0]);
    assert.equal(end.error?.message, 'with [secret api-key]');
  });

  test('a secret whose value is a word of the events, or a single letter, changes no event', async () => {
    const words = { A: 'log', B: 'success', C: 'c', D: 'callback', E: 'error', F: 'live' };
    const { end, logs, events } = await runHook(hook("console.log('clog'); cb(null, 'success');"), {
      secrets: words,
    });
    assert.equal(end.outcome, 'success');
    assert.deepEqual(logs, ['[secret C][secret A]']);
    assert.deepEqual(
      events.map(({ type }) => type),
      ['start', 'log', 'warning', 'callback', 'warning', 'end'],
    );
    assert.deepEqual(end.reply, { statusCode: 200, headers: {}, status: 'success', data: '[secret B]' });
  });
});
