import type { Bridge } from './bridge.ts';
import { refuse } from './errors.ts';

let host: Pick<Bridge, 'readFileSystem'> | null = null;

/** Gives `fs`, which is made when first asked for, its way to the host. */
export function connectFileSystem(bridge: Bridge): void {
  host = bridge;
}

export function readFileSystem(...args: Parameters<Bridge['readFileSystem']>): string | ArrayBuffer {
  if (!host) throw refuse('fs');
  return host.readFileSystem(...args);
}
