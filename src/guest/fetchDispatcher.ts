import { Buffer } from 'node-module:buffer';
import type { ClientRequest } from './clientRequest.ts';
import { coreModule } from './coreModules.ts';
import type { IncomingMessage } from './incomingMessage.ts';

/** What undici's fetch asks of the dispatcher that carries its requests. */
interface DispatchOptions {
  origin: string;
  path: string;
  method: string;
  headers: Record<string, string>;
  body: AsyncIterable<Uint8Array> | null;
}
interface DispatchHandler {
  onConnect(abort: (reason?: Error) => void): void;
  onHeaders(status: number, rawHeaders: Buffer[], resume: () => void, statusText: string): void;
  onData(chunk: Buffer): boolean | undefined;
  onComplete(): void;
  onError(error: Error): void;
}
interface HttpModule {
  request(url: string, options: object): ClientRequest;
  Agent: new (options: object) => object;
}

const agents = new Map<string, object>();
const http = (protocol: string): HttpModule => coreModule(protocol.slice(0, -1))?.() as HttpModule;

/** undici's name for a connection that was closed before the answer was there. */
function socketError(error: Error & { code?: string }): Error {
  if (error.code !== 'ECONNRESET' || !/^(socket hang up|aborted)$/.test(error.message)) return error;
  const closed = new Error('other side closed');
  closed.name = 'SocketError';
  return Object.assign(closed, { code: 'UND_ERR_SOCKET' });
}

async function send(body: DispatchOptions['body'], request: ClientRequest): Promise<void> {
  for await (const chunk of body ?? []) {
    if (request.destroyed) return;
    if (!request.write(chunk)) await new Promise<void>((resolve) => request.once('drain', resolve));
  }
  request.end();
}

function dispatch(options: DispatchOptions, handler: DispatchHandler): boolean {
  const { protocol, host } = new URL(options.origin);
  const { request: makeRequest, Agent } = http(protocol);
  let agent = agents.get(protocol);
  if (!agent) {
    agent = new Agent({ keepAlive: true, timeout: 4000 });
    agents.set(protocol, agent);
  }
  const { 'content-length': length, ...headers } = options.headers;
  let failed = false;
  const fail = (error: Error): void => {
    if (failed) return;
    failed = true;
    handler.onError(socketError(error));
  };
  let request: ClientRequest | undefined;
  let aborted = false;
  handler.onConnect((reason) => {
    aborted = true;
    request?.destroy(reason);
    if (reason) fail(reason);
  });
  if (aborted) return true;
  try {
    request = makeRequest(options.origin + options.path, {
      method: options.method,
      agent,
      // In the order in which undici's own client sends them.
      headers: {
        host,
        connection: 'keep-alive',
        ...headers,
        ...(length === undefined ? {} : { 'content-length': length }),
      },
    });
  } catch (error) {
    fail(error instanceof Error ? error : new Error(String(error)));
    return true;
  }
  request.on('error', fail);
  request.on('response', (response: IncomingMessage) => {
    response.on('error', fail);
    response.on('end', () => {
      if (!failed) handler.onComplete();
    });
    const raw = response.rawHeaders.map((text) => Buffer.from(text, 'latin1'));
    handler.onHeaders(response.statusCode, raw, () => response.resume(), response.statusMessage);
    response.on('data', (chunk: Buffer) => {
      if (handler.onData(chunk) === false) response.pause();
    });
  });
  send(options.body, request).catch((error: Error) => {
    request?.destroy(error);
    fail(error);
  });
  return true;
}

/** The one dispatcher of the guest's fetch: its requests go the way of http's, and so through the one gate. */
const dispatcher = { dispatch };
export const getGlobalDispatcher = (): typeof dispatcher => dispatcher;
