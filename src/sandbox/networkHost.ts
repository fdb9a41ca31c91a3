import type { Bridge, HostEvent } from '../guest/bridge.ts';
import type { Place } from '../runner/protocol.ts';
import { body, integer, milliseconds, text } from './bridgeArguments.ts';
import { createDnsHost } from './dnsHost.ts';
import type { EventStream } from './eventStream.ts';
import { createNetworkGate, httpFacts, type NetworkRules, tlsFacts } from './networkGate.ts';
import { createRequestHost } from './requestHost.ts';
import { createSocketHost } from './socketHost.ts';

interface NetworkHostOptions {
  rules: NetworkRules;
  events: EventStream;
  mask: <T>(data: T) => T;
  tell(event: HostEvent): void;
  /** Sends bytes to the guest: of an answer's body, or of a connection. */
  send(kind: 'body' | 'socketBytes', id: number, bytes: ArrayBuffer): void;
  placeOf(stack: string): Place | null;
  calledBack(): boolean;
  changed(): void;
}

type NetworkCall =
  | 'httpFacts'
  | 'tlsFacts'
  | 'openRequest'
  | 'writeRequest'
  | 'endRequest'
  | 'destroyRequest'
  | 'readResponse'
  | 'openSocket'
  | 'writeSocket'
  | 'endSocket'
  | 'destroySocket'
  | 'readSocket'
  | 'setSocket'
  | 'askDns';

/** The network of a run: requests, connections and names, all through one gate. */
export function createNetworkHost({ rules, tell, send, changed, ...shared }: NetworkHostOptions) {
  const gate = createNetworkGate(rules);
  const sockets = createSocketHost({
    ...shared,
    gate,
    changed,
    tell: (id, event) => {
      if (event instanceof ArrayBuffer) send('socketBytes', id, event);
      else tell({ kind: 'socket', id, event });
    },
  });
  const requests = createRequestHost({
    ...shared,
    sockets,
    changed,
    tell: (id, event) => {
      if (event instanceof ArrayBuffer) send('body', id, event);
      else tell({ kind: 'request', id, event });
    },
  });
  const dns = createDnsHost(gate, (id, answer) => tell({ kind: 'dns', id, answer }), changed);
  const bridge: Pick<Bridge, NetworkCall> = {
    httpFacts: () => JSON.stringify(httpFacts()),
    tlsFacts: () => JSON.stringify(tlsFacts()),
    openRequest: (id, json) => requests.open(integer(id), json),
    writeRequest: (id, bytes) => requests.write(integer(id), body(bytes)),
    endRequest: (id, bytes, trailers) =>
      requests.end(integer(id), bytes === undefined ? undefined : body(bytes), text(trailers)),
    destroyRequest: (id) => requests.destroy(integer(id)),
    readResponse: (id) => requests.read(integer(id)),
    openSocket: (id, json) => sockets.open(integer(id), json),
    writeSocket: (id, bytes) => sockets.write(integer(id), body(bytes)),
    endSocket: (id) => sockets.end(integer(id)),
    destroySocket: (id) => sockets.destroy(integer(id)),
    readSocket: (id) => sockets.read(integer(id)),
    setSocket: (id, option, value) =>
      sockets.set(integer(id), text(option), value < 0 ? -1 : milliseconds(value)),
    askDns: (id, json) => dns.ask(integer(id), json),
  };
  return {
    bridge,
    /** What keeps the run from ending. */
    pending: () => [...requests.pending(), ...sockets.pending(), ...dns.pending()],
    /** Tells what is still open, at the run's end. */
    finish(): void {
      requests.finish();
      sockets.finish();
    },
  };
}
