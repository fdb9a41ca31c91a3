import assert from '@jspm/core/nodelibs/assert';
import buffer from '@jspm/core/nodelibs/buffer';
import constants from '@jspm/core/nodelibs/constants';
import events from '@jspm/core/nodelibs/events';
import path from '@jspm/core/nodelibs/path';
import punycode from '@jspm/core/nodelibs/punycode';
import querystring from '@jspm/core/nodelibs/querystring';
import stream from '@jspm/core/nodelibs/stream';
import streamPromises from '@jspm/core/nodelibs/stream/promises';
import stringDecoder from '@jspm/core/nodelibs/string_decoder';
import url from '@jspm/core/nodelibs/url';
import util from '@jspm/core/nodelibs/util';
import utilTypes from '@jspm/core/nodelibs/util/types';
import { format, formatWithOptions, inspect, stripVTControlCharacters } from 'node-inspect-extracted';
import { URL, URLSearchParams } from 'whatwg-url';
import { refuse } from './errors.ts';
import { process } from './process.ts';

/**
 * The core modules that a hook can require, by name without `node:`. Those in `refusedModules` load, since packages
 * require them in passing, and refuse any use.
 */
const modules = new Map<string, unknown>(
  Object.entries({
    assert,
    buffer,
    constants,
    events,
    path,
    'path/posix': path.posix,
    process,
    punycode,
    querystring,
    stream,
    'stream/promises': streamPromises,
    string_decoder: stringDecoder,
    url: { ...url, URL, URLSearchParams },
    util: {
      ...util,
      format,
      formatWithOptions,
      inspect,
      stripVTControlCharacters,
      TextEncoder,
      TextDecoder,
      types: utilTypes,
    },
    'util/types': utilTypes,
    os: {
      EOL: '\n',
      arch: () => 'x64',
      platform: () => 'linux',
      type: () => 'Linux',
      release: () => '',
      hostname: () => 'localhost',
      homedir: () => '/',
      tmpdir: () => '/tmp',
      endianness: () => 'LE',
      cpus: () => [],
      totalmem: () => 0,
      freemem: () => 0,
      loadavg: () => [0, 0, 0],
      uptime: () => 0,
      networkInterfaces: () => ({}),
      constants: constants,
    },
    tty: { isatty: () => false },
  }),
);

const refusedModules = [
  ...[
    'async_hooks',
    'child_process',
    'cluster',
    'crypto',
    'dgram',
    'diagnostics_channel',
    'dns',
    'domain',
    'fs',
  ],
  ...[
    'fs/promises',
    'http2',
    'inspector',
    'module',
    'net',
    'perf_hooks',
    'readline',
    'repl',
    'stream/web',
    'sys',
  ],
  ...['tls', 'trace_events', 'v8', 'vm', 'wasi', 'worker_threads', 'zlib'],
];

for (const name of refusedModules) modules.set(name, refusingModule(name));

/** An object on which any member may be read, called, constructed or extended up to the point where it would act. */
function refusingModule(moduleName: string): object {
  const members = new Map<string, unknown>();
  return new Proxy(Object.create(null), {
    get(_target, key) {
      // What tells modules and promises apart is asked of every module, and is no use of it.
      if (typeof key === 'symbol' || key === '__esModule' || key === 'then' || key === 'default')
        return undefined;
      const name = `${moduleName}.${key}`;
      if (!members.has(key)) {
        members.set(key, function refused() {
          throw refuse(name);
        });
      }
      return members.get(key);
    },
  });
}

/** Adds what is made at boot: http, https, timers, console. */
export function addCoreModule(name: string, exports: unknown): void {
  modules.set(name, exports);
}

/** A function that gives the module, for a name with or without `node:`; null for what is no core module. */
export function coreModule(specifier: unknown): (() => unknown) | null {
  if (typeof specifier !== 'string') return null;
  const name = specifier.replace(/^node:/, '');
  return modules.has(name) ? () => modules.get(name) : null;
}
