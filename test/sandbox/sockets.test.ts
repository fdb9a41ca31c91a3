import assert from 'node:assert/strict';
import { createServer, type Server, type Socket } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { createServer as createTlsServer, TLSSocket } from 'node:tls';
import { generate } from 'selfsigned';
import { compare } from './compare.ts';
import { hook, runHook } from './sandbox.ts';

const servers: Server[] = [];
after(() => {
  for (const server of servers) server.close();
});
const listen = (server: Server): Promise<number> =>
  new Promise((resolve) => {
    servers.push(server);
    server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port));
  });

let authority: { private: string; cert: string };
let client: { private: string; cert: string };
before(async () => {
  const names = [
    { name: 'basicConstraints' as const, cA: true },
    { name: 'subjectAltName' as const, altNames: [{ type: 2 as const, value: 'localhost' }] },
  ];
  authority = await generate([{ name: 'commonName', value: 'localhost' }], {
    keySize: 2048,
    extensions: names,
  });
  client = await generate([{ name: 'commonName', value: 'a client' }], { keySize: 2048 });
});

/** Says what it was told, line by line; `quit` ends, `reset` breaks off, `silence` says nothing. */
const chatty = (socket: Socket): void => {
  socket.on('error', () => undefined);
  socket.setEncoding('utf8');
  socket.on('data', (text: unknown) => {
    const line = String(text).trim();
    if (line === 'quit') socket.end('bye\n');
    else if (line === 'reset') socket.resetAndDestroy();
    else if (line !== 'silence') socket.write(`you said ${line}\n`);
  });
};

describe('TCP connections do in a hook what they do in Node', () => {
  let port = 0;
  before(async () => {
    port = await listen(createServer(chatty));
  });
  const scripts: Record<string, string> = {
    'events and their order': `
      const s = net.connect({ port: PORT, host: '127.0.0.1' });
      for (const name of ['lookup', 'connect', 'ready', 'data', 'drain', 'timeout', 'end', 'finish', 'close', 'error'])
        s.on(name, (...args) => console.log(name, ...args.map((a) => Buffer.isBuffer(a) ? String(a) : a)));
      console.log(s.connecting, s.pending, s.readyState);
      s.on('connect', () => { console.log(s.connecting, s.pending, s.readyState, s.remoteAddress, s.remotePort === PORT, s.remoteFamily, s.address().family, typeof s.localPort); s.write('quit\\n'); });
      s.on('close', () => console.log(s.bytesRead, s.bytesWritten, s.destroyed, s.readyState, s.pending));`,
    'a name is looked up': `
      const s = net.connect(PORT, 'localhost', () => s.end());
      s.on('lookup', (e, address, family, host) => console.log(e, typeof address, family, host)).on('close', (e) => console.log('close', e));`,
    'a lookup of its own': `
      const s = net.connect({ port: PORT, host: 'nowhere.test', lookup: (host, options, done) => { console.log(host, options.all); options.all ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4); } }, () => { console.log('connected'); s.end(); });`,
    'a lookup that fails': `
      net.connect({ port: PORT, host: 'nowhere.test', lookup: (host, options, done) => done(Object.assign(new Error('no such'), { code: 'ENOTFOUND' })) }).on('error', (e) => console.log(e.code, e.message)).on('close', (h) => console.log('close', h));`,
    'a reset': `
      const s = net.connect(PORT, '127.0.0.1', () => s.write('reset\\n'));
      s.on('error', (e) => console.log(e.code, e.syscall, e.message)).on('close', (h) => console.log('close', h));`,
    'a refused connection': `
      net.connect(1, '127.0.0.1').on('error', (e) => console.log(e.name, e.code, e.errno, e.syscall, e.address, e.port, e.message)).on('close', (h) => console.log('close', h));`,
    'a timeout, then an end': `
      const s = net.connect(PORT, '127.0.0.1', () => s.write('silence\\n'));
      s.setTimeout(30, () => { console.log('timeout', s.timeout, s.destroyed); s.destroy(); });
      s.on('close', (h) => console.log('close', h));`,
    'destroy with an error': `
      const s = net.connect(PORT, '127.0.0.1', () => s.destroy(new Error('mine')));
      s.on('error', (e) => console.log(e.message)).on('close', (h) => console.log('close', h, s.destroyed));`,
    'reading by async iteration': `
      const s = net.connect(PORT, '127.0.0.1'); s.setEncoding('utf8'); s.write('one\\n');
      s.once('data', (first) => { console.log(first); s.write('quit\\n'); });
      s.once('data', async () => { for await (const text of s) console.log(text); console.log('done'); });`,
    'text encodings and half-open ends': `
      const s = net.connect({ port: PORT, host: '127.0.0.1', allowHalfOpen: true }, () => { s.write('71756974', 'hex'); });
      s.on('end', () => { console.log('end', s.writable); s.end(); }).on('close', (h) => console.log('close', h)).resume();`,
    'a write after the end': `
      const s = net.connect(PORT, '127.0.0.1', () => { s.end(); s.write('more', (e) => console.log('written', e && e.code)); });
      s.on('error', (e) => console.log(e.code)).on('close', () => console.log('close'));`,
    'a socket made first, connected later': `
      const s = new net.Socket(); console.log(s.pending, s.readyState, s.connecting); s.connect(PORT, '127.0.0.1', () => { console.log(s instanceof require('stream').Duplex); s.setNoDelay(true).setKeepAlive(true, 1000).unref().ref(); s.end('quit'); }); s.on('data', (d) => console.log(String(d))).on('close', (h) => console.log('close', h));`,
    'wrong arguments': `
      for (const use of [() => net.connect(), () => net.connect({}), () => net.connect({ port: 'abc' }), () => net.connect(70000), () => new net.Socket().setTimeout(-1)])
        try { use(); console.log('took it'); } catch (e) { console.log(e.name, e.code); }`,
    addresses: `
      console.log(['1.2.3.4', '1.2.3', '01.2.3.4', '::1', 'fe80::1%eth0', '::ffff:1.2.3.4', 'g::1', '', undefined, '1.2.3.4 '].map((a) => [net.isIP(a), net.isIPv4(a), net.isIPv6(a)].join()).join(' '));
      const list = new net.BlockList(); list.addAddress('1.2.3.4'); list.addRange('10.0.0.1', '10.0.0.9'); list.addSubnet('192.168.0.0', 16); list.addSubnet('2001:db8::', 32, 'ipv6');
      console.log(list.check('1.2.3.4'), list.check('10.0.0.5'), list.check('10.0.0.10'), list.check('192.168.3.4'), list.check('2001:db8::1', 'ipv6'), list.check('::ffff:1.2.3.4', 'ipv6'), list.rules);
      const at = new net.SocketAddress({ address: '1.1.1.1', port: 8 }); console.log(at.address, at.family, at.port, at.flowlabel);`,
  };
  for (const [name, script] of Object.entries(scripts)) {
    test(name, () => compare(`const net = require('net'); const PORT = ${port};\n${script}`));
  }

  test('20 MB come and go whole, and a slow reader holds the sender back', async () => {
    const echo = await listen(createServer((socket) => void socket.pipe(socket)));
    await compare(`const net = require('net'); const { createHash } = process.version.startsWith('v24') ? require('crypto') : require('crypto');
      const s = net.connect(${echo}, '127.0.0.1'); const part = Buffer.alloc(1 << 20, 'abcdefg'); let sent = 0; let got = 0; let waited = false;
      const sum = createHash('md5');
      (function more() { while (sent < 20) { sent += 1; if (!s.write(part)) { waited = true; s.once('drain', more); return; } } s.end(); })();
      s.on('data', (d) => { got += d.length; sum.update(d); if (Math.random() < 0.05) { s.pause(); setTimeout(() => s.resume(), 1); } });
      s.on('end', () => console.log(got, waited, sum.digest('hex'), s.bytesRead, s.bytesWritten));`);
  });
});

describe('TLS connections do in a hook what they do in Node', () => {
  let port = 0;
  let mutual = 0;
  let starttls = 0;
  before(async () => {
    const { private: key, cert } = authority;
    port = await listen(createTlsServer({ key, cert, ALPNProtocols: ['chat', 'http/1.1'] }, chatty));
    const demanding = { key, cert, requestCert: true, rejectUnauthorized: true, ca: [client.cert] };
    mutual = await listen(
      createTlsServer(demanding, (socket) => {
        socket.end(`hello ${socket.getPeerCertificate().subject.CN}`);
      }),
    );
    starttls = await listen(
      createServer((socket) => {
        socket.on('error', () => undefined);
        socket.write('220 ready\r\n');
        socket.once('data', () => {
          socket.write('220 go ahead\r\n', () => {
            const secure = new TLSSocket(socket, { isServer: true, key, cert });
            chatty(secure);
          });
        });
      }),
    );
  });
  const show = `const show = (s) => console.log(s.encrypted, s.authorized, s.authorizationError, s.getProtocol(), s.getCipher(), s.alpnProtocol, s.servername, s.getPeerCertificate().subject, s.getPeerCertificate().subjectaltname, s.getPeerCertificate().fingerprint256, s.getPeerCertificate().raw.length);`;
  const scripts: Record<string, string> = {
    'the events and what a connection tells': `
      const s = tls.connect({ port: PORT, host: 'localhost', ca: CA, ALPNProtocols: ['chat'] }, () => { show(s); s.write('quit\\n'); });
      for (const name of ['connect', 'ready', 'secureConnect', 'end', 'close', 'error']) s.on(name, (...args) => console.log(name, ...args));
      s.on('data', (d) => console.log(String(d))); console.log(s.connecting, s.authorized, s instanceof net.Socket, s instanceof tls.TLSSocket);`,
    'an unknown authority': `
      tls.connect(PORT, 'localhost').on('error', (e) => console.log(e.code, e.message)).on('close', (h) => console.log('close', h));`,
    'an unknown authority that does not matter': `
      const s = tls.connect(PORT, 'localhost', { rejectUnauthorized: false }, () => { show(s); s.end(); });`,
    'a name that the certificate does not have': `
      tls.connect({ port: PORT, host: '127.0.0.1', servername: 'example.com', ca: [CA] }).on('error', (e) => console.log(e.code, e.message, e.reason, e.host)).on('close', (h) => console.log('close', h));`,
    'a check of its own': `
      const s = tls.connect({ port: PORT, host: '127.0.0.1', servername: 'example.com', ca: CA, checkServerIdentity: (host, cert) => { console.log(host, cert.subject); } }, () => { console.log(s.authorized); s.end('quit'); });
      s.on('data', (d) => console.log(String(d)));`,
    'a check of its own that fails': `
      const s = tls.connect({ port: PORT, host: 'localhost', ca: CA, checkServerIdentity: () => new Error('not you') }); s.on('error', (e) => console.log(e.message)).on('secureConnect', () => console.log('no'));`,
    'a client certificate': `
      const s = tls.connect({ port: MUTUAL, host: 'localhost', ca: CA, key: CLIENT.key, cert: CLIENT.cert }); s.on('data', (d) => console.log(String(d))).on('close', (h) => console.log('close', h));`,
    'a secure context': `
      const secureContext = tls.createSecureContext({ ca: CA, key: CLIENT.key, cert: Buffer.from(CLIENT.cert), minVersion: 'TLSv1.3' });
      const s = tls.connect({ port: MUTUAL, host: 'localhost', secureContext }, () => console.log(s.getProtocol())); s.on('data', (d) => console.log(String(d)));`,
    'STARTTLS: TLS over a connection in use': `
      const plain = net.connect(STARTTLS, '127.0.0.1'); plain.once('data', (hello) => { console.log(String(hello)); plain.write('STARTTLS\\r\\n');
        plain.once('data', (go) => { console.log(String(go)); plain.removeAllListeners('data');
          const s = tls.connect({ socket: plain, servername: 'localhost', ca: CA }, () => { console.log(s.authorized, s.getProtocol()); s.write('quit\\n'); });
          s.on('data', (d) => console.log(String(d))).on('end', () => console.log('end')).on('close', (h) => console.log('close', h)); }); });`,
    'TLS over a stream of its own': `
      const { Duplex } = require('stream'); const under = net.connect({ port: PORT, host: '127.0.0.1', allowHalfOpen: true });
      const middle = new Duplex({ read() { under.resume(); }, write(chunk, e, done) { under.write(chunk, done); }, final(done) { under.end(done); } });
      under.on('data', (d) => { if (!middle.push(d)) under.pause(); }).on('end', () => middle.push(null));
      const s = tls.connect({ socket: middle, servername: 'localhost', ca: CA }, () => { console.log(s.authorized); s.write('quit\\n'); });
      s.on('data', (d) => console.log(String(d))).on('end', () => console.log('end'));`,
    'the identity check by itself': `
      const check = (host, cert) => { const e = tls.checkServerIdentity(host, cert); console.log(e && [e.code, e.message, e.reason, e.host]); };
      check('a.com', { subject: { CN: 'a.com' } }); check('b.com', { subject: { CN: 'a.com' } }); check('x.a.com', { subject: {}, subjectaltname: 'DNS:*.a.com' }); check('x.y.a.com', { subject: {}, subjectaltname: 'DNS:*.a.com, DNS:b.com' }); check('8.8.8.8', { subject: {}, subjectaltname: 'IP Address:8.8.8.8' }); check('8.8.4.4', { subject: { CN: '8.8.4.4' }, subjectaltname: 'IP Address:8.8.8.8' }); check('a', { subject: {} });`,
    'what the module tells': `
      console.log(tls.rootCertificates.length > 100, tls.getCiphers().includes('aes128-gcm-sha256'), tls.DEFAULT_MIN_VERSION, tls.DEFAULT_MAX_VERSION, tls.DEFAULT_ECDH_CURVE);`,
  };
  for (const [name, script] of Object.entries(scripts)) {
    test(name, () =>
      compare(
        `const tls = require('tls'); const net = require('net'); const PORT = ${port}, MUTUAL = ${mutual}, STARTTLS = ${starttls}; const CA = ${JSON.stringify(authority.cert)}; const CLIENT = ${JSON.stringify({ key: client.private, cert: client.cert })};\n${show}\n${script}`,
      ),
    );
  }
});

describe('a connection and the run', () => {
  test('is in the events when it is over: where it went, and how much passed', async () => {
    const port = await listen(createServer(chatty));
    const { of, end } = await runHook(
      hook(
        `const s = require('net').connect(${port}, 'localhost', () => s.write('quit'));\ns.on('close', () => cb()).resume();`,
      ),
    );
    assert.equal(end.outcome, 'success');
    const [request] = of('request');
    const [response] = of('response');
    assert.deepEqual(
      [
        request?.method,
        request?.url,
        request?.bodyBytes,
        request?.source?.line,
        response?.bodyBytes,
        response?.error,
      ],
      ['TCP', `tcp://localhost:${port}`, 4, 2, 4, null],
    );
    assert.equal(response?.id, request?.id);
  });

  test('that stays open after cb does not keep the run for long, and an unreferenced one not at all', async () => {
    const port = await listen(createServer(chatty));
    const kept = await runHook(hook(`require('net').connect(${port}, 'localhost', () => cb());`));
    assert.equal(kept.end.outcome, 'success');
    assert.ok(kept.end.durationMs < 5000);
    const loose = await runHook(
      hook(`require('net').connect(${port}, 'localhost', () => cb()).unref(); setTimeout(() => {}, 100);`),
    );
    assert.equal(loose.end.outcome, 'success');
    assert.ok(loose.end.durationMs < 1000, String(loose.end.durationMs));
  });

  test('is refused where the network is blocked, or the host is not allowed', async () => {
    let reached = 0;
    const port = await listen(
      createServer((socket) => {
        reached += 1;
        socket.end();
      }),
    );
    const text = hook(
      `require('net').connect(${port}, 'localhost', () => cb()).on('error', (e) => { console.log(e.code, e.message); cb(); });`,
    );
    const blocked = await runHook(text, { network: 'block' });
    assert.deepEqual(blocked.logs, [
      `ECONNREFUSED connect ECONNREFUSED localhost:${port} (refused by the setting network: block)`,
    ]);
    assert.equal(blocked.of('response')[0]?.error?.code, 'ECONNREFUSED');
    const elsewhere = await runHook(text, { allowedHosts: ['example.com', '*.localhost', 'localhost:1'] });
    assert.deepEqual(elsewhere.logs, [
      `ECONNREFUSED connect ECONNREFUSED localhost:${port} (refused by the setting allowedHosts)`,
    ]);
    assert.equal(reached, 0);
    const allowed = await runHook(text, { allowedHosts: ['example.com', 'LOCALHOST'] });
    assert.deepEqual(allowed.logs, []);
    assert.equal(reached, 1);
  });

  for (const call of [
    "require('net').createServer()",
    "new (require('net').Server)()",
    "require('tls').createServer({})",
    "require('http').createServer()",
    "require('https').createServer()",
    "require('net').connect('/var/run/docker.sock')",
    "require('net').connect({ path: '/var/run/docker.sock' })",
    "require('tls').connect({ path: '/var/run/docker.sock' })",
    "require('http').get({ socketPath: '/var/run/docker.sock' })",
  ]) {
    test(`${call} is refused by the fixed sentence`, async () => {
      const { logs } = await runHook(
        hook(`try { ${call}; } catch (e) { console.log(e.code, e.message); } cb();`),
      );
      assert.match(
        logs.join(),
        /^ERR_SANDBOX_UNAVAILABLE .* is not available in the sandbox that hooks run in\./,
      );
    });
  }
});
