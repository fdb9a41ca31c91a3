import { Buffer } from 'node-module:buffer';
import type { Bridge, SocketProgress } from './bridge.ts';
import { runGuarded } from './ticks.ts';

/** What of the guest's stands for a connection of the host's. */
export interface Connected {
  progress(event: SocketProgress): void;
  receive(bytes: Buffer): void;
}

const connected = new Map<number, Connected>();
let lastId = 0;

/** Ids of connections and of requests, which share one count: events tell both. */
export function nextConnectionId(): number {
  lastId += 1;
  return lastId;
}

export const addConnection = (id: number, one: Connected): void => void connected.set(id, one);
export const removeConnection = (id: number): void => void connected.delete(id);

/** Called by the dispatcher for what happens to a connection, and for each part of what comes over it. */
export function progressConnection(id: number, event: SocketProgress | ArrayBuffer): void {
  const one = connected.get(id);
  if (!one) return;
  runGuarded(() => {
    if (event instanceof ArrayBuffer) one.receive(Buffer.from(event));
    else one.progress(event);
  });
}

let theBridge: Bridge | undefined;
export function connectNetwork(bridge: Bridge): void {
  theBridge = bridge;
}
export function networkBridge(): Bridge {
  if (!theBridge) throw new Error('The network is not connected yet.');
  return theBridge;
}

export const exactBuffer = (bytes: Uint8Array<ArrayBuffer>): ArrayBuffer =>
  bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
