/**
 * The world inside the isolate. The host evaluates this bundle once and calls `bootGuest` with the bridge's functions in the order
 * of `bridgeNames`; it gets the one function back through which it speaks to the guest from then on.
 */
import { defineGlobal, nativeGlobal } from './globalName.ts';
import './earlyGlobals.ts';
import { bare } from './bareData.ts';
import {
  type Bridge,
  bridgeNames,
  type GuestMessage,
  type HostEvent,
  type PreparedModule,
  type ScriptFormat,
} from './bridge.ts';
import { connectNetwork, progressConnection } from './connections.ts';
import { createConsole, type Level } from './console.ts';
import { completeConsole } from './consoleMembers.ts';
import { addCoreModule } from './coreModules.ts';
import { captureStack, tellError, tellValue } from './errors.ts';
import { defineFetch } from './fetch.ts';
import { connectFileSystem } from './fileBridge.ts';
import { defineLazyGlobal, lazy, warmUp } from './lazy.ts';
import { createModules, type ModuleFunction } from './modules.ts';
import { connectNative, settleNative } from './native.ts';
import { connectClock } from './node/clock.ts';
import { createPlatform } from './platform.ts';
import { connectProcess, process, startProcess, takesUncaught } from './process.ts';
import { createStackFormat } from './stackFormat.ts';
import { endOfEvent, onUncaught, queueMicrotask } from './ticks.ts';
import { connectTimers, fireTimer, globalTimers } from './timers.ts';
import { createWebtask, type WebtaskInput } from './webtask.ts';

interface RunInput extends WebtaskInput {
  file: string;
  folder: string;
  format: ScriptFormat;
}
type Dispatch = (kind: string, ...args: unknown[]) => void;

function bootGuest(...functions: unknown[]): Dispatch {
  Reflect.deleteProperty(nativeGlobal, 'bootGuest');
  const bridge = Object.fromEntries(
    bridgeNames.map((name, at) => [name, functions[at]]),
  ) as unknown as Bridge;
  // Captured before any code of the hook's can replace it.
  const { stringify, parse } = JSON;
  const send = (message: GuestMessage): void => bridge.emit(stringify(bare(message)));
  const log = (level: Level, text: string): void => send({ kind: 'log', level, text, stack: captureStack() });

  onUncaught((error) => {
    if (!takesUncaught(error)) send({ kind: 'uncaught', error: tellError(error) });
  });

  connectClock(bridge.now);
  connectTimers(bridge);
  connectFileSystem(bridge);
  connectProcess(bridge, log);
  connectNetwork(bridge);
  defineFetch();
  connectNative(bridge);
  const console = completeConsole(createConsole(bridge, log));
  const http = lazy(() => require('./http.ts').createHttp(bridge, 'http:'));
  const https = lazy(() => require('./http.ts').createHttp(bridge, 'https:'));
  addCoreModule('http', http);
  addCoreModule('https', https);
  addCoreModule(
    'net',
    lazy(() => require('./net.ts').netModule),
  );
  addCoreModule(
    'tls',
    lazy(() => require('./tls.ts').createTls(bridge)),
  );
  const dns = lazy(() => require('./dns.ts').createDns(bridge));
  addCoreModule('dns', dns);
  addCoreModule('dns/promises', () => dns().promises);
  addCoreModule(
    'crypto',
    lazy(() => require('./cryptoModule.ts').cryptoModule),
  );
  addCoreModule(
    'zlib',
    lazy(() => require('./zlibModule.ts').zlibModule),
  );
  addCoreModule('console', () => console);

  defineGlobal('process', process);
  defineGlobal('console', console);
  defineGlobal('queueMicrotask', queueMicrotask, true);
  defineLazyGlobal('crypto', () => require('./webcrypto.ts').webcrypto);
  for (const name of ['Crypto', 'CryptoKey', 'SubtleCrypto'] as const) {
    defineLazyGlobal(name, () => require('./webcrypto.ts')[name]);
  }
  for (const [name, timer] of Object.entries(globalTimers)) defineGlobal(name, timer, true);

  const platform = createPlatform(send);
  const modules = createModules(bridge, createStackFormat(bridge), send);
  addCoreModule('module', () => modules.Module);

  const run = (
    input: RunInput,
    code: ModuleFunction | null,
    syntaxError: { message: string; stack: string } | null,
  ): void => {
    startProcess(input.file, input.folder);
    const webtask = createWebtask(input, bridge.saveStorage);
    let hook: unknown;
    try {
      if (code === null)
        throw Object.assign(new SyntaxError(syntaxError?.message), { stack: syntaxError?.stack });
      hook = modules.loadMain(input.file, input.format, code);
    } catch (error) {
      platform.failToCompile(error, webtask);
      return;
    }
    platform.call(hook, webtask);
  };

  return (kind, ...args) => {
    if (kind === 'run') {
      const [input, code, syntaxError, prepared, ...functions] = args as [
        string,
        ModuleFunction | null,
        string | null,
        string,
        ...ModuleFunction[],
      ];
      modules.prepare(parse(prepared) as PreparedModule[], functions);
      run(parse(input), code, syntaxError === null ? null : parse(syntaxError));
    } else if (kind === 'warm') {
      warmUp();
      // What every hook needs is compiled by V8 when first used.
      tellError(new Error(captureStack() + tellValue({ user: ['', 1, null] })));
    } else if (kind === 'native') {
      const [operation, frame] = args as [number, ArrayBuffer];
      settleNative(operation, frame);
    } else if (kind === 'body') {
      const [id, bytes] = args as [number, ArrayBuffer];
      require('./clientRequest.ts').progressRequest(id, bytes);
    } else if (kind === 'socketBytes') {
      const [id, bytes] = args as [number, ArrayBuffer];
      progressConnection(id, bytes);
    } else {
      const event = parse(args[0] as string) as HostEvent;
      if (event.kind === 'timer') fireTimer(event.id);
      else if (event.kind === 'socket') progressConnection(event.id, event.event);
      else if (event.kind === 'dns') require('./dns.ts').answerDns(event.id, event.answer);
      else require('./clientRequest.ts').progressRequest(event.id, event.event);
    }
    endOfEvent();
  };
}

Object.assign(nativeGlobal, { bootGuest });
