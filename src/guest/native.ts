/** The guest's way to the host's own crypto and zlib: calls, operations in the background, and what stays there. */
import { Buffer } from 'node-module:buffer';
import { bindFrame } from './asyncContext.ts';
import type { Bridge } from './bridge.ts';
import { nodeError } from './errors.ts';
import { createTeller, type Told, type ToldError, unpackFrame } from './nativeValues.ts';
import { runGuarded } from './ticks.ts';

/** A module of the host's, or the object that a value of the guest's stands for. */
export type Target = 'crypto' | 'zlib' | 'subtle' | 'webcrypto' | object;
/** Gets what the host's function gives its callback: an error or nothing, then the results. */
export type Settle = (error: unknown, ...results: unknown[]) => void;

/** Something that stays with the host. */
export class Handle {
  readonly id: number;
  readonly about: unknown;
  constructor(id: number, about: unknown) {
    this.id = id;
    this.about = about;
  }
}

// Captured before any code of the hook's can replace it.
const { stringify } = JSON;
/**
 * What the host holds weighs something here too: so V8 collects what the hook has let go of in time, and what it keeps
 * counts against its memory.
 */
interface Held {
  id: number;
  weight: ArrayBuffer;
}
const heldWeight = 1024;
const held = new WeakMap<object, Held>();
const makers = new Map<string, (handle: Handle) => object>();
const operations = new Map<number, Settle>();
let lastOperation = 0;
let bridge: Bridge;
let forgotten: FinalizationRegistry<number>;

export function connectNative(connected: Bridge): void {
  bridge = connected;
  forgotten = new FinalizationRegistry((id) => bridge.freeNative(id));
}

/** Says what the guest makes of a handle of the class; without it a result is the plain Handle. */
export function onHandle(type: string, make: (handle: Handle) => object): void {
  makers.set(type, make);
}

/** Makes `object` stand for what the host holds, for as long as it is in use. */
export function adopt(object: object, handle: Handle): void {
  held.set(object, { id: handle.id, weight: new ArrayBuffer(heldWeight) });
  forgotten.register(object, handle.id, object);
}

/** Lets go of what the host holds for the object. */
export function release(object: object): void {
  const id = held.get(object)?.id;
  if (id === undefined) return;
  held.delete(object);
  forgotten.unregister(object);
  bridge.freeNative(id);
}

/** Calls a function of the host's, or a method of what it holds, and gives what that gives; throws what it throws. */
export function callNative(target: Target, name: string, args: readonly unknown[]): unknown {
  const { json, bytes } = tellArguments(args);
  const results = open(bridge.callNative(targetOf(target), name, json, bytes));
  return results[0];
}

/** As callNative, for what makes something that stays with the host. */
export function callForHandle(target: Target, name: string, args: readonly unknown[]): Handle {
  const { json, bytes } = tellArguments(args);
  const [handle] = open(bridge.callNative(targetOf(target), name, json, bytes), true);
  if (!(handle instanceof Handle)) throw new TypeError('The host gave no object.');
  return handle;
}

/** Calls a function of the host's that works in the background; throws where it refuses its arguments at once. */
export function startNative(target: Target, name: string, args: readonly unknown[], settle: Settle): void {
  lastOperation += 1;
  const operation = lastOperation;
  const { json, bytes } = tellArguments(args);
  operations.set(operation, bindFrame(settle));
  try {
    open(bridge.startNative(operation, targetOf(target), name, json, bytes));
  } catch (error) {
    operations.delete(operation);
    throw error;
  }
}

/** Called by the dispatcher with the results of an operation. */
export function settleNative(operation: number, frame: ArrayBuffer): void {
  const settle = operations.get(operation);
  operations.delete(operation);
  if (!settle) return;
  let results: unknown[];
  try {
    results = open(frame);
  } catch (error) {
    runGuarded(() => settle(error));
    return;
  }
  runGuarded(() => settle(results[0], ...results.slice(1)));
}

function targetOf(target: Target): string | number {
  if (typeof target === 'string') return target;
  const id = held.get(target)?.id;
  if (id === undefined) throw new TypeError('Illegal invocation');
  return id;
}

function tellArguments(args: readonly unknown[]): { json: string; bytes: ArrayBuffer } {
  const teller = createTeller((value) => {
    const id = held.get(value)?.id;
    return id === undefined ? undefined : ['handle', '', id, null];
  }, Buffer.isBuffer);
  const told = ['list', args.map((arg) => teller.tell(arg))];
  return { json: stringify(told), bytes: teller.bytes() };
}

/** What the frame holds; `bare` leaves handles as they are. Throws the error that it may hold instead. */
function open(frame: ArrayBuffer, bare = false): unknown[] {
  const { told, slice } = unpackFrame(frame);
  const read = (value: Told): unknown => {
    if (!Array.isArray(value)) return value;
    switch (value[0]) {
      case 'undefined':
        return undefined;
      case 'number':
        return Number(value[1]);
      case 'bigint':
        return BigInt(value[1]);
      case 'date':
        return new Date(value[1]);
      case 'symbol':
        return Symbol(value[1]);
      case 'function':
        return undefined;
      case 'list':
        return value[1].map(read);
      case 'object': {
        const object = Object.fromEntries(value[2].map(([key, inner]) => [key, read(inner)]));
        return value[1] === '' ? Object.setPrototypeOf(object, null) : object;
      }
      case 'bytes':
        return readBytes(value[1], slice(value[2], value[3]));
      case 'handle': {
        const handle = new Handle(value[2], read(value[3]));
        return (bare ? undefined : makers.get(value[1])?.(handle)) ?? handle;
      }
      case 'error':
        return readError(value[1], read);
      default:
        return value satisfies never;
    }
  };
  if (Array.isArray(told) && told[0] === 'error') throw readError(told[1], read);
  const results = read(told);
  return Array.isArray(results) ? results : [];
}

function readBytes(type: string, bytes: ArrayBuffer): unknown {
  if (type === 'Buffer') return Buffer.from(bytes);
  if (type === 'ArrayBuffer') return bytes;
  const View: unknown = Reflect.get(globalThis, type);
  return typeof View === 'function' ? Reflect.construct(View, [bytes]) : new Uint8Array(bytes);
}

const classes = { Error, TypeError, RangeError, SyntaxError };

/** The host's error as one of the guest's own: same class, code and properties, and the guest's stack. */
function readError(told: ToldError, read: (value: Told) => unknown): Error {
  const properties = told.properties.map(([key, value]) => [key, read(value)] as const);
  if (told.type === 'DOMException') return domException(told.name, told.message);
  const Base = classes[told.type];
  const code = properties.find(([key]) => key === 'code')?.[1];
  const error =
    told.showsCode && typeof code === 'string' ? nodeError(code, told.message, Base) : new Base(told.message);
  if (error.name !== told.name)
    Object.defineProperty(error, 'name', { value: told.name, configurable: true, writable: true });
  for (const [key, value] of properties) Object.assign(error, { [key]: value });
  return error;
}

/** The web's own error, where the guest has it. */
export function domException(name: string, message: string): Error {
  const DOMException: unknown = Reflect.get(globalThis, 'DOMException');
  const made: unknown =
    typeof DOMException === 'function' ? Reflect.construct(DOMException, [message, name]) : undefined;
  return made instanceof Error ? made : Object.assign(new Error(message), { name });
}
