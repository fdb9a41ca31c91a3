import { existsSync, readFileSync } from 'node:fs';
import ivm from 'isolated-vm';
import { type Bridge, bridgeNames, messages } from '../guest/bridge.ts';
import { guestFile } from './stackPlaces.ts';

/** Plain values, and what isolated-vm moves into the isolate. */
export type DispatchArguments = (string | number | null | ivm.Copy<ArrayBuffer> | ivm.Dereference<object>)[];

export interface IsolateWorld {
  isolate: ivm.Isolate;
  context: ivm.Context;
  /** The one function of the guest's, as guest.ts returns it. */
  dispatch: ivm.Reference<(...args: DispatchArguments) => void>;
}

interface WorldOptions {
  memoryMb: number;
  /** The guest's bundle, dist/guest.js. */
  guestPath: string;
  bridge: Bridge;
  /** V8 could not go on; the process must end. */
  onCatastrophe(message: string): void;
}

const sent: readonly string[] = messages;

/** Makes an isolate with the guest booted in it; what is booted knows nothing of any run. */
export async function createIsolateWorld({
  memoryMb,
  guestPath,
  bridge,
  onCatastrophe,
}: WorldOptions): Promise<IsolateWorld> {
  const isolate = new ivm.Isolate({ memoryLimit: memoryMb, onCatastrophicError: onCatastrophe });
  const context = await isolate.createContext();
  const script = await isolate.compileScript(readFileSync(guestPath, 'utf8'), {
    filename: guestFile,
    ...readCache(guestPath),
  });
  await script.run(context);
  const boot = await context.global.get('bootGuest', { reference: true });
  // Callbacks with plain data, never a Reference: that would be a way out of the isolate.
  const functions = bridgeNames.map(
    (name) =>
      new ivm.Callback(
        guard(bridge[name] as (...args: unknown[]) => unknown),
        sent.includes(name) ? { ignored: true } : {},
      ),
  );
  const booted: unknown = await boot.apply(undefined, functions, {
    result: { reference: true },
  });
  const dispatch = booted as IsolateWorld['dispatch'];
  return { isolate, context, dispatch };
}

/** V8's code cache of the bundle, if the build left one; V8 refuses one that does not fit. */
function readCache(guestPath: string): { cachedData?: ivm.ExternalCopy<ArrayBuffer> } {
  const path = guestPath.replace(/\.js$/, '.cache');
  if (!existsSync(path)) return {};
  return { cachedData: new ivm.ExternalCopy(new Uint8Array(readFileSync(path)).buffer) };
}

/** A host function's error must not carry a stack of the host's into the guest. */
function guard(call: (...args: unknown[]) => unknown): (...args: unknown[]) => unknown {
  return (...args) => {
    try {
      return call(...args);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      // Nobody hears of a message that fails, but who reads the runner's log.
      console.error(`A call over the bridge failed: ${message}`);
      const bare = new Error(message);
      bare.stack = `Error: ${message}`;
      throw bare;
    }
  };
}
