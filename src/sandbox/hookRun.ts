import { basename, dirname, isAbsolute } from 'node:path';
import { performance } from 'node:perf_hooks';
import ivm from 'isolated-vm';
import type { Bridge, GuestError, GuestMessage, HostEvent } from '../guest/bridge.ts';
import type { CallbackEvent, ErrorInfo, Outcome, Place, RunEvent, RunRequest } from '../runner/protocol.ts';
import { maskEvent, maskReply } from './eventMask.ts';
import { createEventStream, round } from './eventStream.ts';
import { readGuestMessage } from './guestMessage.ts';
import { plainJavaScript, wrapHook } from './hookSource.ts';
import type { DispatchArguments, IsolateWorld } from './isolateWorld.ts';
import { createModuleLoader } from './moduleLoader.ts';
import { createNetworkGate, httpFacts } from './networkGate.ts';
import { createRequestHost } from './requestHost.ts';
import { createSecretMask } from './secretMask.ts';
import { createStackPlaces } from './stackPlaces.ts';
import { createTimerHost } from './timerHost.ts';

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
}

/** One run of one hook in a booted world. Returns the host's side of the bridge, and what ends the run from outside. */
export function startHookRun({ request, world, send, answered }: HookRunOptions) {
  const { file, limits } = request;
  if (!isAbsolute(file)) throw new Error(`The hook's path must be absolute, but is ${file}.`);
  const startedAt = performance.now();
  const deadline = startedAt + limits.timeoutMs;
  const restingBytes = process.memoryUsage.rss();
  const mask = createSecretMask(request.secrets);
  const events = createEventStream((event) => maskEvent(event, mask), send);
  const stacks = createStackPlaces(file);
  const loader = createModuleLoader(file, request.folders);

  let answer: Answer | null = null;
  let compileError: ErrorInfo | null = null;
  let callbackMs: number | null = null;
  let calledAt = startedAt;
  let firstCallback: Place | null = null;
  let ended = false;
  /** Entries into the isolate that have not returned. */
  let inside = 0;

  const end = (outcome: Outcome, error: ErrorInfo | null, memoryMb: number | null): void => {
    if (ended) return;
    ended = true;
    clearTimeout(wallClock);
    clearInterval(memoryWatch);
    timers.stopAll();
    requests.finish();
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

  const endWhenIdle = (): void => {
    if (ended || inside > 0 || timers.pending() > 0 || requests.pending().length > 0) return;
    // What the guest has sent may still be on its way.
    setImmediate(async () => {
      if (ended || inside > 0 || timers.pending() > 0 || requests.pending().length > 0) return;
      const statistics = await world.isolate.getHeapStatistics();
      if (inside > 0 || timers.pending() > 0 || requests.pending().length > 0) return;
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
      end('timeout', explain(timeoutError(told.stack)), null);
    } else if (world.isolate.isDisposed) {
      endOutOfMemory();
    } else {
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

  const timers = createTimerHost((id) => tellGuest({ kind: 'timer', id }), endWhenIdle);
  const requests = createRequestHost({
    gate: createNetworkGate(request.network),
    events,
    mask,
    tell: (id, event) => {
      if (event instanceof ArrayBuffer) {
        const bytes = new ivm.ExternalCopy(event, { transferOut: true }).copyInto({
          release: true,
          transferIn: true,
        });
        void enter('body', id, bytes);
      } else {
        void tellGuest({ kind: 'request', id, event });
      }
    },
    placeOf: (stack) => stacks.nearestOwn(stack),
    calledBack: () => callbackMs !== null,
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
    const open = requests.pending();
    const parts = [
      ...open.slice(0, 3).map(({ method, url }) => `${method} ${url}`),
      ...(open.length > 3 ? [`${open.length - 3} more requests`] : []),
      ...(timers.pending() > 0 ? [timers.pending() === 1 ? 'a timer' : `${timers.pending()} timers`] : []),
    ];
    return parts.length === 0 ? '' : `Still pending: ${parts.join(', ')}.`;
  };

  // V8 counts the isolate's heap only, and some ways of filling it hang it before it notices.
  const memoryWatch = setInterval(() => {
    if (process.memoryUsage.rss() - restingBytes > (2 * limits.memoryMb + 64) * mebibyte) endOutOfMemory();
  }, memoryCheck);

  const warnOfSecondCallback = (source: Place | null): void => {
    const place = ({ file, line }: Place) => `${basename(file)}:${line}`;
    const first = firstCallback ? ` at ${place(firstCallback)}` : '';
    const again = source ? ` at ${place(source)}` : '';
    events.emit({
      type: 'warning',
      code: 'callback-twice',
      message: `cb() was called again${again}. The first call${first} is the answer; on Auth0 the second one throws.`,
      source,
    });
  };

  const receive = (message: GuestMessage): void => {
    if (ended) return;
    switch (message.kind) {
      case 'log':
        events.emit({
          type: 'log',
          level: message.level,
          text: message.text,
          source: stacks.nearest(message.stack),
          afterCallback: callbackMs !== null,
        });
        break;
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
        if (message.index === 1) firstCallback = source;
        else warnOfSecondCallback(source);
        if (answer) answered(maskReply(answer.reply, mask), callbackMs);
        break;
      }
      case 'answer':
        if (answer) break;
        answer = {
          reply: JSON.parse(message.json),
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
      case 'warning':
        events.emit({
          type: 'warning',
          code: message.code,
          message: message.message,
          source: stacks.nearestOwn(message.stack),
        });
        break;
      default:
        message satisfies never;
    }
  };

  const bridge: Bridge = {
    now: () => performance.now(),
    httpFacts: () => JSON.stringify(httpFacts()),
    resolveModule: (from, specifier) => JSON.stringify(loader.resolve(text(from), text(specifier))),
    readModule: (module) => JSON.stringify(loader.read(text(module))),
    explainSyntax: (module) => loader.explainSyntax(text(module)),
    exit: (code) => {
      const message = `process.exit(${Number(code)}) was called: on the platform that ends the container that the hook runs in.`;
      end('exception', { name: 'Error', message, stack: `Error: ${message}`, source: null }, null);
      world.isolate.dispose();
    },
    emit: (json) => receive(readGuestMessage(json)),
    startTimer: (id, delayMs, repeat) => timers.start(integer(id), delay(delayMs), repeat === true),
    stopTimer: (id) => timers.stop(integer(id)),
    holdTimer: (id, holds) => timers.hold(integer(id), holds === true),
    openRequest: (id, json) => requests.open(integer(id), json),
    writeRequest: (id, bytes) => requests.write(integer(id), body(bytes)),
    endRequest: (id, bytes) => requests.end(integer(id), bytes === undefined ? undefined : body(bytes)),
    destroyRequest: (id) => requests.destroy(integer(id)),
    setRequestTimeout: (id, ms) => requests.setTimeout(integer(id), ms === 0 ? 0 : delay(ms)),
    readResponse: (id) => requests.read(integer(id)),
  };

  const run = async (): Promise<void> => {
    if (request.certificateAuthorities.length > 0) {
      const { getCACertificates, setDefaultCACertificates } = process.getBuiltinModule('node:tls');
      setDefaultCACertificates([...getCACertificates('default'), ...request.certificateAuthorities]);
    }
    events.emit({ type: 'start', file, payloadName: request.payload.name, node: process.version, limits });
    const input = JSON.stringify({
      file,
      folder: dirname(file),
      bodyRaw: JSON.stringify(request.payload.body),
      secrets: request.secrets,
    });
    let code: ivm.Reference<object> | null = null;
    let syntaxError: { message: string; stack: string } | null = null;
    try {
      const script = wrapHook(plainJavaScript(file, request.text));
      const compiled = await world.isolate.compileScript(script.code, {
        filename: file,
        columnOffset: script.columnOffset,
      });
      code = (await compiled.run(world.context, { reference: true })) as ivm.Reference<object>;
    } catch (error) {
      syntaxError = explainSyntaxError(error, file);
    }
    await enter('run', input, code?.derefInto({ release: true }) ?? null, JSON.stringify(syntaxError));
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
  if ('text' in response) return response.text;
  // Of a function or a symbol the answer has nothing.
  return (JSON.parse(response.json) as { data?: unknown }).data ?? null;
}

/** isolated-vm puts the place behind a SyntaxError's message, in brackets. */
function explainSyntaxError(error: unknown, file: string): { message: string; stack: string } {
  const { message: full, stack } = error as Error;
  const match = /^(.*) \[(.*):(\d+):(\d+)\]$/s.exec(full);
  if (!match)
    return { message: full, stack: stack?.startsWith('SyntaxError: ') ? stack : `SyntaxError: ${full}` };
  const [, message = '', , line, column] = match;
  return { message, stack: `SyntaxError: ${message}\n    at ${file}:${line}:${column}` };
}

const refuseArgument = (value: unknown, expected: string): never => {
  throw new TypeError(`The bridge expected ${expected} but got ${typeof value}.`);
};
const text = (value: unknown): string =>
  typeof value === 'string' ? value : refuseArgument(value, 'a string');
const integer = (value: unknown): number =>
  Number.isSafeInteger(value) ? (value as number) : refuseArgument(value, 'an integer');
const delay = (value: unknown): number =>
  typeof value === 'number' && value >= 0 && value < 2 ** 31 ? value : refuseArgument(value, 'a delay in ms');
const body = (value: unknown): ArrayBuffer =>
  value instanceof ArrayBuffer ? value : refuseArgument(value, 'bytes');
