/** A server that does what packages are tried with, over HTTP and HTTPS, and keeps what it saw. */
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import type { Received } from '../servers.ts';
import * as servers from '../servers.ts';

/** Boundaries are drawn by lot, ports are the system's choice, and time passes. */
export const same = (text: string): string =>
  text
    .replaceAll(
      /-{20,}[\da-f]{20,}|axios-[\w.]+-boundary-[\w-]{25}|[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/g,
      'BOUNDARY',
    )
    .replaceAll(/localhost:\d+/g, 'HOST')
    .replace(/^date: .*$/, 'date: DATE');

const big = Buffer.alloc(20e6, 'abcdefgh');
const encodings = { gzip: gzipSync, br: brotliCompressSync, deflate: deflateSync };

const answer: Parameters<typeof servers.httpServer>[0] = ({ method, url, headers, body }, response) => {
  const { pathname, searchParams } = new URL(url, 'http://localhost');
  const name = pathname.slice(1);
  const status = Number(searchParams.get('status') ?? 200);
  if (name in encodings) {
    response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': name });
    response.end(
      encodings[name as keyof typeof encodings](JSON.stringify({ packed: name, text: 'ä'.repeat(1000) })),
    );
  } else if (name === 'redirect') {
    const left = Number(searchParams.get('times') ?? 1) - 1;
    response.writeHead(searchParams.has('status') ? status : 302, {
      location: left > 0 ? `/redirect?times=${left}` : '/echo?redirected=1',
    });
    response.end('moved');
  } else if (name === 'slow') {
    setTimeout(() => response.end('late'), 1500);
  } else if (name === 'stall') {
    response.writeHead(200, { 'content-length': 100 }).write('part');
  } else if (name === 'reset') {
    response.destroy();
  } else if (name === 'cut') {
    response.writeHead(200, { 'content-length': 100 }).write('part', () => response.destroy());
  } else if (name === 'big') {
    response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(big);
  } else if (name === 'chunks') {
    response.writeHead(200, { 'content-type': 'text/plain', trailer: 'x-sum' });
    for (const part of ['one ', 'two ', 'three']) response.write(part);
    response.addTrailers({ 'x-sum': '3' });
    response.end();
  } else if (name === 'auth' && headers.authorization === undefined) {
    response.writeHead(401, { 'www-authenticate': 'Basic realm="r"' }).end('who are you');
  } else if (name === 'text') {
    response.writeHead(status, { 'content-type': 'text/plain' }).end('plain text');
  } else {
    response.writeHead(status, { 'content-type': 'application/json', 'set-cookie': ['a=1', 'b=2; Path=/'] });
    response.end(
      JSON.stringify({ method, path: url, bytes: body.length, type: headers['content-type'] ?? null }),
    );
  }
};

export interface PackageServer {
  http: servers.TestServer;
  https: servers.TestServer & { authority: string };
  /** What the servers saw, with what differs from run to run made the same. */
  seen(): object[];
}

export async function packageServer(): Promise<PackageServer> {
  const http = await servers.httpServer(answer);
  const https = await servers.httpsServer(answer);
  const seen = ({ method, url, headers, body }: Received): object => ({
    method,
    url,
    headers: Object.entries(headers).map(([name, value]) => same(`${name}: ${String(value)}`)),
    body: body.length > 10_000 ? `${body.length} characters` : same(body),
  });
  return { http, https, seen: () => [...http.received, ...https.received].map(seen) };
}
