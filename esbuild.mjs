// Builds dist/: one bundle each for the extension, the runner's child, the guest, the panel and the command line.
// In the extension and the command line a dynamic import() is a bundle of its own, loaded when first needed.
import { basename, relative, resolve } from 'node:path';
import { rm } from 'node:fs/promises';
import { build, context } from 'esbuild';

const watch = process.argv.includes('--watch');
const production = process.argv.includes('--production');

const shared = {
  bundle: true,
  outdir: 'dist',
  sourcemap: production ? false : 'linked',
  minify: production,
  // Names are what stacks show.
  keepNames: production,
  legalComments: 'none',
  logLevel: 'warning',
};

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
      await build({ ...node, entryPoints, plugins: [] });
    });
  },
};

const node = {
  ...shared,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  outExtension: { '.js': '.cjs' },
  external: ['vscode', 'isolated-vm'],
  supported: { 'dynamic-import': false },
  plugins: [lazyBundles],
};

const builds = [
  { ...node, entryPoints: { extension: 'src/extension/extension.ts' } },
  { ...node, entryPoints: { cli: 'src/cli/cli.ts' }, banner: { js: '#!/usr/bin/env node' } },
  { ...node, entryPoints: { sandbox: 'src/sandbox/sandbox.ts' }, target: 'node24', plugins: [] },
  { ...shared, entryPoints: { guest: 'src/guest/guest.ts' }, format: 'iife', target: 'node24', platform: 'neutral', mainFields: ['module', 'main'], sourcemap: false },
  { ...shared, entryPoints: { panel: 'src/panel/panel.ts' }, format: 'iife', target: 'chrome120', loader: { '.ttf': 'file' } },
];

await rm('dist', { recursive: true, force: true });
if (watch) {
  for (const options of builds) await (await context(options)).watch();
} else {
  await Promise.all(builds.map((options) => build(options)));
}
