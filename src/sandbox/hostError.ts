import type { BridgeError } from '../guest/bridge.ts';

/** What Node's network errors carry besides their message. */
const errorProperties = [
  'code',
  'errno',
  'syscall',
  'address',
  'port',
  'hostname',
  'reason',
  'host',
  'library',
  'function',
  'bytesParsed',
];

/** A network error of the host's, in plain data. */
export function bridgeError(error: Error): BridgeError {
  const properties: BridgeError['properties'] = {};
  for (const key of errorProperties) {
    const value: unknown = Reflect.get(error, key);
    if (typeof value === 'string' || typeof value === 'number') properties[key] = value;
  }
  return { name: error.name, message: error.message, properties };
}
