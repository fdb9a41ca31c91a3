import * as v from 'valibot';
import { createTeller, packFrame } from '../guest/nativeValues.ts';
import { decodeArguments, heldType, tellFailure, tellResult } from './nativeCodec.ts';
import { limitSizes } from './nativeLimits.ts';
import { callable, members, startable } from './nativeMembers.ts';
import { ZlibStream } from './zlibHost.ts';

/** More than any program holds that has not lost count of them. */
const mostHandles = 20_000;
const mostOperations = 10_000;

const Target = v.union([
  v.picklist(['crypto', 'zlib', 'subtle', 'webcrypto']),
  v.pipe(v.number(), v.integer()),
]);
const Name = v.pipe(v.string(), v.regex(/^[A-Za-z0-9]{1,40}$/));
const Operation = v.pipe(v.number(), v.integer());
const Json = v.string();
const Bytes = v.instance(ArrayBuffer);

interface NativeHostOptions {
  /** The most that one result may hold, in bytes. */
  mostBytes: number;
  /** Hands the results of an operation to the guest, as a frame. */
  tell(operation: number, frame: ArrayBuffer): void;
  /** An operation has ended: the run may be over. */
  changed(): void;
}

/**
 * The host's own crypto and zlib, for the guest: it calls what is on the list, and holds by number what stays here.
 * Keys never leave but by the functions that export them.
 */
export function createNativeHost({ mostBytes, tell, changed }: NativeHostOptions) {
  const handles = new Map<number, object>();
  /** By their numbers, what they are. */
  const operations = new Map<number, string>();
  let lastHandle = 0;

  const hold = (value: object): number => {
    if (handles.size >= mostHandles)
      throw new Error(`The hook holds more than ${mostHandles} keys, hashes and streams.`);
    lastHandle += 1;
    handles.set(lastHandle, value);
    return lastHandle;
  };
  const held = (id: number): object => {
    const value = handles.get(id);
    if (!value) throw new Error(`There is no object ${id}.`);
    return value;
  };

  const frameOf = (results: unknown[]): ArrayBuffer => {
    const teller = createTeller((value, inner) => tellResult(value, inner, hold), Buffer.isBuffer);
    const list = results.map((result) => teller.tell(result));
    return packFrame(['list', list], teller.bytes());
  };
  const frameOfError = (error: unknown): ArrayBuffer => {
    const teller = createTeller(() => undefined, Buffer.isBuffer);
    return packFrame(tellFailure(error, teller.tell), teller.bytes());
  };

  /** A member of something that is held: its method, or what it is. */
  const callMember = (id: number, name: string, args: unknown[]): unknown => {
    const owner = held(id);
    const type = heldType(owner);
    if (type === undefined || !members[type]?.includes(name))
      throw new TypeError(`There is no ${name} on object ${id}.`);
    const member: unknown = Reflect.get(owner, name);
    const result: unknown = typeof member === 'function' ? Reflect.apply(member, owner, args) : member;
    // What can be chained needs no second number.
    return result === owner ? undefined : result;
  };

  const read = (json: unknown, bytes: unknown): unknown[] =>
    decodeArguments(JSON.parse(v.parse(Json, json)), v.parse(Bytes, bytes), held);

  return {
    /** Gives a frame: a list of the one result, or the error that was thrown. */
    call(target: unknown, name: unknown, json: unknown, bytes: unknown): ArrayBuffer {
      const [owner, member] = [v.parse(Target, target), v.parse(Name, name)];
      const args = read(json, bytes);
      try {
        if (typeof owner === 'number') return frameOf([callMember(owner, member, args)]);
        const call = callable(owner, member, mostBytes);
        if (!call) throw new TypeError(`There is no ${owner}.${member}.`);
        limitSizes(owner, member, args, mostBytes);
        const result = call(...args);
        // What was filled in place is told as the result: the guest copies it back.
        return frameOf([result]);
      } catch (error) {
        return frameOfError(error);
      }
    },
    /** As `call`, for what works in the background: the frame is empty, or the error that was thrown at once. */
    start(operation: unknown, target: unknown, name: unknown, json: unknown, bytes: unknown): ArrayBuffer {
      const id = v.parse(Operation, operation);
      const [owner, member] = [v.parse(Target, target), v.parse(Name, name)];
      const args = read(json, bytes);
      if (operations.has(id)) throw new Error(`Operation ${id} is under way.`);
      if (operations.size >= mostOperations)
        throw new Error(`The hook has more than ${mostOperations} operations under way.`);
      const done = (...results: unknown[]): void => {
        if (!operations.delete(id)) return;
        let frame: ArrayBuffer;
        try {
          frame = frameOf(results);
        } catch (failure) {
          frame = frameOfError(failure);
        }
        tell(id, frame);
        changed();
      };
      operations.set(id, typeof owner === 'number' ? 'a stream of zlib' : `${owner}.${member}()`);
      try {
        if (typeof owner === 'number') callMember(owner, member, [...args, done]);
        else {
          const begin = startable(owner, member);
          if (!begin) throw new TypeError(`There is no ${owner}.${member}.`);
          limitSizes(owner, member, args, mostBytes);
          begin(args, done);
        }
        return frameOf([]);
      } catch (error) {
        operations.delete(id);
        return frameOfError(error);
      }
    },
    /** The guest has no more use for it. */
    free(id: unknown): void {
      const value = handles.get(v.parse(Operation, id));
      if (value instanceof ZlibStream) value.close();
      if (value) handles.delete(v.parse(Operation, id));
    },
    /** How many operations are under way: they keep the run from ending. */
    pending: (): number => operations.size,
    /** What they are, for people. */
    pendingNames: (): string[] => [...operations.values()],
    finish(): void {
      for (const value of handles.values()) if (value instanceof ZlibStream) value.close();
      handles.clear();
      operations.clear();
    },
  };
}
