/**
 * Stands in for what Node's own library (see tools/nodeLibrary.mjs) gets from C++: facts, brands and the few functions
 * that JavaScript does as well. Nothing here leads to the host but the clock.
 */

import { facts } from 'node-facts';
import { currentFrame, setFrame } from '../asyncContext.ts';
import { currentClock } from './clock.ts';
import { encodings, stringDecoderLayout } from './encodings.ts';
import { typesBinding } from './typesBinding.ts';

const constants = {
  kPending: 0,
  kFulfilled: 1,
  kRejected: 2,
  kExiting: 0,
  kExitCode: 1,
  kHasExitCode: 2,
  ALL_PROPERTIES: 0,
  ONLY_WRITABLE: 1,
  ONLY_ENUMERABLE: 2,
  ONLY_CONFIGURABLE: 4,
  SKIP_STRINGS: 8,
  SKIP_SYMBOLS: 16,
  kDisallowCloneAndTransfer: 0,
  kTransferable: 1,
  kCloneable: 2,
};

const symbolsNamed = (...names: string[]): Record<string, symbol> =>
  Object.fromEntries(names.map((name) => [name, Symbol(name)]));
export const privateSymbols = symbolsNamed(
  'arrow_message_private_symbol',
  'decorated_private_symbol',
  'transfer_mode_private_symbol',
  'untransferable_object_private_symbol',
);
export const perIsolateSymbols = symbolsNamed(
  'messaging_deserialize_symbol',
  'messaging_transfer_symbol',
  'messaging_clone_symbol',
  'messaging_transfer_list_symbol',
);

const isIndex = (key: string | symbol): boolean =>
  typeof key === 'string' && /^(0|[1-9]\d{0,9})$/.test(key) && Number(key) < 2 ** 32 - 1;

function getOwnNonIndexProperties(value: object, filter: number): (string | symbol)[] {
  return Reflect.ownKeys(value).filter((key) => {
    if (isIndex(key) || (filter & constants.SKIP_SYMBOLS && typeof key === 'symbol')) return false;
    return (
      (filter & constants.ONLY_ENUMERABLE) === 0 || Object.prototype.propertyIsEnumerable.call(value, key)
    );
  });
}

function getConstructorName(value: object): string {
  for (let at: object | null = value; at !== null; at = Object.getPrototypeOf(at)) {
    const made: unknown = Object.getOwnPropertyDescriptor(at, 'constructor')?.value;
    if (typeof made === 'function' && made.name !== '') return made.name;
  }
  return '';
}

/** The parts of Node's own library that appear on a module only when they are asked for. */
const lazyParts: Record<string, () => Record<string, unknown>> = {
  'internal/util/parse_args/parse_args': () => require('node-lib:internal/util/parse_args/parse_args'),
  'internal/encoding': () => require('node-lib:internal/encoding'),
  'internal/mime': () => require('node-lib:internal/mime'),
  'internal/util/diff': () => require('node-lib:internal/util/diff'),
  'internal/util/trace_sigint': () => require('node-lib:internal/util/trace_sigint'),
  'internal/blob': () => require('node-lib:internal/blob'),
  'internal/file': () => require('node-lib:internal/file'),
};

function defineLazyProperties(target: object, id: string, keys: string[], enumerable = true): void {
  for (const key of keys) {
    const settle = (value: unknown): unknown => {
      Object.defineProperty(target, key, { value, writable: true, configurable: true, enumerable });
      return value;
    };
    const read = () => settle(lazyParts[id]?.()[key]);
    Object.defineProperty(read, 'name', { value: key });
    Object.defineProperty(target, key, { get: read, set: settle, configurable: true, enumerable });
  }
}

/** Promises that Node's own code made and has not settled (see trackedPrimordials.ts). */
export const pendingPromises = new WeakSet<object>();

interface CallSite {
  getFunctionName(): string | null;
  getScriptNameOrSourceURL(): string;
  getLineNumber(): number;
  getColumnNumber(): number;
}

function getCallSites(count: number): object[] {
  const { prepareStackTrace, stackTraceLimit } = Error as {
    prepareStackTrace?: unknown;
    stackTraceLimit?: number;
  };
  let sites: CallSite[] = [];
  Reflect.set(Error, 'stackTraceLimit', count + 2);
  Reflect.set(Error, 'prepareStackTrace', (_error: unknown, found: CallSite[]) => {
    sites = found;
    return '';
  });
  void new Error().stack;
  Reflect.set(Error, 'prepareStackTrace', prepareStackTrace);
  Reflect.set(Error, 'stackTraceLimit', stackTraceLimit);
  return sites.slice(2, 2 + count).map((site) => ({
    functionName: site.getFunctionName() ?? '',
    scriptId: '0',
    scriptName: site.getScriptNameOrSourceURL(),
    lineNumber: site.getLineNumber(),
    columnNumber: site.getColumnNumber(),
    column: site.getColumnNumber(),
  }));
}

const utilBinding = {
  constants,
  privateSymbols,
  ...typesBinding,
  isArrayBufferView: ArrayBuffer.isView,
  isInsideNodeModules: () => true,
  defineLazyProperties,
  // V8 alone knows the state of a promise: one that is shown has most often been forgotten to be awaited.
  getPromiseDetails: () => [constants.kPending, undefined],
  getProxyDetails: () => undefined,
  getCallerLocation: () => undefined,
  previewEntries: (_value: unknown, isIterator?: boolean) => {
    const entries: unknown[] = [];
    return isIterator ? [entries, false] : entries;
  },
  getOwnNonIndexProperties,
  getConstructorName,
  getExternalValue: () => 0n,
  getCallSites,
  sleep: () => undefined,
  parseEnv: (text: string) => require('../parseEnv.ts').parseEnv(text),
  arrayBufferViewHasBuffer: () => true,
  constructSharedArrayBuffer: (size: number) => new SharedArrayBuffer(size),
  markPromiseAsHandled: (promise: Promise<unknown>) => void promise.then(undefined, () => undefined),
  guessHandleType: () => 'PIPE',
};

const uvBinding = {
  ...Object.fromEntries(facts.systemErrors.map(([number, name]) => [`UV_${name}`, number])),
  errname: (number: number) =>
    facts.systemErrors.find(([at]) => at === number)?.[1] ?? `Unknown system error ${number}`,
  getErrorMap: () => new Map(facts.systemErrors.map(([number, name, message]) => [number, [name, message]])),
  getErrorMessage: (number: number) =>
    facts.systemErrors.find(([at]) => at === number)?.[2] ?? `Unknown system error ${number}`,
};

let domException: unknown;
/** Node's own DOMException. */
function getDomException(): unknown {
  domException ??= require('node-lib:internal/per_context/domexception').DOMException;
  return domException;
}

const messagingBinding = {
  get DOMException() {
    return getDomException();
  },
  setDeserializerCreateObjectFunction: () => undefined,
  structuredClone: (value: unknown, options: { transfer?: unknown[] }) =>
    require('../structuredClone.ts').structuredClone(value, options),
};

const bindings: Record<string, () => object> = {
  async_context_frame: () => ({
    getContinuationPreservedEmbedderData: currentFrame,
    setContinuationPreservedEmbedderData: setFrame,
  }),
  buffer: () => require('./bufferBinding.ts').bufferBinding,
  config: () => ({ hasIntl: true, hasInspector: false, hasOpenSSL: true, bits: 64, noBrowserGlobals: false }),
  constants: () => ({ os: facts.osConstants, trace: {}, zlib: {}, fs: {}, crypto: {} }),
  diagnostics_channel: () => ({ linkNativeChannel: () => undefined, subscribers: new Uint32Array(1024) }),
  encoding_binding: () => require('./textBinding.ts').encodingBinding,
  errors: () => ({
    triggerUncaughtException: (error: unknown) => {
      throw error;
    },
  }),
  icu: () => ({ ...require('./textBinding.ts').icuBinding, getStringWidth }),
  inspector: () => ({ console: {} }),
  messaging: () => messagingBinding,
  os: () => ({ getOSInformation: () => ['Linux', '', '', 'x86_64'] }),
  performance: () => ({
    constants: {
      NODE_PERFORMANCE_MILESTONE_TIME_ORIGIN_TIMESTAMP: 0,
      NODE_PERFORMANCE_MILESTONE_TIME_ORIGIN: 1,
    },
    get milestones() {
      const clock = currentClock();
      return [clock.originMs * 1e3, 0];
    },
    now: () => currentClock().now(),
  }),
  // Apart from the rest: what decodes is loaded by what asks for the list of encodings.
  string_decoder: () => ({
    ...stringDecoderLayout,
    encodings,
    decode: (state: Uint8Array, chunk: unknown) =>
      require('./textBinding.ts').stringDecoderBinding.decode(state, chunk),
    flush: (state: Uint8Array) => require('./textBinding.ts').stringDecoderBinding.flush(state),
  }),
  symbols: () => perIsolateSymbols,
  trace_events: () => ({ trace: () => undefined, getCategoryEnabledBuffer: () => new Uint8Array(1) }),
  types: () => typesBinding,
  url: () => require('./urlBinding.ts').urlBinding,
  url_pattern: () => ({ URLPattern: undefined }),
  util: () => utilBinding,
  // For the web streams, whose own promises are known.
  tracked_util: () => ({
    ...utilBinding,
    getPromiseDetails: (promise: object) => [
      pendingPromises.has(promise) ? constants.kPending : constants.kFulfilled,
      undefined,
    ],
  }),
  uv: () => uvBinding,
};
const made = new Map<string, object>();

/** Columns that a text takes on a terminal; wide characters are those of East Asia and emoji. */
function getStringWidth(text: string): number {
  let width = 0;
  for (const character of text) {
    if (/\p{Mn}|\p{Me}|\p{Cf}|\p{Cc}/u.test(character)) continue;
    width +=
      /\p{Extended_Pictographic}|[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u.test(
        character,
      )
        ? 2
        : 1;
  }
  return width;
}

export function internalBinding(name: string): object {
  let binding = made.get(name);
  if (!binding) {
    binding = bindings[name]?.() ?? {};
    made.set(name, binding);
  }
  return binding;
}
