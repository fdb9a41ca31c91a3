// Lets the guest's bundle hold undici's fetch: the core modules that it requires are the guest's, and so is what sends
// its requests.
import { join } from 'node:path';
import { root } from './project.mjs';

const guest = join(root, 'src/guest');

/** @type {import('esbuild').Plugin} */
export const guestFetch = {
  name: 'guest-fetch',
  setup(api) {
    api.onResolve({ filter: /^node:/ }, ({ path, importer }) =>
      /[\\/]undici[\\/]/.test(importer)
        ? { path: path.slice('node:'.length), namespace: 'guest-fetch' }
        : undefined,
    );
    api.onLoad({ filter: /.*/, namespace: 'guest-fetch' }, ({ path }) => ({
      contents: `module.exports = require(${JSON.stringify(join(guest, 'fetchModules.ts'))}).fetchModule(${JSON.stringify(path)});`,
      loader: 'js',
      resolveDir: root,
    }));
    api.onResolve({ filter: /^\.\.\/\.\.\/global$/ }, ({ importer }) =>
      /[\\/]undici[\\/]/.test(importer) ? { path: join(guest, 'fetchDispatcher.ts') } : undefined,
    );
    // It would look for streams in Node, and change Node's Blob.
    api.onResolve({ filter: /^\.\/streams\.cjs$/ }, ({ importer }) =>
      /[\\/]fetch-blob[\\/]/.test(importer) ? { path: 'none', namespace: 'guest-fetch-none' } : undefined,
    );
    api.onLoad({ filter: /.*/, namespace: 'guest-fetch-none' }, () => ({ contents: '' }));
  },
};
