// Lets the guest's bundle hold the parts of Node's own library that are JavaScript, as they are in
// vendor/node: `node-lib:events` is Node's lib/events.js, and `node-module:events` the same as an ES module. They run on src/guest/node/: what Node's own have in C++ is
// internalBinding.ts, and the files that cannot be in a sandbox have a stand-in in replacements.ts.

import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root } from './project.mjs';

/** Node's own library, as takeNodeLibrary.mjs took it. */
const library = join(root, 'vendor/node');
const requireCore = createRequire(import.meta.url);
const guest = join(root, 'src/guest/node');

/** @param {string} name */
function nodeSource(name) {
  const file = join(library, 'lib', `${name}.js`);
  const source = existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  // The web streams ask for the state of promises, which is known of their own only.
  const text = name.startsWith('internal/webstreams/')
    ? source?.replace("internalBinding('util')", "internalBinding('tracked_util')")
    : source;
  if (text === undefined) {
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

/** An ES module of a core module, with the names that Node's has. @param {string} name */
function asModule(name) {
  // Some of them greet who requires them with a warning.
  process.noDeprecation = true;
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
    api.onResolve({ filter: /^node-lib:/ }, ({ path }) => ({
      path: path.slice('node-lib:'.length),
      namespace: 'node-lib',
    }));
    api.onResolve({ filter: /^node-facts$/ }, () => ({ path: 'facts', namespace: 'node-facts' }));
    api.onLoad({ filter: /.*/, namespace: 'node-facts' }, () => ({
      contents: `export const facts = ${readFileSync(join(library, 'facts.json'), 'utf8')};`,
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
    api.onResolve({ filter: /^node-module:/ }, ({ path }) => ({
      path: path.slice('node-module:'.length),
      namespace: 'node-module',
    }));
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
