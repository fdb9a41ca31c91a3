import http from 'node:http';
import https from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { generate } from 'selfsigned';
import { compare } from './compare.ts';

const servers: http.Server[] = [];
after(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
});
const listen = (server: http.Server): Promise<number> =>
  new Promise((resolve) => {
    servers.push(server);
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });

const answer: http.RequestListener = (request, response) => {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    if (url.pathname === '/early') response.writeEarlyHints({ link: '</a.css>; rel=preload' });
    if (url.pathname === '/late') {
      setTimeout(() => response.end('late'), 400);
      return;
    }
    if (url.pathname === '/close') response.setHeader('connection', 'close');
    if (url.pathname === '/trailers') {
      response.writeHead(200, { trailer: 'x-sum' });
      response.write('body');
      response.addTrailers({ 'X-Sum': '1' });
      response.end();
      return;
    }
    if (url.pathname === '/headers') {
      response.writeHead(200, 'Fine', [
        'X-A',
        '1',
        'X-A',
        '2',
        'Set-Cookie',
        'a',
        'Set-Cookie',
        'b',
        'Age',
        '1',
        'Age',
        '2',
        'Cookie',
        'a',
        'Cookie',
        'b',
      ]);
      response.end();
      return;
    }
    const raw = request.rawHeaders.map((text) => text.replace(/localhost:\d+|127\.0\.0\.1:\d+/, 'HOST'));
    const { method, trailers } = request;
    response.end(
      JSON.stringify({ method, url: request.url, raw, trailers, body: Buffer.concat(chunks).toString() }),
    );
  });
};

describe('http does in a hook what it does in Node', () => {
  let port = 0;
  let secure = 0;
  let cert = '';
  before(async () => {
    const server = http.createServer(answer);
    server.on('upgrade', (request, socket) => {
      socket.on('error', () => undefined);
      socket.write(
        `HTTP/1.1 101 Switching\r\nConnection: Upgrade\r\nUpgrade: ${request.headers.upgrade}\r\n\r\nhead`,
      );
      socket.on('data', (chunk) => socket.end(`back ${chunk}`));
    });
    server.on('connect', (request, socket) => {
      const [host = '', to = ''] = (request.url ?? '').split(':');
      const far = connect(Number(to), host, () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        far.pipe(socket).pipe(far);
      });
      far.on('error', () => socket.destroy());
      socket.on('error', () => far.destroy());
    });
    port = await listen(server);
    const made = await generate([{ name: 'commonName', value: 'localhost' }], {
      keySize: 2048,
      extensions: [
        { name: 'basicConstraints', cA: true },
        { name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] },
      ],
    });
    cert = made.cert;
    secure = await listen(https.createServer({ key: made.private, cert }, answer));
  });
  const scripts: Record<string, string> = {
    'headers as they are sent': `for (const options of [{}, { headers: { b: '2', 'X-A': ['1', '2'], a: 1 } }, { headers: ['Host', 'mine', 'x', '1', 'x', '2'] }, { headers: { host: 'other' } }, { auth: 'u:p' }, { method: 'POST' }, { method: 'delete' }, { setHost: false, headers: { host: 'h' } }, { headers: { connection: 'close' } }, { agent: false }]) show(await ask(options));`,
    'headers that change': `const r = http.request({ port: PORT, path: '/' }); r.setHeader('A', '1'); r.setHeader('b', ['x', 'y']); r.appendHeader('b', 'z'); r.removeHeader('a'); console.log(r.getHeader('B'), r.getHeaders(), r.getHeaderNames(), r.getRawHeaderNames(), r.hasHeader('a'), r.headersSent); r.flushHeaders(); console.log(r.headersSent); try { r.setHeader('c', '1'); } catch (e) { console.log(e.code, e.message); } r.on('response', (x) => x.resume()).end();`,
    'what a request is': `const r = http.request({ port: PORT, path: '/p', method: 'put', timeout: 5000 }); console.log(r.method, r.path, r.host, r.protocol, r.aborted, r.destroyed, r.finished, r.writableEnded, r.reusedSocket, r.timeout, r.maxHeadersCount, r.agent === http.globalAgent, r.shouldKeepAlive, r.socket, r instanceof http.ClientRequest, r instanceof http.OutgoingMessage); r.on('socket', (s) => console.log(s === r.socket, s.connecting, s instanceof require('net').Socket)); r.on('response', (x) => { console.log(x.req === r, r.res === x, x.socket === r.socket, x.statusCode, x.statusMessage, x.httpVersion, x.complete, x instanceof http.IncomingMessage, x.socket.remotePort === PORT); x.resume().on('end', () => console.log(x.complete, r.finished)); }).on('close', () => console.log('close', r.destroyed)).end('x');`,
    'headers as they come': `http.get({ port: PORT, path: '/headers' }, (r) => { delete r.headers.date; console.log(r.statusMessage, r.headers, r.headersDistinct['x-a'], r.rawHeaders.slice(0, 4)); r.resume(); });`,
    'trailers both ways': `const r = http.request({ port: PORT, path: '/trailers', method: 'POST', headers: { trailer: 'x-mine' } }, (x) => x.resume().on('end', () => console.log(x.trailers, x.rawTrailers))); r.write('a'); r.addTrailers({ 'x-mine': '1' }); r.end();
      const q = http.request({ port: PORT, path: '/', method: 'POST', headers: { trailer: 'x-mine', 'transfer-encoding': 'chunked' } }, (x) => { let s = ''; x.on('data', (d) => (s += d)).on('end', () => console.log(JSON.parse(s).trailers)); }); q.write('a'); q.addTrailers({ 'x-mine': '1' }); q.end();`,
    'connections that are kept': `const agent = new http.Agent({ keepAlive: true, maxSockets: 1 }); const before = [];
      for (let n = 0; n < 3; n += 1) { const r = http.get({ port: PORT, agent }); const x = await new Promise((done) => r.on('response', done)); x.resume(); await new Promise((done) => r.on('close', done)); await new Promise((done) => setImmediate(() => setImmediate(done))); before.push([r.reusedSocket, Object.keys(agent.sockets).length, Object.keys(agent.freeSockets).length, agent.totalSocketCount]); }
      console.log(before); agent.destroy(); await new Promise((done) => setTimeout(done, 50)); console.log(agent.totalSocketCount, Object.keys(agent.freeSockets).length);`,
    'requests that wait for a connection': `const agent = new http.Agent({ maxSockets: 2 }); const order = []; const all = [1, 2, 3, 4, 5].map((n) => new Promise((done) => http.get({ port: PORT, agent, path: '/' + n }, (r) => r.resume().on('end', () => { order.push(n); done(); })))); console.log(Object.values(agent.sockets)[0].length, Object.values(agent.requests)[0].length); await Promise.all(all); console.log(order.length, Object.keys(agent.requests).length);`,
    'names and options of agents': `const a = new http.Agent({ keepAlive: true, timeout: 9 }); console.log(a.getName({ host: 'h', port: 1, localAddress: 'l', family: 4 }), a.getName(), a.maxSockets, a.maxFreeSockets, a.keepAlive, a.options.timeout, a.protocol, a.defaultPort, a.scheduling, a.keepAliveMsecs); console.log(new https.Agent().getName({ host: 'h', ca: 'x', servername: 's', rejectUnauthorized: false, minVersion: 'TLSv1.2' }), new https.Agent().protocol, new https.Agent().defaultPort, http.Agent().constructor === http.Agent, http.globalAgent.keepAlive, new https.Agent() instanceof http.Agent);`,
    'an agent of its own': `class Mine extends http.Agent { createConnection(options, done) { console.log('connect', options.port === PORT, options.host); return super.createConnection(options, done); } } show(await ask({ agent: new Mine() }));
      const net = require('net'); show(await ask({ createConnection: (o) => net.connect(PORT, '127.0.0.1') })); show(await ask({ createConnection: (o, done) => { setTimeout(() => done(null, net.connect(PORT, '127.0.0.1')), 10); } }));
      show(await ask({ agent: { addRequest(req, o) { req.onSocket(net.connect(PORT, '127.0.0.1')); } } })); show(await ask({ createConnection: () => { throw new Error('none'); } }));`,
    'a connection that is a stream': `const { Duplex } = require('stream'); const seen = []; show(await ask({ createConnection: () => new Duplex({ read() {}, write(c, e, done) { seen.push(String(c).split('\\r\\n')[0]); done(); this.push('HTTP/1.1 200 OK\\r\\ncontent-length: 2\\r\\nconnection: close\\r\\n\\r\\nhi'); this.push(null); } }) })); console.log(seen);`,
    timeouts: `const r = http.get({ port: PORT, path: '/late', timeout: 50 }); r.on('timeout', () => { console.log('timeout'); r.destroy(); }).on('error', (e) => console.log(e.code, e.message)); await new Promise((done) => r.on('close', done));
      const q = http.get({ port: PORT, path: '/late' }, (x) => { x.resume(); console.log('late all the same'); }); q.setTimeout(50, () => console.log('passed')); await new Promise((done) => q.on('close', done));
      const s = http.get({ port: PORT, path: '/late' }); s.on('socket', (k) => k.setTimeout(50, () => { console.log('socket'); s.destroy(new Error('mine')); })).on('error', (e) => console.log(e.message)); await new Promise((done) => s.on('close', done));`,
    aborts: `for (const act of [(r) => r.destroy(), (r) => r.abort(), (r) => r.destroy(new Error('mine'))]) { const r = http.get({ port: PORT, path: '/late' }); r.on('abort', () => console.log('abort')).on('error', (e) => console.log(e.code, e.message)); setTimeout(() => act(r), 20); await new Promise((done) => r.on('close', done)); console.log(r.destroyed, r.aborted); }
      const early = http.get({ port: PORT }); early.on('error', (e) => console.log(e.code, e.message)); early.destroy(); await new Promise((done) => early.on('close', done));
      const c = new AbortController(); const r = http.get({ port: PORT, path: '/late', signal: c.signal }); r.on('error', (e) => console.log(e.name, e.code)); c.abort(); await new Promise((done) => r.on('close', done));`,
    'Expect, and what comes before the answer': `const r = http.request({ port: PORT, method: 'POST', path: '/', headers: { expect: '100-continue' } }); r.on('continue', () => { console.log('continue'); r.end('body'); }); r.on('information', (i) => console.log('information', i.statusCode)); const x = await new Promise((done) => r.on('response', done)); let s = ''; for await (const d of x) s += d; console.log(JSON.parse(s).body);
      const e = http.get({ port: PORT, path: '/early' }); e.on('information', (i) => console.log(i.statusCode, i.headers.link, i.httpVersion)); (await new Promise((done) => e.on('response', done))).resume();`,
    'an upgrade': `const r = http.get({ port: PORT, headers: { connection: 'Upgrade', upgrade: 'echo' } }); r.on('response', () => console.log('no')); r.on('upgrade', (x, s, head) => { console.log(x.statusCode, x.headers.upgrade, String(head), s === r.socket); s.write('hello'); s.on('data', (d) => console.log(String(d))).on('end', () => console.log('end')); });`,
    'a tunnel by CONNECT, and TLS in it': `const r = http.request({ port: PORT, method: 'CONNECT', path: 'localhost:' + SECURE }); r.end(); r.on('connect', (x, s, head) => { console.log(x.statusCode, head.length); https.get({ host: 'localhost', path: '/in', ca: CA, createConnection: () => require('tls').connect({ socket: s, servername: 'localhost', ca: CA }) }, (y) => { let t = ''; y.on('data', (d) => (t += d)).on('end', () => console.log(JSON.parse(t).url)); }); });`,
    'HTTPS and its checks': `show(await ask({ port: SECURE, ca: CA, host: 'localhost' }, https)); show(await ask({ port: SECURE, host: 'localhost' }, https)); show(await ask({ port: SECURE, host: 'localhost', rejectUnauthorized: false }, https)); show(await ask({ port: SECURE, ca: CA, host: '127.0.0.1' }, https)); show(await ask({ port: SECURE, ca: CA, host: '127.0.0.1', servername: 'localhost' }, https)); show(await ask({ port: SECURE, ca: CA, host: '127.0.0.1', headers: { host: 'localhost' } }, https)); show(await ask({ port: SECURE, ca: CA, host: 'localhost', checkServerIdentity: () => new Error('not you') }, https)); show(await ask({ port: SECURE, host: 'localhost', agent: new https.Agent({ ca: CA }) }, https));
      const r = https.get({ port: SECURE, host: 'localhost', ca: CA }, (x) => { console.log(x.socket.authorized, x.socket.encrypted, x.socket.getPeerCertificate().subject.CN, x.socket.getProtocol(), x.socket.servername); x.resume(); }); r.on('socket', (s) => s.on('secureConnect', () => console.log('secureConnect')));`,
    'a lookup of its own, and a family': `show(await ask({ host: 'nowhere.test', lookup: (h, o, done) => o.all ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4), headers: { host: 'HOST' } })); show(await ask({ host: 'nowhere.test', lookup: (h, o, done) => done(Object.assign(new Error('gone'), { code: 'ENOTFOUND' })) })); show(await ask({ family: 4, host: 'localhost', localAddress: '127.0.0.1' }));`,
    'wrong arguments': `for (const use of [() => http.get('nowhere'), () => http.get({ path: 'a b' }), () => http.get({ protocol: 'https:' }), () => http.request({ method: 'A B' }), () => http.request({ method: 5 }), () => http.request({ host: 5 }), () => http.request({ agent: 5 }), () => http.request({ port: 'x' }), () => http.request({ headers: { 'a b': '1' } }), () => http.request({ headers: { a: undefined } }), () => http.validateHeaderName('a b'), () => http.validateHeaderValue('a', '\\n')]) { try { const r = use(); r?.on?.('error', () => {}); r?.destroy?.(); console.log('took it'); } catch (e) { console.log(e.name, e.code, e.message); } }`,
    'what the modules have': `console.log(http.METHODS.length > 30, http.STATUS_CODES[418], http.maxHeaderSize, typeof http.Server, typeof https.Server, Object.keys(https).sort().join());`,
    'a body in parts, and its callbacks': `const r = http.request({ port: PORT, method: 'POST' }, async (x) => { let s = ''; for await (const d of x) s += d; const { raw, body } = JSON.parse(s); console.log(raw.join(), body); }); r.write('a', () => console.log('written')); r.write(Buffer.from('b')); r.write('63', 'hex'); r.end('d', () => console.log('ended')); try { r.write('late'); } catch (e) { console.log(e.code); } r.on('error', (e) => console.log(e.code));`,
  };
  for (const [name, script] of Object.entries(scripts)) {
    test(name, () =>
      compare(`const http = require('http'), https = require('https'); const PORT = ${port}, SECURE = ${secure}; const CA = ${JSON.stringify(cert)};
const ask = (options, from = http) => new Promise((done) => { try { const r = from.request({ port: PORT, ...options }, async (x) => { let s = ''; for await (const d of x) s += d; done([x.statusCode, s]); }); r.on('error', (e) => done([e.code, e.message])); r.end(); } catch (e) { done(['thrown', e.code, e.message]); } });
const show = (list) => console.log(...list.map((v) => typeof v === 'string' ? v.replace(/:\\d{4,5}/g, ':PORT') : v));
(async () => { ${script} })().catch((e) => console.log('failed', e));`),
    );
  }
});
