// Builds dist/: one bundle each for the extension, the runner's child, the guest, the panel and the command line.
// In the extension and the command line a dynamic import() is a bundle of its own, loaded when first needed.
//
//   node esbuild.mjs [--production] [--watch] [--outdir=DIR]

import { execFileSync } from 'node:child_process';
import { readdir, rm } from 'node:fs/promises';
import { basename, relative, resolve } from 'node:path';
import { build, context } from 'esbuild';
import { guestFetch } from './tools/guestFetch.mjs';
import { nodeLibrary } from './tools/nodeLibrary.mjs';

const watch = process.argv.includes('--watch');
const production = process.argv.includes('--production');
const outdir = process.argv.find((arg) => arg.startsWith('--outdir='))?.slice('--outdir='.length) ?? 'dist';

const shared = {
  bundle: true,
  outdir,
  metafile: true,
  sourcemap: production ? false : 'linked',
  minify: production,
  // Names are what stacks show.
  keepNames: production,
  legalComments: 'none',
  // The editor's task waits for the lines that mark a rebuild.
  logLevel: watch ? 'info' : 'warning',
};

/** The results of the builds that other builds asked for. */
const written = [];

/** Turns `import('../hook/findHook.ts')` into `require('./findHook.cjs')`, built from the same file. */
const lazyBundles = {
  name: 'lazy-bundles',
  setup(api) {
    const lazy = new Map();
    api.onStart(() => lazy.clear());
    api.onResolve({ filter: /^\.\.?\// }, (args) => {
      if (args.kind !== 'dynamic-import') return undefined;
      const name = basename(args.path, '.ts');
      lazy.set(name, resolve(args.resolveDir, args.path));
      return { path: `./${name}.cjs`, external: true };
    });
    api.onEnd(async (result) => {
      if (result.errors.length > 0 || lazy.size === 0) return;
      const entryPoints = Object.fromEntries([...lazy].map(([name, path]) => [name, relative('.', path)]));
      written.push(await build({ ...node, entryPoints, plugins: [] }));
    });
  },
};

const node = {
  ...shared,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  outExtension: { '.js': '.cjs' },
  // jsonc-parser's main file hides what it requires from a bundler.
  mainFields: ['module', 'main'],
  external: ['vscode', 'isolated-vm', 'esbuild'],
  supported: { 'dynamic-import': false },
  plugins: [lazyBundles],
};

const builds = [
  { ...node, entryPoints: { extension: 'src/extension/extension.ts' } },
  { ...node, entryPoints: { cli: 'src/cli/cli.ts' }, banner: { js: '#!/usr/bin/env node' } },
  { ...node, entryPoints: { sandbox: 'src/sandbox/sandbox.ts' }, target: 'node24', plugins: [] },
  {
    ...shared,
    entryPoints: { guest: 'src/guest/guest.ts' },
    // Classes of the same name in several files would get another one, which hooks see.
    keepNames: true,
    format: 'iife',
    target: 'node24',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    sourcemap: false,
    // V8 puts names of the guest's into messages: "func is not a function" is the platform's. So only blanks go.
    minify: false,
    minifyWhitespace: production,
    // The encodings without the tables of the old Asian ones, which are a third of the bundle.
    alias: { '@exodus/bytes/encoding.js': '@exodus/bytes/encoding-lite.js' },
    define: { __UNDICI_IS_NODE__: 'true' },
    plugins: [guestFetch, nodeLibrary],
  },
  {
    ...shared,
    entryPoints: { panel: 'src/panel/panel.ts' },
    format: 'iife',
    target: 'chrome120',
    loader: { '.ttf': 'file' },
  },
];

if (watch) {
  for (const options of builds) await (await context(options)).watch();
} else {
  // What is wrong in the sources esbuild has printed; its stack would add nothing.
  await Promise.all(builds.map(async (options) => written.push(await build(options)))).catch(() =>
    process.exit(1),
  );
  const cache = `${outdir}/guest.cache`;
  execFileSync(process.execPath, ['--no-node-snapshot', 'tools/guestCache.mjs', `${outdir}/guest.js`, cache]);
  await removeAllBut([...written.flatMap(({ metafile }) => Object.keys(metafile.outputs)), cache]);
}

/** Removes what earlier builds left. Only now, so that whatever runs from there meanwhile finds its files. */
async function removeAllBut(outputs) {
  const kept = new Set(outputs.map((output) => resolve(output)));
  for (const entry of await readdir(outdir, { withFileTypes: true })) {
    const path = resolve(outdir, entry.name);
    if (entry.isFile() && !kept.has(path)) await rm(path);
  }
}
