/**
 * The world inside the isolate. The host evaluates this bundle once and calls `bootGuest` with the bridge's functions in the order
 * of `bridgeNames`; it gets the one function back through which it speaks to the guest from then on.
 */
import { defineGlobal, nativeGlobal } from './globalName.ts';
import './earlyGlobals.ts';
import { type Bridge, bridgeNames, type GuestMessage, type HostEvent } from './bridge.ts';
import { createConsole, type Level } from './console.ts';
import { addCoreModule } from './coreModules.ts';
import { captureStack, tellError, tellValue } from './errors.ts';
import { lazy, warmUp } from './lazy.ts';
import { createModules, type ModuleFunction } from './modules.ts';
import { createPlatform } from './platform.ts';
import { connectProcess, process, startProcess } from './process.ts';
import { drainTicks, onUncaught } from './ticks.ts';
import { createTimers, fireTimer } from './timers.ts';
import { createWebtask, type WebtaskInput } from './webtask.ts';

interface RunInput extends WebtaskInput {
  file: string;
  folder: string;
}
type Dispatch = (kind: string, ...args: unknown[]) => void;

function bootGuest(...functions: unknown[]): Dispatch {
  Reflect.deleteProperty(nativeGlobal, 'bootGuest');
  const bridge = Object.fromEntries(
    bridgeNames.map((name, at) => [name, functions[at]]),
  ) as unknown as Bridge;
  // Captured before any code of the hook's can replace it.
  const { stringify, parse } = JSON;
  const send = (message: GuestMessage): void => bridge.emit(stringify(message));
  const log = (level: Level, text: string): void => send({ kind: 'log', level, text, stack: captureStack() });

  onUncaught((error) => {
    if (process.listenerCount('uncaughtException') > 0)
      process.emit('uncaughtException', error, 'uncaughtException');
    else send({ kind: 'uncaught', error: tellError(error) });
  });

  const timers = createTimers(bridge);
  connectProcess(bridge, log);
  const console = createConsole(bridge, log);
  const http = lazy(() => require('./http.ts').createHttp(bridge, 'http:'));
  const https = lazy(() => require('./http.ts').createHttp(bridge, 'https:'));
  addCoreModule('http', http);
  addCoreModule('https', https);
  addCoreModule('timers', () => timers);
  addCoreModule('console', () => console);

  defineGlobal('process', process);
  defineGlobal('console', console);
  defineGlobal('queueMicrotask', (callback: () => void) => {
    if (typeof callback !== 'function')
      throw new TypeError('The "callback" argument must be of type function.');
    void Promise.resolve().then(callback);
  });
  for (const [name, timer] of Object.entries(timers)) defineGlobal(name, timer, true);

  const platform = createPlatform(send);
  const modules = createModules(bridge);

  const run = (
    input: RunInput,
    code: ModuleFunction | null,
    syntaxError: { message: string; stack: string } | null,
  ): void => {
    startProcess(input.file, input.folder);
    const webtask = createWebtask(input);
    let hook: unknown;
    try {
      if (code === null)
        throw Object.assign(new SyntaxError(syntaxError?.message), { stack: syntaxError?.stack });
      hook = modules.loadMain(input.file, code);
    } catch (error) {
      platform.failToCompile(error, webtask);
      return;
    }
    platform.call(hook, webtask);
  };

  return (kind, ...args) => {
    if (kind === 'run') {
      const [input, code, syntaxError] = args as [string, ModuleFunction | null, string | null];
      run(parse(input), code, syntaxError === null ? null : parse(syntaxError));
    } else if (kind === 'warm') {
      warmUp();
      // What every hook needs is compiled by V8 when first used.
      tellError(new Error(captureStack() + tellValue({ user: ['', 1, null] })));
    } else if (kind === 'body') {
      const [id, bytes] = args as [number, ArrayBuffer];
      require('./clientRequest.ts').progressRequest(id, bytes);
    } else {
      const event = parse(args[0] as string) as HostEvent;
      if (event.kind === 'timer') fireTimer(event.id);
      else require('./clientRequest.ts').progressRequest(event.id, event.event);
    }
    drainTicks();
  };
}

Object.assign(nativeGlobal, { bootGuest });
