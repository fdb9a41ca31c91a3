import type { Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import {
  type OutgoingSocket,
  type SocketOption,
  type SocketProgress,
  socketOptions,
} from '../guest/bridge.ts';
import type { Place } from '../runner/protocol.ts';
import type { EventStream } from './eventStream.ts';
import { round } from './eventStream.ts';
import { bridgeError } from './hostError.ts';
import { type NetworkGate, readOutgoingSocket } from './networkGate.ts';
import { peerChain } from './peerCertificate.ts';
import { createRelay, type Relay } from './socketRelay.ts';

/** A program that has more connections than this has lost count of them. */
const mostSockets = 1000;
/** After cb, a connection on which nothing has passed for so long, in ms, does not keep the run: drivers keep pools. */
const idleAfterCallback = 2000;

interface Connection {
  outgoing: OutgoingSocket;
  /** Where it goes, if that is another's to know. */
  place: { host: string; port: number } | null;
  socket: Duplex | null;
  failure: Error | null;
  startedAt: number;
  lastActivity: number;
  source: Place | null;
  holds: boolean;
  /** A request or TLS runs over it, which reads and tells for it. */
  user: 'none' | 'http' | 'tls';
  /** Whether it ever carried anything but bytes of the hook's own. */
  carried: boolean;
  reading: boolean;
  told: boolean;
}

interface SocketHostOptions {
  gate: NetworkGate;
  events: EventStream;
  /** Tells the guest; what came over the connection goes as bytes. */
  tell(id: number, event: SocketProgress | ArrayBuffer): void;
  placeOf(stack: string): Place | null;
  calledBack(): boolean;
  changed(): void;
}

/** The host's side of the hook's connections: Node's own net and tls do them. */
export function createSocketHost({ gate, events, tell, placeOf, calledBack, changed }: SocketHostOptions) {
  const connections = new Map<number, Connection>();
  let idleWatch: NodeJS.Timeout | undefined;

  /** A connection that carried no request is told in events as one of its own, when it is over. */
  const tellEvents = (id: number, connection: Connection): void => {
    const { outgoing, socket, failure, startedAt, source, carried, told } = connection;
    if (told || carried || outgoing.type === 'relay') return;
    connection.told = true;
    const { bytesRead = 0, bytesWritten = 0 } = (socket ?? {}) as Partial<Socket>;
    const { host: name, port } = connection.place ?? outgoing;
    const host = name.includes(':') ? `[${name}]` : name;
    events.emit({
      type: 'request',
      id,
      method: outgoing.type.toUpperCase(),
      url: `${outgoing.type}://${host}:${port}`,
      headers: {},
      bodyPreview: '',
      bodyBytes: bytesWritten,
      source,
      afterCallback: calledBack(),
    });
    const { code = 'ERROR', message = '' } = (failure ?? {}) as { code?: string; message?: string };
    events.emit({
      type: 'response',
      id,
      status: null,
      headers: {},
      bodyPreview: '',
      bodyBytes: bytesRead,
      durationMs: round(performance.now() - startedAt),
      error: failure ? { code, message } : null,
    });
  };

  const fail = (id: number, connection: Connection, failure: Error): void => {
    connection.failure = failure;
    tell(id, { type: 'error', error: bridgeError(failure) });
    tell(id, { type: 'close', hadError: true, bytesRead: 0, bytesWritten: 0 });
    forgetLater(id, connection);
    changed();
  };

  /** A request that is on its way to a failed connection finds why there is none, and tells it as its own. */
  const forgetLater = (id: number, connection: Connection): void => {
    setTimeout(() => {
      if (connections.get(id) !== connection) return;
      tellEvents(id, connection);
      connections.delete(id);
    }, 1000).unref();
  };

  const active = (connection: Connection): void => {
    connection.lastActivity = performance.now();
  };

  const follow = (id: number, connection: Connection, socket: Socket | TLSSocket): void => {
    const { outgoing } = connection;
    if (outgoing.type === 'relay') return;
    socket.on('lookup', (error, address, family, host) => {
      tell(id, {
        type: 'lookup',
        address: address ?? '',
        family: Number(family ?? 0),
        host,
        error: error ? bridgeError(error) : null,
      });
    });
    const connected = (): void => {
      active(connection);
      tell(id, {
        type: 'connect',
        remoteAddress: socket.remoteAddress ?? '',
        remotePort: socket.remotePort ?? 0,
        localAddress: socket.localAddress ?? '',
        localPort: socket.localPort ?? 0,
      });
    };
    if (outgoing.type === 'tcp' || outgoing.over === null) socket.on('connect', connected);
    if (outgoing.type === 'tls') {
      const secure = socket as TLSSocket;
      secure.on('secureConnect', () => {
        if (outgoing.over !== null) connected();
        active(connection);
        tell(id, { type: 'secure', ...securityOf(secure) });
      });
    }
    if (outgoing.timeoutMs > 0) socket.setTimeout(outgoing.timeoutMs);
    socket.on('timeout', () => tell(id, { type: 'timeout' }));
    socket.on('free', () => {
      connection.user = 'none';
      active(connection);
      tell(id, { type: 'free' });
      changed();
    });
    socket.on('end', () => {
      if (connection.user === 'none') tell(id, { type: 'end' });
    });
    socket.on('error', (error) => {
      connection.failure = error;
      tell(id, { type: 'error', error: bridgeError(error) });
    });
    socket.on('close', (hadError) => {
      if (connection.failure === null) tellEvents(id, connection);
      const { bytesRead, bytesWritten } = socket;
      tell(id, { type: 'close', hadError, bytesRead, bytesWritten });
      if (connection.failure === null) connections.delete(id);
      else forgetLater(id, connection);
      changed();
    });
  };

  const open = (connection: Connection, id: number): void => {
    const { outgoing } = connection;
    if (outgoing.type === 'relay') {
      connection.socket = createRelay((event) => tell(id, event));
      connection.holds = false;
      return;
    }
    let socket: Socket | TLSSocket;
    if (outgoing.type === 'tls' && outgoing.over !== null) {
      const under = connections.get(outgoing.over);
      if (!under?.socket) throw under?.failure ?? new Error('The connection that TLS is put upon is gone.');
      stopReading(under);
      under.user = 'tls';
      under.carried = true;
      connection.source ??= under.source;
      // Where TLS is put upon a connection, that one knows where it goes.
      if (under.outgoing.type !== 'relay') {
        const { host, port } = under.outgoing;
        connection.place = { host, port };
      }
      socket = gate.secure(outgoing, under.socket);
    } else {
      socket = gate.connect(outgoing);
    }
    connection.socket = socket;
    follow(id, connection, socket);
  };

  /** Hands the connection's bytes to another reader. */
  const stopReading = (connection: Connection): void => {
    if (!connection.reading) return;
    connection.reading = false;
    connection.socket?.removeAllListeners('data');
  };

  const takeRelay = (id: number): Relay | null => {
    const connection = connections.get(id);
    return connection?.outgoing.type === 'relay' ? (connection.socket as Relay) : null;
  };
  /** Sockets of Node's own; a relay is none. */
  const nodeSocket = (id: number): Socket | null => {
    const connection = connections.get(id);
    if (!connection?.socket || connection.outgoing.type === 'relay') return null;
    return connection.socket as Socket;
  };

  const setters: Record<SocketOption, (id: number, value: number) => void> = {
    idle: (id, value) => nodeSocket(id)?.setTimeout(value),
    hold: (id, value) => {
      const connection = connections.get(id);
      if (connection) connection.holds = value === 1;
      changed();
    },
    noDelay: (id, value) => nodeSocket(id)?.setNoDelay(value === 1),
    keepAlive: (id, value) => nodeSocket(id)?.setKeepAlive(value >= 0, Math.max(0, value)),
    taken: (id) => takeRelay(id)?.taken(),
  };

  return {
    open(id: number, json: string): void {
      const outgoing = readOutgoingSocket(json);
      if (connections.has(id)) throw new Error(`Connection ${id} is open already.`);
      const now = performance.now();
      const connection: Connection = {
        outgoing,
        place: null,
        socket: null,
        failure: null,
        startedAt: now,
        lastActivity: now,
        source: outgoing.type === 'relay' ? null : placeOf(outgoing.stack),
        holds: true,
        user: 'none',
        carried: false,
        reading: false,
        told: false,
      };
      connections.set(id, connection);
      try {
        if (connections.size > mostSockets) {
          const message = `The hook has more than ${mostSockets} connections open.`;
          throw Object.assign(new Error(message), { code: 'EMFILE', syscall: 'connect' });
        }
        open(connection, id);
      } catch (error) {
        fail(id, connection, error instanceof Error ? error : new Error(String(error)));
      }
    },
    write(id: number, bytes: ArrayBuffer): void {
      const relay = takeRelay(id);
      if (relay) {
        relay.receive(Buffer.from(bytes));
        return;
      }
      const connection = connections.get(id);
      if (!connection?.socket || connection.user === 'http') return;
      active(connection);
      connection.socket.write(Buffer.from(bytes), () => {
        active(connection);
        tell(id, { type: 'written' });
      });
    },
    end(id: number): void {
      const relay = takeRelay(id);
      if (relay) relay.receive(null);
      else connections.get(id)?.socket?.end();
    },
    destroy(id: number): void {
      const connection = connections.get(id);
      if (!connection?.socket) return;
      connection.socket.destroy();
      if (connection.outgoing.type === 'relay') connections.delete(id);
    },
    read(id: number): void {
      const connection = connections.get(id);
      const socket = connection?.socket;
      if (!connection || !socket || connection.user !== 'none' || takeRelay(id)) return;
      if (!connection.reading) {
        connection.reading = true;
        socket.on('data', (chunk: Buffer) => {
          active(connection);
          // One part at a time: the guest asks for the next one when it has room.
          socket.pause();
          tell(id, new Uint8Array(chunk).buffer);
        });
      }
      socket.resume();
    },
    set(id: number, option: string, value: number): void {
      const known = socketOptions.find((one) => one === option);
      if (known === undefined) throw new TypeError('The bridge expected an option of a connection.');
      setters[known](id, value);
    },
    /** The connection that a request is to use, which from then on reads it; or why there is none. */
    lend(id: number): Duplex | Error {
      const connection = connections.get(id);
      if (connection?.failure) connection.carried = true;
      if (!connection?.socket) {
        return connection?.failure ?? Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
      }
      if (connection.user !== 'none') return new Error('The connection is in use.');
      if (connection.socket.destroyed) {
        return connection.failure ?? Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
      }
      const { reading } = connection;
      stopReading(connection);
      connection.user = 'http';
      connection.carried = true;
      if (reading) connection.socket.resume();
      return connection.socket;
    },
    /** The request has handed the connection over, after an upgrade. */
    giveBack(id: number): void {
      const connection = connections.get(id);
      if (!connection?.socket) return;
      connection.user = 'none';
      active(connection);
      connection.socket.pause();
      changed();
    },
    /** Connections that keep the run from ending. One that a request uses is the request's matter. */
    pending(): { method: string; url: string }[] {
      const now = performance.now();
      const waiting = [...connections.values()].filter(
        ({ socket, holds, user, lastActivity }) =>
          socket !== null &&
          !socket.destroyed &&
          holds &&
          user === 'none' &&
          !(calledBack() && now - lastActivity > idleAfterCallback),
      );
      if (waiting.length > 0 && calledBack()) watchIdle();
      return waiting.flatMap(({ outgoing }) =>
        outgoing.type === 'relay'
          ? []
          : [
              {
                method: outgoing.type.toUpperCase(),
                url: `${outgoing.type}://${outgoing.host}:${outgoing.port}`,
              },
            ],
      );
    },
    /** Tells what is still open, at the run's end. */
    finish(): void {
      clearTimeout(idleWatch);
      for (const [id, connection] of connections) tellEvents(id, connection);
    },
  };

  /** Looks again when the connections that keep the run may have fallen silent. */
  function watchIdle(): void {
    if (idleWatch) return;
    idleWatch = setTimeout(() => {
      idleWatch = undefined;
      changed();
    }, 100);
  }
}
export type SocketHost = ReturnType<typeof createSocketHost>;

function securityOf(socket: TLSSocket): Omit<Extract<SocketProgress, { type: 'secure' }>, 'type'> {
  const { name, standardName, version } = socket.getCipher();
  const { authorizationError, alpnProtocol } = socket;
  const { servername } = socket as { servername?: unknown };
  return {
    authorized: socket.authorized,
    // Node sets the code here, or the message, whatever its types say.
    authorizationError: authorizationError ? String(authorizationError) : null,
    protocol: socket.getProtocol(),
    cipher: { name, standardName, version },
    alpnProtocol: typeof alpnProtocol === 'string' ? alpnProtocol : null,
    servername: typeof servername === 'string' ? servername : null,
    sessionReused: socket.isSessionReused(),
    chain: peerChain(socket),
  };
}
