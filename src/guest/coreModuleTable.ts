/**
 * Node's core modules, each with what a hook may expect of it. The guest's modules are built from this table, and
 * docs/node-compatibility.md is written from it.
 */

/**
 * `node`: Node's own code runs in the sandbox. `host`: the host's own implementation does the work. `partial`: a part
 * of it works, and the rest is refused. `refused`: it can be required, and its use is refused.
 */
export type Tier = 'node' | 'host' | 'partial' | 'refused';

export interface CoreModuleRow {
  name: string;
  tier: Tier;
  /** How it is made, and what differs from Node. */
  how: string;
  /** The test files that check it. */
  checkedBy: string[];
  /** Node gives it only by the name with `node:`. */
  schemeOnly?: true;
}

const world = 'test/sandbox/modules-of-node.test.ts';
const own = "Node's own code.";
const crypto = 'test/sandbox/crypto.test.ts';
const network = 'test/sandbox/sockets.test.ts';

const refused = (names: string[]): CoreModuleRow[] =>
  names.map((name) => ({
    name,
    tier: 'refused',
    how: 'Packages can require it, read its members and extend its classes; a call is refused.',
    checkedBy: [world],
  }));

export const coreModuleTable: CoreModuleRow[] = [
  {
    name: 'assert',
    tier: 'node',
    how: `${own} A message never shows the line of source.`,
    checkedBy: [world],
  },
  { name: 'assert/strict', tier: 'node', how: own, checkedBy: [world] },
  {
    name: 'async_hooks',
    tier: 'partial',
    how: "Node's own AsyncLocalStorage and AsyncResource. The store is kept over timers, ticks, microtasks, promises and `await` of promises; after `await` of what is no promise it may be missing. createHook() is never called back.",
    checkedBy: [world],
  },
  {
    name: 'buffer',
    tier: 'node',
    how: `${own} The bytes are encoded and decoded in JavaScript.`,
    checkedBy: [world],
  },
  ...refused(['child_process', 'cluster']),
  {
    name: 'console',
    tier: 'partial',
    how: "Each call is one entry of the log. Node's own Console class; no inspector.",
    checkedBy: ['test/sandbox/world.test.ts', world],
  },
  { name: 'constants', tier: 'node', how: 'The numbers of Linux.', checkedBy: [world] },
  { name: 'crypto', tier: 'host', how: "The host's own, over the bridge.", checkedBy: [crypto] },
  ...refused(['dgram']),
  {
    name: 'diagnostics_channel',
    tier: 'node',
    how: `${own} Core modules publish nothing.`,
    checkedBy: [world],
  },
  { name: 'dns', tier: 'host', how: "The host's own, through the network gate.", checkedBy: [network] },
  {
    name: 'dns/promises',
    tier: 'host',
    how: "The host's own, through the network gate.",
    checkedBy: [network],
  },
  ...refused(['domain']),
  { name: 'events', tier: 'node', how: own, checkedBy: [world] },
  {
    name: 'fs',
    tier: 'partial',
    how: 'Reads files of the workspace and of installed packages; nothing else exists. Writing fails with EROFS, as on a file system that is read only.',
    checkedBy: [world],
  },
  { name: 'fs/promises', tier: 'partial', how: 'As fs.', checkedBy: [world] },
  {
    name: 'http',
    tier: 'host',
    how: 'Clients: the host sends, through the network gate.',
    checkedBy: ['test/sandbox/network.test.ts'],
  },
  ...refused(['http2']),
  {
    name: 'https',
    tier: 'host',
    how: 'Clients: the host sends, through the network gate.',
    checkedBy: ['test/sandbox/network.test.ts'],
  },
  ...refused(['inspector', 'inspector/promises']),
  {
    name: 'module',
    tier: 'partial',
    how: "The guest's own loader, with Node's members that packages read.",
    checkedBy: ['test/sandbox/world.test.ts'],
  },
  {
    name: 'net',
    tier: 'host',
    how: 'Clients: the host connects, through the network gate.',
    checkedBy: [network],
  },
  {
    name: 'os',
    tier: 'partial',
    how: 'Tells of a small Linux machine, and nothing of the one that it runs on.',
    checkedBy: [world],
  },
  { name: 'path', tier: 'node', how: `${own} matchesGlob() is refused.`, checkedBy: [world] },
  { name: 'path/posix', tier: 'node', how: own, checkedBy: [world] },
  { name: 'path/win32', tier: 'node', how: own, checkedBy: [world] },
  {
    name: 'perf_hooks',
    tier: 'partial',
    how: "Node's own performance, marks and measures; no histograms and no event loop delay.",
    checkedBy: [world],
  },
  {
    name: 'process',
    tier: 'partial',
    how: 'Tells of Node 22 on Linux, with an empty environment. No signals, no reports, no other processes; `exit` is emitted by process.exit() only, `beforeExit` and `unhandledRejection` never.',
    checkedBy: [world, 'test/sandbox/world.test.ts'],
  },
  { name: 'punycode', tier: 'node', how: own, checkedBy: [world] },
  { name: 'querystring', tier: 'node', how: own, checkedBy: [world] },
  ...refused(['readline', 'readline/promises', 'repl']),
  { name: 'stream', tier: 'node', how: own, checkedBy: [world] },
  { name: 'stream/consumers', tier: 'node', how: own, checkedBy: [world] },
  { name: 'stream/promises', tier: 'node', how: own, checkedBy: [world] },
  { name: 'stream/web', tier: 'node', how: own, checkedBy: [world] },
  { name: 'string_decoder', tier: 'node', how: own, checkedBy: [world] },
  { name: 'sys', tier: 'node', how: 'The same as util.', checkedBy: [world] },
  {
    name: 'timers',
    tier: 'host',
    how: "The host's clock; timers that are due in the same millisecond fire in the order in which they were set.",
    checkedBy: [world, 'test/sandbox/world.test.ts'],
  },
  { name: 'timers/promises', tier: 'node', how: own, checkedBy: [world] },
  {
    name: 'tls',
    tier: 'host',
    how: 'Clients: the host connects, through the network gate.',
    checkedBy: [network],
  },
  ...refused(['trace_events']),
  { name: 'tty', tier: 'partial', how: 'Nothing is a terminal.', checkedBy: [world] },
  {
    name: 'url',
    tier: 'node',
    how: `${own} URLs are parsed by whatwg-url, which passes the web platform tests.`,
    checkedBy: [world],
  },
  {
    name: 'util',
    tier: 'node',
    how: `${own} inspect() shows every promise as pending, a proxy as its target, and nothing of the iterators of maps and sets.`,
    checkedBy: [world],
  },
  {
    name: 'util/types',
    tier: 'node',
    how: `${own} A proxy is not told from its target.`,
    checkedBy: [world],
  },
  ...refused(['v8', 'vm', 'wasi', 'worker_threads']),
  {
    name: 'zlib',
    tier: 'host',
    how: "The host's own, over the bridge.",
    checkedBy: ['test/sandbox/zlib.test.ts'],
  },
  ...refused(['sea', 'sqlite', 'test', 'test/reporters']).map(
    (row): CoreModuleRow => ({ ...row, schemeOnly: true }),
  ),
];

export interface WebGlobalRow {
  names: string[];
  tier: Tier;
  how: string;
  checkedBy: string[];
}

/** The globals besides those of the language. */
export const webGlobalTable: WebGlobalRow[] = [
  {
    names: ['AbortController', 'AbortSignal', 'Event', 'CustomEvent', 'EventTarget', 'DOMException'],
    tier: 'node',
    how: own,
    checkedBy: [world],
  },
  {
    names: ['URL', 'URLSearchParams'],
    tier: 'node',
    how: `${own} URLs are parsed by whatwg-url.`,
    checkedBy: [world],
  },
  {
    names: ['TextEncoder', 'TextDecoder'],
    tier: 'node',
    how: `${own} The tables of encodings are those of @exodus/bytes, which passes the web platform tests.`,
    checkedBy: [world],
  },
  {
    names: [
      ...['ReadableStream', 'WritableStream', 'TransformStream', 'ByteLengthQueuingStrategy'],
      ...['CountQueuingStrategy', 'TextEncoderStream', 'TextDecoderStream'],
    ],
    tier: 'node',
    how: `${own} Their readers, writers and controllers too.`,
    checkedBy: [world],
  },
  {
    names: ['CompressionStream', 'DecompressionStream'],
    tier: 'host',
    how: "Node's own code on the host's zlib.",
    checkedBy: [world],
  },
  {
    names: ['structuredClone', 'MessageChannel', 'MessagePort', 'MessageEvent'],
    tier: 'partial',
    how: 'Within the one isolate; ports cannot be transferred.',
    checkedBy: [world],
  },
  {
    names: [
      'performance',
      'Performance',
      'PerformanceEntry',
      'PerformanceMark',
      'PerformanceMeasure',
      'PerformanceObserver',
    ],
    tier: 'partial',
    how: "Node's own performance, marks and measures.",
    checkedBy: [world],
  },
  {
    names: [
      'setTimeout',
      'setInterval',
      'setImmediate',
      'clearTimeout',
      'clearInterval',
      'clearImmediate',
      'queueMicrotask',
    ],
    tier: 'host',
    how: "The host's clock.",
    checkedBy: ['test/sandbox/world.test.ts', world],
  },
  { names: ['Buffer', 'atob', 'btoa'], tier: 'node', how: own, checkedBy: [world] },
  { names: ['console', 'process', 'global'], tier: 'partial', how: 'As the modules.', checkedBy: [world] },
  { names: ['navigator', 'Navigator'], tier: 'partial', how: 'One processor, English.', checkedBy: [world] },
  {
    names: ['fetch', 'Headers', 'Request', 'Response', 'FormData', 'Blob', 'File'],
    tier: 'host',
    how: "undici's own classes, as in Node; requests go through the network gate.",
    checkedBy: ['test/sandbox/fetch.test.ts'],
  },
  {
    names: ['crypto', 'Crypto', 'CryptoKey', 'SubtleCrypto'],
    tier: 'host',
    how: "The host's own, over the bridge.",
    checkedBy: [crypto],
  },
];
