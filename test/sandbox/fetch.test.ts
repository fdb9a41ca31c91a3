import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import type { TestServer } from '../servers.ts';
import * as servers from '../servers.ts';
import { compare } from './compare.ts';
import { hook, runHook } from './sandbox.ts';

/** Says what it was sent, or does what the path asks for. */
const answer: Parameters<typeof servers.httpServer>[0] = (request, response) => {
  const { pathname, searchParams } = new URL(request.url, 'http://localhost');
  const encodings = { gzip: gzipSync, br: brotliCompressSync, deflate: deflateSync };
  const encoding = pathname.slice(1) as keyof typeof encodings;
  if (pathname === '/redirect') {
    const status = Number(searchParams.get('status') ?? 302);
    response.writeHead(status, { location: searchParams.get('to') ?? '/echo' }).end();
  } else if (encoding in encodings) {
    response.writeHead(200, { 'content-encoding': encoding, 'content-type': 'application/json' });
    response.end(encodings[encoding](JSON.stringify({ encoding })));
  } else if (pathname === '/stream') {
    response.write('one ');
    setTimeout(() => response.end('two'), 20);
  } else if (pathname === '/slow') {
    response.writeHead(200).write('part');
  } else if (pathname === '/reset') {
    response.destroy();
  } else if (pathname === '/cut') {
    response.writeHead(200, { 'content-length': 100 });
    response.write('part', () => response.destroy());
  } else if (pathname === '/status') {
    response.writeHead(Number(searchParams.get('code')), searchParams.get('text') ?? '');
    response.end('the body');
  } else if (pathname === '/form') {
    response.writeHead(200, { 'content-type': request.headers['content-type'] ?? '' }).end(request.body);
  } else if (pathname === '/big') {
    response.end(Buffer.alloc(20e6, 'x'));
  } else {
    const { method, url, headers, body } = request;
    const plain = { ...headers, host: 'HOST' };
    response.writeHead(200, { 'set-cookie': ['a=1', 'b=2'], 'x-twice': ['1', '2'] });
    response.end(JSON.stringify({ method, url, headers: plain, body }));
  }
};

let server: TestServer;
before(async () => {
  server = await servers.httpServer(answer);
});
after(() => server.close());

describe('fetch does in a hook what it does in Node', () => {
  const scripts: Record<string, string> = {
    'a plain request': `const r = await fetch(BASE + '/echo?a=1'); console.log(r.status, r.statusText, r.ok, r.type, r.redirected, r.bodyUsed, r.url === BASE + '/echo?a=1'); console.log(await r.text(), r.bodyUsed);`,
    headers: `const r = await fetch(BASE + '/echo', { headers: { 'X-One': '1', Accept: 'text/plain' } }); console.log(r.headers.get('x-twice'), r.headers.getSetCookie(), [...r.headers.keys()].filter((k) => k !== 'date')); console.log(await r.json());`,
    'a JSON body': `const r = await fetch(BASE + '/echo', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ a: 'ä' }) }); console.log(await r.json());`,
    'bodies of other kinds': `for (const body of ['text', new URLSearchParams({ a: '1 2' }), new Blob(['blob'], { type: 'text/x' }), new TextEncoder().encode('bytes'), new TextEncoder().encode('buffer').buffer]) { const { headers, body: sent } = await (await fetch(BASE + '/echo', { method: 'PUT', body })).json(); console.log(headers['content-type'], headers['content-length'], sent); }`,
    'a streamed body': `const body = new ReadableStream({ start(c) { c.enqueue(new TextEncoder().encode('one ')); c.enqueue(new TextEncoder().encode('two')); c.close(); } }); const { headers, body: sent } = await (await fetch(BASE + '/echo', { method: 'POST', body, duplex: 'half' })).json(); console.log(headers['transfer-encoding'], sent);`,
    'a form with a file': `const form = new FormData(); form.append('a', '1'); form.append('b', new File(['content'], 'b.txt', { type: 'text/plain' })); const r = await fetch(BASE + '/form', { method: 'POST', body: form }); const back = await r.formData(); for (const [k, v] of back) console.log(k, typeof v === 'string' ? v : [v.name, v.type, v.size, await v.text()]);`,
    redirects: `for (const status of [301, 302, 303, 307, 308]) { const r = await fetch(BASE + '/redirect?status=' + status, { method: 'POST', body: 'x' }); const j = await r.json(); console.log(status, r.redirected, r.url.slice(BASE.length), j.method, j.body); }
      const m = await fetch(BASE + '/redirect', { redirect: 'manual' }); console.log(m.status, m.headers.get('location'), m.type);
      await fetch(BASE + '/redirect', { redirect: 'error' }).catch((e) => console.log(e.name, e.message, e.cause.message));
      await fetch(BASE + '/redirect?to=/redirect?to=/redirect').then((r) => console.log(r.status)); `,
    'compressed answers': `for (const name of ['gzip', 'br', 'deflate']) { const r = await fetch(BASE + '/' + name); console.log(r.headers.get('content-encoding'), await r.json()); }`,
    'an answer read as it comes': `const r = await fetch(BASE + '/stream'); const reader = r.body.getReader(); const all = []; for (;;) { const { done, value } = await reader.read(); if (done) break; all.push(new TextDecoder().decode(value)); } console.log(all, r.body.locked);
      let text = ''; for await (const part of (await fetch(BASE + '/stream')).body) text += new TextDecoder().decode(part); console.log(text);`,
    statuses: `for (const code of [201, 204, 304, 404, 500]) { const r = await fetch(BASE + '/status?code=' + code + '&text=Mine'); console.log(r.status, r.statusText, r.ok, await r.text()); }`,
    'an abort': `const c = new AbortController(); setTimeout(() => c.abort(), 250); const r = await fetch(BASE + '/slow', { signal: c.signal }); await r.text().catch((e) => console.log(e.name, e.message, e.code));
      await fetch(BASE, { signal: AbortSignal.abort(new Error('why')) }).catch((e) => console.log(e.message));
      await fetch(BASE + '/slow', { signal: AbortSignal.timeout(200) }).then((r) => r.text()).catch((e) => console.log(e.name, e.message));`,
    'a refused connection': `await fetch('http://127.0.0.1:2').catch((e) => console.log(e.name, e.message, e.cause.code, e.cause.message, e.cause.syscall));`,
    'a connection that is closed': `await fetch(BASE + '/reset').catch((e) => console.log(e.name, e.message, e.cause.name, e.cause.code, e.cause.message)); await fetch(BASE + '/cut').then((r) => r.text()).catch((e) => console.log(e.name, e.message, e.cause.name, e.cause.code, e.cause.message));`,
    'what cannot be': `for (const use of [() => fetch('nowhere'), () => fetch('ftp://a/'), () => fetch(BASE, { method: 'GET', body: 'x' }), () => fetch('http://u:p@a/'), () => fetch(BASE, { headers: { 'a b': '1' } }), () => fetch(), () => fetch(BASE, { method: 'a b' })]) await use().catch((e) => console.log(e.name, e.message, e.cause && e.cause.message));`,
    'data URLs': `const r = await fetch('data:text/plain;base64,aGVsbG8='); console.log(r.status, r.headers.get('content-type'), await r.text());`,
    '20 MB': `const r = await fetch(BASE + '/big'); console.log((await r.arrayBuffer()).byteLength); const up = await fetch(BASE + '/echo', { method: 'POST', body: Buffer.alloc(20e6, 'y') }); console.log((await up.json()).headers['content-length']);`,
    'the classes': `const h = new Headers([['B', '2'], ['a', '1'], ['b', '3']]); h.append('set-cookie', 'x'); console.log([...h], h.has('A'), h);
      const q = new Request('http://a.test/b', { method: 'post', body: 'x', headers: { a: 'b' } }); console.log(q.method, q.url, await q.clone().text(), q.headers.get('content-type'), q.credentials, q.mode, q.cache);
      const s = Response.json({ a: 1 }, { status: 201 }); console.log(s.status, s.headers.get('content-type'), await s.clone().json(), Response.error().type, Response.redirect('http://a.test/').headers.get('location'));
      console.log(await new Response(new Blob(['a', 'b'])).text(), (await new Response('xyz').blob()).size, Buffer.from(await new Response('xyz').bytes()).toString());
      try { new Response('x', { status: 204 }); } catch (e) { console.log(e.name, e.message); }
      try { await s.text(); await s.text(); } catch (e) { console.log(e.name, e.message); }`,
    'blobs and files': `const b = new Blob(['ab', new Uint8Array([99]), new Blob(['d'])], { type: 'Text/Plain' }); console.log(b.size, b.type, await b.text(), await b.slice(1, 3).text(), b, Object.prototype.toString.call(b)); const f = new File(['x'], 'n.txt', { lastModified: 5, type: 'a/b' }); console.log(f.name, f.lastModified, f.size, f instanceof Blob, f); let n = 0; for await (const c of b.stream()) n += c.length; console.log(n, (await b.arrayBuffer()).byteLength, require('buffer').Blob === Blob);`,
    'what the globals are': `for (const name of ['fetch', 'Headers', 'Request', 'Response', 'FormData', 'Blob', 'File']) { const d = Object.getOwnPropertyDescriptor(globalThis, name); console.log(name, typeof globalThis[name], globalThis[name].name, globalThis[name].length, Object.keys(globalThis).includes(name)); }`,
  };
  for (const [name, script] of Object.entries(scripts)) {
    test(name, () =>
      compare(
        `const BASE = '${server.url}'; (async () => { ${script} })().catch((e) => console.log('failed', e));`,
      ),
    );
  }
});

test('a fetch is in the events, with its place in the hook; a blocked network refuses it', async () => {
  const text = hook(
    `fetch('${server.url}/echo').then((r) => r.text()).then(() => cb(), (e) => { console.log(e.message, e.cause.code, e.cause.message); cb(); });`,
  );
  const { of } = await runHook(text);
  assert.equal(of('request')[0]?.url, `${server.url}/echo`);
  assert.equal(of('response')[0]?.status, 200);
  const { logs } = await runHook(text, { network: 'block' });
  assert.match(logs.join(), /^fetch failed ECONNREFUSED .*refused by the setting network: block/);
});
