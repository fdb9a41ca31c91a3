/**
 * The bare object of the hook's `process`, for Node's own library, which wants facts of it while it loads; process.ts
 * makes an event emitter of it.
 */
import { nextTick } from './ticks.ts';

/** Auth0 runs hooks on Node 22 (since January 2025); packages ask for the version to choose what they use. */
const version = '22.12.0';

function ProcessConstructor(): void {}
Object.defineProperty(ProcessConstructor, 'name', { value: 'process' });

/** Between `process` and the event emitter, as in Node. */
export const processPrototype: object = ProcessConstructor.prototype;
Object.defineProperty(processPrototype, 'constructor', { enumerable: false });

const members = {
  version: `v${version}`,
  versions: {
    node: version,
    acorn: '8.14.0',
    ada: '2.9.2',
    amaro: '0.2.0',
    ares: '1.34.3',
    brotli: '1.1.0',
    cjs_module_lexer: '1.4.1',
    cldr: '46.0',
    icu: '76.1',
    llhttp: '9.2.1',
    modules: '127',
    napi: '9',
    nbytes: '0.1.1',
    ncrypto: '0.0.1',
    nghttp2: '1.64.0',
    openssl: '3.0.15+quic',
    simdjson: '3.10.1',
    simdutf: '6.0.3',
    sqlite: '3.47.1',
    tz: '2024b',
    undici: '6.21.0',
    unicode: '16.0',
    uv: '1.49.1',
    uvwasi: '0.0.21',
    v8: '12.4.254.21-node.21',
    zlib: '1.3.0.1-motley-82a5fec',
  },
  arch: 'x64',
  platform: 'linux',
  release: {
    name: 'node',
    lts: 'Jod',
    sourceUrl: `https://nodejs.org/download/release/v${version}/node-v${version}.tar.gz`,
    headersUrl: `https://nodejs.org/download/release/v${version}/node-v${version}-headers.tar.gz`,
  },
  moduleLoadList: [] as string[],
  domain: null,
  exitCode: undefined as number | undefined,
  config: { target_defaults: {}, variables: {} },
  features: {
    inspector: false,
    debug: false,
    uv: true,
    ipv6: true,
    tls_alpn: true,
    tls_sni: true,
    tls_ocsp: true,
    tls: true,
    cached_builtins: true,
    require_module: true,
    typescript: false,
  },
  nextTick,
  title: 'node',
  env: {} as Record<string, string>,
  argv: ['/usr/local/bin/node'],
  execArgv: [] as string[],
  pid: 1,
  ppid: 0,
  execPath: '/usr/local/bin/node',
  debugPort: 9229,
  argv0: 'node',
  allowedNodeEnvironmentFlags: new Set<string>(),
  sourceMapsEnabled: false,
};

export const process = Object.assign(Object.create(processPrototype) as object, members);
Object.defineProperty(process, Symbol.toStringTag, { value: 'process', configurable: true });
Object.freeze(process.versions);
for (const name of [
  'version',
  'versions',
  'arch',
  'platform',
  'release',
  'features',
  'argv0',
  'pid',
  'ppid',
] as const) {
  Object.defineProperty(process, name, { writable: false });
}
