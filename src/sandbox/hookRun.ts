import { basename, dirname, isAbsolute } from 'node:path';
import { performance } from 'node:perf_hooks';
import ivm from 'isolated-vm';
import type { Bridge, GuestError, GuestMessage, HostEvent } from '../guest/bridge.ts';
import type { CallbackEvent, ErrorInfo, Outcome, Place, RunEvent, RunRequest } from '../runner/protocol.ts';

import { integer, milliseconds, text } from './bridgeArguments.ts';
import { openCacheFolder } from './cacheFolder.ts';
import { createCompiledModules } from './compiledModules.ts';

import { maskEvent, maskReply } from './eventMask.ts';

import { createEventStream, round } from './eventStream.ts';
import { readFileSystem } from './fileReader.ts';
import { readGuestMessage } from './guestMessage.ts';
import type { DispatchArguments, IsolateWorld } from './isolateWorld.ts';
import { createModuleLoader } from './moduleLoader.ts';
import { readResolveOptions } from './moduleRequest.ts';
import { createNativeHost } from './nativeHost.ts';
import { createNetworkHost } from './networkHost.ts';
import { createPrintedSecrets } from './printedSecrets.ts';
import { createSecretMask } from './secretMask.ts';
import { createStackPlaces } from './stackPlaces.ts';
import { createStorageHost } from './storageHost.ts';
import { createTimerHost } from './timerHost.ts';
import { createWorkAfterCallback } from './workAfterCallback.ts';

const mebibyte = 1024 * 1024;
/** After the limit, in ms: long enough for V8 to tell where a loop was stopped. */
const grace = 250;
/** How often the process's memory is looked at, in ms. */
const memoryCheck = 100;

interface Answer {
  reply: unknown;
  outcome: Outcome;
  error: ErrorInfo | null;
}

interface HookRunOptions {
  request: RunRequest;
  world: IsolateWorld;
  send(events: RunEvent[]): void;
  /** The platform's answer, as soon as it is known: whoever kills the process must tell it in the last event. */
  answered(reply: unknown, callbackMs: number | null): void;
  /** What the hook leaves for its next run, as JSON text; null: nothing. */
  stored(json: string | null): void;
}

/** One run of one hook in a booted world. Returns the host's side of the bridge, and what ends the run from outside. */
export function startHookRun({ request, world, send, answered, stored }: HookRunOptions) {
  const { file, limits } = request;
  if (!isAbsolute(file)) throw new Error(`The hook's path must be absolute, but is ${file}.`);
  const startedAt = performance.now();
  const deadline = startedAt + limits.timeoutMs;
  const restingBytes = process.memoryUsage.rss();
  const mask = createSecretMask(request.secrets);
  const events = createEventStream(
    (event) => maskEvent(event, mask),
    send,
    (event) => workAfterCallback.observe(event),
  );
  const printedSecrets = createPrintedSecrets(request.secrets, mask);
  const cache = openCacheFolder();
  const loader = createModuleLoader(file, request.folders, cache);
  const stacks = createStackPlaces(loader.places);
  const compiledModules = createCompiledModules(world, loader, cache);

  let answer: Answer | null = null;
  let compileError: ErrorInfo | null = null;
  let callbackMs: number | null = null;
  let calledAt = startedAt;
  let firstCallback: Place | null = null;
  let returnedPromise = false;
  let rejected = false;
  let ended = false;
  /** Entries into the isolate that have not returned. */
  let inside = 0;

  const end = (outcome: Outcome, error: ErrorInfo | null, memoryMb: number | null): void => {
    if (ended) return;
    ended = true;
    clearTimeout(wallClock);
    clearInterval(memoryWatch);
    timers.stopAll();
    network.finish();
    native.finish();
    compiledModules.keep();
    storage.flush();
    warnAtEnd(outcome);
    events.emit({
      type: 'end',
      outcome,
      reply: answer?.reply ?? null,
      error,
      durationMs: round(performance.now() - startedAt),
      callbackMs,
      memoryMb,
    });
    events.finish();
  };

  /** Whether something may still come of the run: code that runs, or work that the host does for it. */
  const busy = (): boolean =>
    inside > 0 || timers.pending() > 0 || network.pending().length > 0 || native.pending() > 0;
  const endWhenIdle = (): void => {
    if (ended || busy()) return;
    // What the guest has sent may still be on its way.
    setImmediate(async () => {
      if (ended || busy()) return;
      const statistics = await world.isolate.getHeapStatistics();
      if (busy()) return;
      const memoryMb = round((statistics.used_heap_size + statistics.externally_allocated_size) / mebibyte);
      if (answer === null) end('no-callback', null, memoryMb);
      else end(answer.outcome, compileError ?? answer.error, memoryMb);
    });
  };

  const explain = (error: GuestError): ErrorInfo => stacks.explain(error);

  /** What came out of the isolate instead of a result: a limit, or an error that nothing caught. */
  const fail = (thrown: unknown): void => {
    if (ended) return;
    const told = tellThrown(thrown);
    // The hook may throw errors of the same words: they count only where they can be true.
    const isLate = performance.now() >= deadline - 5;
    if (isLate && told.message === 'Script execution timed out.') {
      end('timeout', explain(timeoutError(stacks.readable(told.stack))), null);
    } else if (world.isolate.isDisposed) {
      endOutOfMemory();
    } else {
      rejected = true;
      end('exception', explain(told), null);
    }
  };
  const timeoutError = (stack: string): GuestError => {
    const message = `The hook ran longer than its limit of ${limits.timeoutMs} ms.`;
    return { name: 'Error', message, stack: [`Error: ${message}`, ...stack.split('\n').slice(1)].join('\n') };
  };
  const endOutOfMemory = (): void => {
    const message = `The hook needed more than its limit of ${limits.memoryMb} MB of memory.`;
    end(
      'out-of-memory',
      { name: 'Error', message, stack: `Error: ${message}`, source: null },
      limits.memoryMb,
    );
  };

  const enter = async (...args: DispatchArguments): Promise<void> => {
    if (ended) return;
    inside += 1;
    try {
      await world.dispatch.apply(undefined, args, {
        timeout: Math.max(1, Math.ceil(deadline - performance.now())),
      });
    } catch (error) {
      fail(error);
    }
    inside -= 1;
    endWhenIdle();
  };
  const tellGuest = (event: HostEvent): Promise<void> => enter('event', JSON.stringify(event));

  const timers = createTimerHost((id) => {
    workAfterCallback.timerFired(id);
    return tellGuest({ kind: 'timer', id });
  }, endWhenIdle);
  const workAfterCallback = createWorkAfterCallback({
    elapsed: events.elapsed,
    timers: () => timers.holding(),
  });
  const network = createNetworkHost({
    rules: request,
    events,
    mask,
    tell: (event) => void tellGuest(event),
    send: (kind, id, bytes) => {
      const copy = new ivm.ExternalCopy(bytes, { transferOut: true });
      void enter(kind, id, copy.copyInto({ release: true, transferIn: true }));
    },
    placeOf: (stack) => stacks.nearestOwn(stack),
    calledBack: () => callbackMs !== null,
    changed: endWhenIdle,
  });

  const native = createNativeHost({
    mostBytes: limits.memoryMb * mebibyte,
    tell: (operation, frame) => {
      const copy = new ivm.ExternalCopy(frame, { transferOut: true });
      void enter('native', operation, copy.copyInto({ release: true, transferIn: true }));
    },
    changed: endWhenIdle,
  });

  const wallClock = setTimeout(() => {
    const message = `The hook ran longer than its limit of ${limits.timeoutMs} ms. ${stillPending()}`;
    const overdue = () =>
      end('timeout', { name: 'Error', message, stack: `Error: ${message}`, source: null }, null);
    // Code that runs is stopped by V8's own clock, which knows where it was.
    if (inside > 0) setTimeout(overdue, grace);
    else overdue();
  }, limits.timeoutMs);
  const stillPending = (): string => {
    const open = network.pending();
    const parts = [
      ...open.slice(0, 3).map(({ method, url }) => `${method} ${url}`),
      ...(open.length > 3 ? [`${open.length - 3} more requests`] : []),
      ...native.pendingNames().slice(0, 3),
      ...(timers.pending() > 0 ? [timers.pending() === 1 ? 'a timer' : `${timers.pending()} timers`] : []),
    ];
    return parts.length === 0 ? '' : `Still pending: ${parts.join(', ')}.`;
  };

  // V8 counts the isolate's heap only, and some ways of filling it hang it before it notices.
  const memoryWatch = setInterval(() => {
    if (process.memoryUsage.rss() - restingBytes > (2 * limits.memoryMb + 64) * mebibyte) endOutOfMemory();
  }, memoryCheck);

  const storage = createStorageHost({
    keep: stored,
    refuse: (characters) => {
      const message = `context.webtask.storage holds ${characters} characters of JSON: too many to be kept for the next run.`;
      warn('storage-too-large', message, null);
    },
  });

  const warn = (code: string, message: string, source: Place | null): void =>
    events.emit({ type: 'warning', code, message, source });
  const warnOfSecrets = (what: string, text: string, source: Place | null): void => {
    const warning = printedSecrets.warningFor(what, text, source ? `${source.file}:${source.line}` : '');
    if (warning !== null) warn('secret-printed', warning, source);
  };
  /** What can only be told when all is over. */
  const warnAtEnd = (outcome: Outcome): void => {
    const work = workAfterCallback.describe();
    if (work !== null) warn('work-after-callback', work, firstCallback);
    if (!returnedPromise || callbackMs !== null) return;
    const advice = 'Auth0 does not look at the promise of a hook: it waits for cb().';
    if (rejected) {
      warn(
        'promise-rejected',
        `The hook's promise was rejected before cb() was called. ${advice} Catch the error and call cb(error).`,
        null,
      );
    } else if (outcome === 'no-callback') {
      warn(
        'promise-ignored',
        `The hook returned a promise and did not call cb(). ${advice} Call it when the work is done.`,
        null,
      );
    }
  };
  const warnOfSecondCallback = (source: Place | null): void => {
    const place = ({ file, line }: Place) => `${basename(file)}:${line}`;
    const first = firstCallback ? ` at ${place(firstCallback)}` : '';
    const again = source ? ` at ${place(source)}` : '';
    warn(
      'callback-twice',
      `cb() was called again${again}. The first call${first} is the answer; on Auth0 the second one throws.`,
      source,
    );
  };

  const receive = (message: GuestMessage): void => {
    if (ended) return;
    switch (message.kind) {
      case 'log': {
        const source = stacks.nearest(message.stack);
        events.emit({
          type: 'log',
          level: message.level,
          text: message.text,
          source,
          afterCallback: callbackMs !== null,
        });
        warnOfSecrets('This log', message.text, source);
        break;
      }
      case 'called':
        calledAt = performance.now();
        events.startClock();
        break;
      case 'callback': {
        const source = stacks.nearestOwn(message.stack);
        callbackMs ??= round(performance.now() - calledAt);
        events.emit({
          type: 'callback',
          index: message.index,
          error: tellCallbackError(message.error, explain),
          response: tellCallbackResponse(message.response),
          source,
        });
        if (message.index === 1) {
          firstCallback = source;
          if (answer) warnOfSecrets('What cb() got', JSON.stringify(dataOf(answer.reply)) ?? '', source);
        } else warnOfSecondCallback(source);
        if (answer) answered(maskReply(answer.reply, mask), callbackMs);
        break;
      }
      case 'answer':
        if (answer) break;
        answer = {
          reply: readReply(message.json),
          outcome: message.outcome,
          error: message.error && explain(message.error),
        };
        answered(maskReply(answer.reply, mask), callbackMs);
        break;
      case 'compileError':
        compileError = explain(message.error);
        break;
      case 'uncaught':
        end('exception', explain(message.error), null);
        break;
      case 'promise':
        returnedPromise = true;
        break;
      case 'warning': {
        const source = stacks.nearest(message.stack);
        const own = stacks.nearestOwn(message.stack);
        // Packages look for many things on what they are given: only the hook's own reads say something.
        if (message.code === 'undocumented-field' && !isSame(source, own)) break;
        warn(message.code, message.message, own);
        break;
      }
      default:
        message satisfies never;
    }
  };

  const bridge: Bridge = {
    memoryUsage: () => {
      const { used_heap_size, total_heap_size, externally_allocated_size } =
        world.isolate.getHeapStatisticsSync();
      return JSON.stringify({
        rss: total_heap_size + externally_allocated_size,
        heapTotal: total_heap_size,
        heapUsed: used_heap_size,
        external: externally_allocated_size,
        arrayBuffers: externally_allocated_size,
      });
    },
    readFileSystem: (operation, path) => readFileSystem(loader, operation, path),
    now: () => performance.now(),
    resolveModule: (from, specifier, options) =>
      JSON.stringify(loader.resolve(text(from), text(specifier), readResolveOptions(options))),
    readModule: (module) => JSON.stringify(loader.read(text(module))),
    explainSyntax: (module) => loader.explainSyntax(text(module)),
    originalPlace: (file, line, column) =>
      JSON.stringify(
        loader.places.original({ file: text(file), line: integer(line), column: integer(column) }),
      ),
    saveStorage: storage.save,
    exit: (code) => {
      const message = `process.exit(${Number(code)}) was called: on the platform that ends the container that the hook runs in.`;
      end('exception', { name: 'Error', message, stack: `Error: ${message}`, source: null }, null);
      world.isolate.dispose();
    },
    callNative: native.call,
    startNative: native.start,
    freeNative: native.free,
    emit: (json) => receive(readGuestMessage(json)),
    startTimer: (id, delayMs, repeat) => timers.start(integer(id), milliseconds(delayMs), repeat === true),
    stopTimer: (id) => timers.stop(integer(id)),
    holdTimer: (id, holds) => timers.hold(integer(id), holds === true),
    ...network.bridge,
  };

  const run = async (): Promise<void> => {
    if (request.certificateAuthorities.length > 0) {
      const { getCACertificates, setDefaultCACertificates } = process.getBuiltinModule('node:tls');
      setDefaultCACertificates([...getCACertificates('default'), ...request.certificateAuthorities]);
    }
    events.emit({ type: 'start', file, payloadName: request.payload.name, node: process.version, limits });
    let code: ivm.Reference<object> | null = null;
    let format = 'commonjs';
    let syntaxError: { message: string; stack: string } | null = null;
    try {
      const hook = loader.loadHook(request.text);
      format = hook.format;
      const compiled = await world.isolate.compileScript(hook.script.code, {
        filename: file,
        columnOffset: -hook.script.headerLength,
      });
      code = (await compiled.run(world.context, { reference: true })) as ivm.Reference<object>;
    } catch (error) {
      syntaxError = explainSyntaxError(error, file, loader.places.original);
    }
    const input = JSON.stringify({
      file,
      folder: dirname(file),
      format,
      bodyRaw: JSON.stringify(request.payload.body),
      secrets: request.secrets,
      stored: request.stored,
    });
    const { modules, functions } = compiledModules.prepare(file, request.text, request.folders);
    const main = code?.derefInto({ release: true }) ?? null;
    await enter('run', input, main, JSON.stringify(syntaxError), JSON.stringify(modules), ...functions);
  };

  return {
    bridge,
    run,
    /** V8 gave up: what it says is about memory in every known case. */
    catastrophe: endOutOfMemory,
    /** Something of the sandbox's own failed; the process must end. */
    hasEnded: () => ended,
  };
}
export type HookRun = ReturnType<typeof startHookRun>;

/** What isolated-vm hands out of the isolate: errors as errors, other objects not at all. */
function tellThrown(thrown: unknown): GuestError {
  if (!(thrown instanceof Error)) {
    const message = `Uncaught ${String(thrown)}`;
    return { name: 'Error', message, stack: message };
  }
  if (thrown.message.startsWith('An object was thrown from supplied code')) {
    const message = 'A promise was rejected with an object that is no Error, and nothing caught it.';
    return { name: 'Error', message, stack: `Error: ${message}` };
  }
  return { name: thrown.name, message: thrown.message, stack: thrown.stack ?? '' };
}

function tellCallbackError(
  error: Extract<GuestMessage, { kind: 'callback' }>['error'],
  explain: (error: GuestError) => ErrorInfo,
): CallbackEvent['error'] {
  if (error === null) return null;
  return 'info' in error ? explain(error.info) : error.text;
}

function tellCallbackResponse(response: Extract<GuestMessage, { kind: 'callback' }>['response']): unknown {
  if (response === null) return null;
  if (!('json' in response)) return response.text;
  return dataOf(readReply(response.json)) ?? null;
}

const dataOf = (reply: unknown): unknown =>
  typeof reply === 'object' && reply !== null && 'data' in reply ? reply.data : undefined;

/** The answer as the platform sends it: JSON, unless the hook has put something in the place of JSON.stringify. */
function readReply(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return json;
  }
}

const isSame = (a: Place | null, b: Place | null): boolean =>
  a?.file === b?.file && a?.line === b?.line && a?.column === b?.column;

/** isolated-vm puts the place behind a SyntaxError's message, in brackets. */
function explainSyntaxError(
  error: unknown,
  file: string,
  original: (place: Place) => Place,
): { message: string; stack: string } {
  const { message: full, stack } = error as Error;
  const match = /^(.*) \[(.*):(\d+):(\d+)\]$/s.exec(full);
  if (!match) return { message: full, stack: stack ?? '' };
  const [, message = ''] = match;
  const { line, column } = original({ file, line: Number(match[3]), column: Number(match[4]) });
  return { message, stack: `SyntaxError: ${message}\n    at ${file}:${line}:${column}` };
}
