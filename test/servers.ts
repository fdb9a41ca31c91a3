/** Real servers on this machine, for hooks to call. */
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { generate } from 'selfsigned';

export interface Received {
  method: string;
  url: string;
  headers: http.IncomingHttpHeaders;
  body: string;
}

export interface TestServer {
  url: string;
  received: Received[];
  /** Resolves with the first request that has come whole, or comes. */
  first: Promise<Received>;
  close(): void;
}

type Answer = (request: Received, response: http.ServerResponse) => void;

function listen(server: http.Server, protocol: string, answer: Answer): Promise<TestServer> {
  const received: Received[] = [];
  const first = Promise.withResolvers<Received>();
  server.on('request', (request: http.IncomingMessage, response: http.ServerResponse) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const one = { method, url, headers, body: Buffer.concat(chunks).toString() };
      received.push(one);
      first.resolve(one);
      answer(one, response);
    });
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      const close = (): void => {
        server.closeAllConnections();
        server.close();
      };
      resolve({ url: `${protocol}://localhost:${port}`, received, first: first.promise, close });
    });
  });
}

export const httpServer = (answer: Answer): Promise<TestServer> =>
  listen(http.createServer(), 'http', answer);

/** An HTTPS server with a certificate of an authority that nobody knows; `authority` is that authority's. */
export async function httpsServer(answer: Answer): Promise<TestServer & { authority: string }> {
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], {
    keySize: 2048,
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] },
    ],
  });
  const server = await listen(https.createServer({ key, cert }), 'https', answer);
  return { ...server, authority: cert };
}
