import type { ClientRequest, IncomingMessage } from 'node:http';
import { performance } from 'node:perf_hooks';
import type { OutgoingRequest, RequestProgress } from '../guest/bridge.ts';
import type { Place } from '../runner/protocol.ts';
import { createBodyPreview } from './bodyPreview.ts';
import { type EventStream, round } from './eventStream.ts';
import { bridgeError } from './hostError.ts';
import { readOutgoing, readTrailers, requestOver } from './networkGate.ts';
import type { SocketHost } from './socketHost.ts';

interface Exchange {
  outgoing: OutgoingRequest;
  startedAt: number;
  request: ClientRequest | null;
  response: IncomingMessage | null;
  sent: ReturnType<typeof createBodyPreview>;
  received: ReturnType<typeof createBodyPreview>;
  source: Place | null;
  requestTold: boolean;
  responseTold: boolean;
  /** Whether the guest has asked for the answer's body: until then nothing of it is sent. */
  wanted: boolean;
}

interface RequestHostOptions {
  sockets: SocketHost;
  events: EventStream;
  mask: <T>(data: T) => T;
  /** Tells the guest; a part of an answer's body goes as bytes. */
  tell(id: number, event: RequestProgress | ArrayBuffer): void;
  placeOf(stack: string): Place | null;
  calledBack(): boolean;
  changed(): void;
}

/** The host's side of the hook's requests: Node's own client does them, and every one is told in events. */
export function createRequestHost({
  sockets,
  events,
  mask,
  tell,
  placeOf,
  calledBack,
  changed,
}: RequestHostOptions) {
  const exchanges = new Map<number, Exchange>();

  const tellRequest = (id: number, exchange: Exchange): void => {
    if (exchange.requestTold) return;
    exchange.requestTold = true;
    const { method, headers } = exchange.outgoing;
    events.emit({
      type: 'request',
      id,
      method,
      url: urlOf(exchange.outgoing),
      headers: exchange.request ? plainHeaders(exchange.request.getHeaders()) : Object.fromEntries(headers),
      bodyPreview: exchange.sent.text(''),
      bodyBytes: exchange.sent.bytes(),
      source: exchange.source,
      afterCallback: calledBack(),
    });
  };

  const tellResponse = (id: number, exchange: Exchange, error: Error | null): void => {
    tellRequest(id, exchange);
    if (exchange.responseTold) return;
    exchange.responseTold = true;
    const { response, received, startedAt } = exchange;
    const { code = 'ERROR', message = '' } = (error ?? {}) as { code?: string; message?: string };
    events.emit({
      type: 'response',
      id,
      status: response?.statusCode ?? null,
      headers: plainHeaders(response?.headers ?? {}),
      bodyPreview: received.text(String(response?.headers['content-encoding'] ?? '')),
      bodyBytes: received.bytes(),
      durationMs: round(performance.now() - startedAt),
      error: error === null ? null : { code, message },
    });
  };

  const close = (id: number, exchange: Exchange, error: Error | null): void => {
    if (exchanges.get(id) !== exchange) return;
    exchanges.delete(id);
    tellResponse(id, exchange, error);
    tell(id, { type: 'close' });
    changed();
  };

  const followResponse = (id: number, exchange: Exchange, response: IncomingMessage): void => {
    exchange.response = response;
    tell(id, { type: 'response', head: null, ...headOf(response) });
    response.on('data', (chunk: Buffer) => {
      exchange.received.add(chunk);
      exchange.wanted = false;
      // One part at a time: the guest asks for the next one when it has room.
      response.pause();
      tell(id, exactBuffer(chunk));
    });
    response.pause();
    response.on('end', () => {
      tellResponse(id, exchange, null);
      const { rawTrailers, complete } = response;
      // After Node has freed the connection, so that the hook's next request finds it free.
      process.nextTick(() => tell(id, { type: 'end', rawTrailers, complete }));
    });
    response.on('error', (error) => {
      tellResponse(id, exchange, error);
      tell(id, { type: 'error', error: bridgeError(error), onResponse: true });
    });
    response.on('close', () => close(id, exchange, null));
    changed();
  };

  const follow = (id: number, exchange: Exchange, request: ClientRequest): void => {
    let failure: Error | null = null;
    request.on('finish', () => tellRequest(id, exchange));
    request.on('continue', () => tell(id, { type: 'continue' }));
    request.on('information', ({ statusCode, statusMessage, httpVersion, rawHeaders }) =>
      tell(id, {
        type: 'information',
        status: statusCode,
        message: statusMessage,
        httpVersion,
        rawHeaders,
      }),
    );
    const { method, headers } = exchange.outgoing;
    // Without a listener for them Node closes the connection, which is what a hook sees that has none.
    if (method === 'CONNECT' || headers.some(([name]) => name.toLowerCase() === 'upgrade')) {
      const handOver = (response: IncomingMessage, _socket: unknown, head: Buffer): void => {
        exchange.response = response;
        tellResponse(id, exchange, null);
        sockets.giveBack(exchange.outgoing.socket);
        tell(id, { type: 'response', head: head.toString('base64'), ...headOf(response) });
        request.once('close', () => close(id, exchange, null));
      };
      request.on('upgrade', handOver);
      request.on('connect', handOver);
    }
    request.on('response', (response) => followResponse(id, exchange, response));
    request.on('error', (error) => {
      failure = error;
      tellResponse(id, exchange, error);
      tell(id, { type: 'error', error: bridgeError(error), onResponse: exchange.response !== null });
    });
    request.on('close', () => {
      if (exchange.response === null || failure !== null) close(id, exchange, failure);
    });
  };

  return {
    open(id: number, json: string): void {
      let outgoing: OutgoingRequest;
      try {
        outgoing = readOutgoing(json);
      } catch {
        // What the hook's code tampered with, or a value that no request can have: the hook is told, and nobody waits.
        const failure = Object.assign(
          new Error('The request has a part that none can have: a port, a timeout or a length.'),
          {
            code: 'ERR_INVALID_ARG_VALUE',
          },
        );
        tell(id, { type: 'error', error: bridgeError(failure), onResponse: false });
        tell(id, { type: 'close' });
        return;
      }
      if (exchanges.has(id)) throw new Error(`Request ${id} is open already.`);
      const exchange: Exchange = {
        outgoing,
        startedAt: performance.now(),
        request: null,
        response: null,
        sent: createBodyPreview(mask),
        received: createBodyPreview(mask),
        source: placeOf(outgoing.stack),
        requestTold: false,
        responseTold: false,
        wanted: false,
      };
      exchanges.set(id, exchange);
      try {
        const socket = sockets.lend(outgoing.socket);
        if (socket instanceof Error) throw socket;
        exchange.request = requestOver(outgoing, socket);
        follow(id, exchange, exchange.request);
        if (outgoing.flush) exchange.request.flushHeaders();
      } catch (error) {
        const failure = error instanceof Error ? error : new Error(String(error));
        tell(id, { type: 'error', error: bridgeError(failure), onResponse: false });
        close(id, exchange, failure);
      }
    },
    write(id: number, bytes: ArrayBuffer): void {
      const exchange = exchanges.get(id);
      if (!exchange?.request) return;
      const chunk = Buffer.from(bytes);
      exchange.sent.add(chunk);
      // The callback comes when the bytes have left: the guest's stream waits for it, and so feels the network.
      exchange.request.write(chunk, () => tell(id, { type: 'written' }));
    },
    end(id: number, bytes: ArrayBuffer | undefined, trailers: string): void {
      const exchange = exchanges.get(id);
      if (!exchange?.request) return;
      const pairs = readTrailers(trailers);
      if (pairs.length > 0) exchange.request.addTrailers(pairs);
      if (bytes === undefined) {
        exchange.request.end();
        return;
      }
      const chunk = Buffer.from(bytes);
      exchange.sent.add(chunk);
      exchange.request.end(chunk);
    },
    destroy(id: number): void {
      const exchange = exchanges.get(id);
      if (!exchange) return;
      exchange.request?.destroy();
      close(
        id,
        exchange,
        exchange.response
          ? null
          : Object.assign(new Error('The hook gave the request up.'), { code: 'ECONNRESET' }),
      );
    },
    /** The guest has room for more of the answer's body. */
    read(id: number): void {
      const exchange = exchanges.get(id);
      if (!exchange) return;
      exchange.wanted = true;
      exchange.response?.resume();
      changed();
    },
    /** Requests that keep the run from ending: an answer whose body nobody reads does not. */
    pending(): { method: string; url: string }[] {
      const waiting = [...exchanges.values()].filter(({ response, wanted }) => response === null || wanted);
      return waiting.map(({ outgoing }) => ({
        method: outgoing.method,
        url: urlOf(outgoing),
      }));
    },
    /** Tells what is still open, at the run's end. */
    finish(): void {
      for (const [id, exchange] of exchanges) {
        if (exchange.response) tellResponse(id, exchange, null);
        else tellRequest(id, exchange);
      }
    },
  };
}

function headOf({ statusCode = 0, statusMessage = '', httpVersion, rawHeaders }: IncomingMessage) {
  return { status: statusCode, message: statusMessage, httpVersion, rawHeaders };
}

function urlOf({ protocol, hostname, port, path }: OutgoingRequest): string {
  const host = hostname.includes(':') ? `[${hostname}]` : hostname;
  // A CONNECT has a host for its path, and OPTIONS may have a star.
  const rest = path.startsWith('/') ? path : `/${path}`;
  return `${protocol}//${host}${port === (protocol === 'https:' ? 443 : 80) ? '' : `:${port}`}${rest}`;
}

const exactBuffer = (bytes: Buffer): ArrayBuffer => new Uint8Array(bytes).buffer;

/** Headers as events carry them. */
function plainHeaders(headers: NodeJS.Dict<number | string | string[]>): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value : String(value)]),
  );
}
