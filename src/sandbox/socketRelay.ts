import { Duplex } from 'node:stream';
import type { SocketProgress } from '../guest/bridge.ts';

export interface Relay extends Duplex {
  /** Bytes that the guest's stream gave; null: it has ended. */
  receive(bytes: Buffer | null): void;
  /** The guest's stream has taken what it was sent last. */
  taken(): void;
}

/** A stream whose other side is in the guest: TLS and http run over streams of a hook's own through it. */
export function createRelay(tell: (event: SocketProgress | ArrayBuffer) => void): Relay {
  let done: (() => void) | undefined;
  const relay = new Duplex({
    read: () => tell({ type: 'wanted' }),
    write(chunk: Buffer, _encoding, written) {
      done = written;
      tell(new Uint8Array(chunk).buffer);
    },
    final(finished) {
      tell({ type: 'end' });
      finished();
    },
    destroy(error, finished) {
      tell({ type: 'close', hadError: error !== null, bytesRead: 0, bytesWritten: 0 });
      finished(error);
    },
  });
  // Told by whatever runs over it.
  relay.on('error', () => undefined);
  relay.on('free', () => tell({ type: 'free' }));
  return Object.assign(relay, {
    receive(bytes: Buffer | null): void {
      if (!relay.destroyed && !relay.readableEnded) relay.push(bytes);
    },
    taken(): void {
      const written = done;
      done = undefined;
      written?.();
    },
  });
}
