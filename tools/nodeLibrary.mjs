// Lets the guest's bundle hold the parts of Node's own library that are JavaScript, as the Node that builds has them in
// it: `node-lib:events` is Node's lib/events.js. They run on src/guest/node/: what Node's own have in C++ is
// internalBinding.ts, and the files that cannot be in a sandbox have a stand-in in replacements.ts.
//
// The polyfill packages' names lead to them too, so that there is one `stream` in the guest, whoever asks for it.
import legacyConstants from 'node:constants';
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import { join } from 'node:path';
import { getSystemErrorMap } from 'node:util';
import { root } from './project.mjs';

/** Node's own library, by name, as text. */
// @ts-expect-error Node's types leave out process.binding.
const sources = /** @type {Record<string, string>} */ (process.binding('natives'));
const requireCore = createRequire(import.meta.url);
const guest = join(root, 'src/guest/node');

/** What of the library goes into the bundle. */
const taken =
  /^(assert|assert\/strict|async_hooks|buffer|diagnostics_channel|events|path|punycode|querystring|stream|stream\/(promises|consumers|web)|string_decoder|util\/types|path\/posix|path\/win32|timers\/promises|url|util|internal\/(abort_controller|process\/warning|async_context_frame|async_local_storage\/(async_context_frame|run_scope)|assert|assert\/.*|buffer|cli_table|console\/constructor|constants|data_url|encoding|encoding\/.*|errors|event_target|events\/.*|fixed_queue|mime|per_context\/.*|perf\/(performance|performance_entry|usertiming|utils)|querystring|streams\/(add-abort-signal|compose|destroy|duplex|duplexify|duplexpair|end-of-stream|from|legacy|operators|passthrough|pipeline|readable|state|transform|utils|writable|lazy_transform)|url|util|util\/(colors|comparisons|debuglog|diff|inspect|parse_args\/.*|types)|validators|webidl|webstreams\/(adapters|compression|encoding|queuingstrategies|readablestream|transfer|transformstream|util|writablestream)))$/;

/** The polyfill package's modules that Node's own take the place of. */
const replacedPolyfills = [
  ...['assert', 'buffer', 'diagnostics_channel', 'events', 'path', 'punycode', 'querystring', 'stream'],
  ...['stream/promises', 'stream/web', 'string_decoder', 'timers/promises', 'url', 'util'],
];

/** The Node whose library src/guest/node/ is written for: another's asks C++ for other things. */
const libraryVersion = 'v24.21.0';

/** @param {string} name */
function nodeSource(name) {
  // The web streams ask for the state of promises, which is known of their own only.
  const text = name.startsWith('internal/webstreams/')
    ? sources[name]?.replace("internalBinding('util')", "internalBinding('tracked_util')")
    : sources[name];
  if (text === undefined || !taken.test(name)) {
    return `module.exports = require(${JSON.stringify(join(guest, 'replacements.ts'))}).replacement(${JSON.stringify(name)});`;
  }
  const binding = JSON.stringify(join(guest, 'internalBinding.ts'));
  if (name === 'internal/per_context/primordials') return `const primordials = exports;${text}`;
  const uses = [
    /\bprimordials\b/.test(text)
      ? `const primordials = require('${name.startsWith('internal/webstreams/') ? 'tracked-primordials' : 'internal/per_context/primordials'}');`
      : '',
    /\binternalBinding\(/.test(text) ? `const { internalBinding } = require(${binding});` : '',
    /\bprivateSymbols\b/.test(text) && name.startsWith('internal/per_context')
      ? `const { privateSymbols, perIsolateSymbols } = require(${binding});`
      : '',
    /\bprocess\./.test(text) && !/const process\b/.test(text)
      ? `const { process } = require(${JSON.stringify(join(root, 'src/guest/processObject.ts'))});`
      : '',
  ];
  // What V8 hides behind private symbols nobody in the guest asks for; a symbol of ours would be seen.
  const ending = name === 'internal/util/debuglog' ? 'initializeDebugEnv(process.env.NODE_DEBUG);' : '';
  return uses.join('') + text.replaceAll(/^ *[\w.]+\[\w+_private_symbol\] = [^;]+;$/gm, ';') + ending;
}

/** What Node's library asks the system: the same on every machine, as a hook always runs on Linux. */
function facts() {
  return {
    systemErrors: [...getSystemErrorMap()].map(([number, [name, message]]) => [number, name, message]),
    osConstants: constants,
    constants: legacyConstants,
  };
}

/** An ES module of a core module, with the names that Node's has. @param {string} name */
function asModule(name) {
  const names = Object.keys(requireCore(`node:${name}`)).filter(
    (key) => /^[A-Za-z_$][\w$]*$/.test(key) && key !== 'default',
  );
  return `import module from 'node-lib:${name}';
export default module;
const { ${names.map((key) => `${key}: $${key}`).join(', ')} } = module;
export { ${names.map((key) => `$${key} as ${key}`).join(', ')} };`;
}

/** @type {import('esbuild').Plugin} */
export const nodeLibrary = {
  name: 'node-library',
  setup(api) {
    api.onStart(() =>
      process.version === libraryVersion
        ? undefined
        : {
            errors: [
              { text: `The guest is built with Node ${libraryVersion}, not with ${process.version}.` },
            ],
          },
    );
    api.onResolve({ filter: /^node-lib:/ }, ({ path }) => ({
      path: path.slice('node-lib:'.length),
      namespace: 'node-lib',
    }));
    api.onResolve({ filter: /^node-facts$/ }, () => ({ path: 'facts', namespace: 'node-facts' }));
    api.onLoad({ filter: /.*/, namespace: 'node-facts' }, () => ({
      contents: `export const facts = ${JSON.stringify(facts())};`,
      loader: 'js',
    }));
    // The same code in a package; one copy is enough, and its own is what util shows.
    api.onResolve({ filter: /^node-inspect-extracted$/ }, () => ({
      path: 'internal/util/inspect',
      namespace: 'node-lib',
    }));
    // With the tables of the Asian encodings, which are big: evaluated when one is asked for.
    api.onResolve({ filter: /^all-encodings$/ }, () => ({
      path: join(root, 'node_modules/@exodus/bytes/encoding.js'),
    }));
    api.onResolve({ filter: /^buffer-polyfill$/ }, () => ({
      path: join(root, 'node_modules/@jspm/core/nodelibs/browser/buffer.js'),
    }));
    api.onResolve({ filter: /^@jspm\/core\/nodelibs\// }, ({ path }) => {
      const name = path.slice('@jspm/core/nodelibs/'.length);
      return replacedPolyfills.includes(name) ? { path: name, namespace: 'node-module' } : undefined;
    });
    api.onLoad({ filter: /.*/, namespace: 'node-module' }, ({ path }) => ({
      contents: asModule(path),
      loader: 'js',
    }));
    api.onResolve({ filter: /^[a-z]/, namespace: 'node-lib' }, ({ path }) => ({
      path: path.replace(/^node:/, ''),
      namespace: 'node-lib',
    }));
    api.onLoad({ filter: /.*/, namespace: 'node-lib' }, ({ path }) => ({
      contents: nodeSource(path),
      loader: 'js',
      resolveDir: root,
    }));
  },
};
