import { Buffer } from 'node-module:buffer';
import {
  addConnection,
  exactBuffer,
  networkBridge,
  nextConnectionId,
  removeConnection,
} from './connections.ts';
import { Socket } from './socket.ts';

/** A stream of the hook's own, which something of the host's is to run over. */
interface StreamLike {
  on(name: string, listener: (...args: never[]) => void): unknown;
  write(chunk: unknown, done: () => void): unknown;
  end(): unknown;
  destroy?(error?: Error): unknown;
  pause?(): unknown;
  resume?(): unknown;
  emit?(name: string, ...args: unknown[]): unknown;
  removeListener?(name: string, listener: (...args: never[]) => void): unknown;
}

const relays = new WeakMap<object, number>();

/** The host's id of what TLS or a request is to run over: a connection of the host's, or a stream of the hook's. */
export function connectionOf(stream: unknown): number {
  if (stream instanceof Socket && stream.connectionId !== 0) return stream.connectionId;
  if (typeof stream !== 'object' || stream === null) return 0;
  const known = relays.get(stream);
  if (known !== undefined) return known;
  if (stream instanceof Socket) return 0;
  return relay(stream as StreamLike);
}

function relay(stream: StreamLike): number {
  const id = nextConnectionId();
  relays.set(stream, id);
  const bridge = networkBridge();
  const give = (chunk: Uint8Array<ArrayBuffer>): void => {
    bridge.writeSocket(id, exactBuffer(Buffer.from(chunk)));
    // One part at a time: the host asks for the next one.
    stream.pause?.();
  };
  const ended = (): void => bridge.endSocket(id);
  const closed = (): void => {
    bridge.destroySocket(id);
    removeConnection(id);
    relays.delete(stream);
  };
  addConnection(id, {
    receive: (bytes) => void stream.write(bytes, () => bridge.setSocket(id, 'taken', 0)),
    progress(event) {
      if (event.type === 'wanted') stream.resume?.();
      else if (event.type === 'end') stream.end();
      else if (event.type === 'free') stream.emit?.('free');
      else if (event.type === 'close') {
        removeConnection(id);
        stream.destroy?.();
      }
    },
  });
  bridge.openSocket(id, JSON.stringify({ type: 'relay' }));
  stream.on('data', give);
  stream.on('end', ended);
  stream.on('close', closed);
  return id;
}
