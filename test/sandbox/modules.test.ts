import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, test } from 'node:test';
import { hook, runHook } from './sandbox.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'modules-')));
after(() => rmSync(folder, { recursive: true }));
const write = (name: string, text: string): string => {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const json = (value: unknown): string => JSON.stringify(value);

write(
  'package.json',
  json({
    name: 'own',
    exports: { '.': './main.js', './sub': './sub.js' },
    imports: { '#inner': './inner.js', '#dep/*': 'conditional/*' },
  }),
);
write('main.js', "module.exports = 'self';");
write('sub.js', "module.exports = 'self/sub';");
write('inner.js', "module.exports = 'inner';");
write('data.json', '\ufeff{ "a": [1, 2] }');
write('broken.json', '{ "a": }');
write(
  'counter.js',
  'global.counter = (global.counter || 0) + 1; module.exports = { count: global.counter };',
);
write(
  'cycle/a.js',
  "exports.early = 1; const b = require('./b'); exports.late = b.seen; exports.done = b.done;",
);
write(
  'cycle/b.js',
  "const a = require('./a'); exports.seen = Object.keys(a); exports.done = require('./a').late === undefined;",
);
write(
  'relations.js',
  'const { basename } = require("path"); const names = (m) => m && basename(m.filename); module.exports = { id: basename(module.id), parent: names(module.parent), loaded: module.loaded, main: require.main !== module, paths: module.paths.slice(0, 1), self: module.children.length, path: module.path, here: __dirname === module.path && __filename === module.filename, that: this === module.exports, args: arguments.length, own: Object.keys(module) };',
);
write('throws.js', 'global.tries = (global.tries || 0) + 1; throw new Error("try " + global.tries);');
write('folder/index.js', "module.exports = 'index';");
write('folder/other.cjs', "module.exports = 'cjs';");
write('noext', "module.exports = 'no extension';");
write('odd.name.txt', "module.exports = 'text as JavaScript';");
write('sp ace/ünï.js', 'module.exports = __filename.slice(-12); ');
write('hash.js', "#!/usr/bin/env node\nmodule.exports = 'hash';");
write('strict.js', "'use strict'; module.exports = (function () { return this === undefined; })();");
write('sloppy.js', 'module.exports = (function () { return this === globalThis; })();');
write('returns.js', "module.exports = 'before'; return; module.exports = 'after';");
write('esm.mjs', 'export default 1; export const b = 2; export function c() { return this === undefined; }');
write('named.mjs', 'export const z = 1, a = 2;');
write('marked.mjs', "export default 1; const whole = { whole: true }; export { whole as 'module.exports' };");
write('detected.js', "export const found = 'by syntax';");
write(
  'imports.mjs',
  "import def, { b as two, c } from './esm.mjs'; import * as all from './named.mjs'; import cjs, { early } from './cycle/a.js'; import { readFileSync as r } from 'node:fs'; import path, { join } from 'path'; import data from './data.json' with { type: 'json' }; export * from './named.mjs'; export { default as one } from './esm.mjs'; export default [def, two, c(), all.z + all.a, Object.keys(all), cjs.early, early, typeof r, path.join === join, data.a, typeof this, import.meta.url.slice(-11), import.meta.filename === new URL(import.meta.url).pathname, import.meta.dirname.length];",
);
write('live.mjs', 'export let n = 0; export const up = () => { n += 1; };');
write('reads-live.mjs', "import { n, up } from './live.mjs'; up(); up(); export const seen = n;");
write(
  'ring/a.mjs',
  "import { b } from './b.mjs'; export function a() { return 'a' + b; } export const late = b;",
);
write('ring/b.mjs', "import { a } from './a.mjs'; export const b = typeof a;");
write('dynamic.js', "exports.load = () => import('./esm.mjs'); exports.named = (name) => import(name);");
write('package-esm/package.json', json({ type: 'module' }));
write('package-esm/index.js', "import { up } from './up.js'; export const value = up('value');");
write('package-esm/up.js', 'export const up = (text) => text.toUpperCase();');
write('package-esm/old.cjs', "module.exports = 'cjs in a module package';");
const packageOf = (name: string, manifest: object, files: Record<string, string>): void => {
  write(`node_modules/${name}/package.json`, json({ name, version: '1.0.0', ...manifest }));
  for (const [file, text] of Object.entries(files)) write(`node_modules/${name}/${file}`, text);
};
packageOf(
  'conditional',
  {
    exports: {
      '.': {
        browser: './browser.js',
        import: './import.mjs',
        require: './require.js',
        default: './default.js',
      },
      './node': { node: './node.js', default: './default.js' },
      './sync': { 'module-sync': './sync.mjs', default: './default.js' },
      './features/*': './lib/*.js',
      './features/hidden/*': null,
      './inner.js': './lib/one.js',
    },
  },
  {
    'require.js': "module.exports = 'require';",
    'import.mjs': "export default 'import';",
    'node.js': "module.exports = 'node';",
    'default.js': "module.exports = 'default';",
    'sync.mjs': "export const sync = 'module-sync';",
    'lib/one.js': "module.exports = 'one';",
    'lib/hidden/two.js': "module.exports = 'two';",
  },
);
packageOf('mains', { main: './lib' }, { 'lib/index.js': "module.exports = 'main folder';" });
packageOf(
  '@scope/named',
  { version: '2.3.4' },
  { 'index.js': "module.exports = 'scoped';", 'sub/deep.js': "module.exports = 'deep';" },
);
packageOf(
  'versioned',
  { version: '2.88.2' },
  { 'index.js': "module.exports = 'versioned';", 'lib/part.js': "module.exports = 'part';" },
);
packageOf(
  'marked',
  {},
  {
    'index.js':
      "Object.defineProperty(exports, '__esModule', { value: true }); exports.default = function named() {}; exports.other = 1;",
  },
);
packageOf(
  'optional',
  {},
  { 'index.js': "try { require('not-there-either'); } catch (error) { module.exports = error.code; }" },
);
write('real/linked/index.js', 'module.exports = __filename.includes("real");');
symlinkSync(join(folder, 'real/linked'), join(folder, 'node_modules/linked'));
write('hook.js', '');

const file = join(folder, 'hook.js');
const run = (body: string) =>
  runHook(hook(`(async () => {\n${body}\n})().then(() => cb(), cb);`), { file, folders: [folder] });
/** What plain Node logs for the statements, in a CommonJS file of the same folder. */
const inNode = (body: string): string[] => {
  const script = write('script.cjs', `(async () => {\n${body}\n})();`);
  return execFileSync(process.execPath, ['--no-warnings', script], { encoding: 'utf8' })
    .replaceAll('script.cjs', 'hook.js')
    .replace(/\n$/, '')
    .split('\n');
};

describe('require and import do in a hook what they do in Node', () => {
  const bodies: Record<string, string> = {
    'one load of each file, however it is named':
      "console.log(require('./counter'), require('./counter.js') === require('./cycle/../counter'), require(require('path').resolve(__dirname, 'counter')).count);",
    cycles: "console.log(require('./cycle/a'), require('./cycle/b'));",
    'JSON, with a byte order mark':
      "console.log(require('./data'), require('./data.json') === require('./data')); try { require('./broken.json'); } catch (e) { console.log(e.name, e.message.includes('broken.json: ')); }",
    'folders, extensions, odd names':
      "console.log(require('./folder'), require('./folder/'), require('./folder/other.cjs'), require('./noext'), require('./odd.name.txt'), require('./sp ace/ünï'), require('./hash'), require('./strict'), require('./sloppy'), require('./returns'), require('mains'));",
    'what a module knows of itself': "console.log(require('./relations'));",
    'children, loaded, main':
      "const r = require('./relations'); console.log(module.children.map((m) => [m.loaded, m.exports === r, m.parent === module]), require.main === module, module.parent, module.id);",
    'a module that throws is tried again':
      "for (let i = 0; i < 2; i += 1) try { require('./throws'); } catch (e) { console.log(e.message, module.children.length); }",
    'require.cache: deleting loads again, assigning replaces':
      "const f = require.resolve('./counter'); const a = require('./counter'); delete require.cache[f]; const b = require('./counter'); require.cache[f] = { exports: 'replaced' }; console.log(a, b, a === b, require('./counter'), Object.getPrototypeOf(require.cache), require.cache === require('module')._cache); require.cache[f].exports = 5; console.log(require('./counter')); require.cache.path = { exports: 'mock' }; console.log(require('path'), typeof require('node:path').join);",
    'require.resolve, with paths':
      "console.log(require.resolve('./counter'), require.resolve('fs'), require.resolve('node:fs'), require.resolve('mains', { paths: [__dirname] }), require.resolve('./inner', { paths: [__dirname + '/folder', __dirname] }), require.resolve.paths('fs'), require.resolve.paths('./x'), require.resolve.paths('x').slice(0, 2)); try { require.resolve('./nowhere'); } catch (e) { console.log(e.code, e.requireStack); }",
    'wrong arguments':
      "for (const call of [() => require(), () => require(5), () => require(''), () => require(null), () => require.resolve(5)]) try { call(); } catch (e) { console.log(e.name, e.code, e.message.slice(0, 45)); }",
    'exports, conditions and patterns of packages':
      "console.log(require('conditional'), require('conditional/node'), require('conditional/sync').sync, require('conditional/features/one'), require('conditional/inner.js')); for (const n of ['conditional/lib/one.js', 'conditional/features/hidden/two', 'conditional/package.json']) try { require(n); } catch (e) { console.log(e.code, e.message); }",
    'self-reference and the imports map':
      "console.log(require('own'), require('own/sub'), require('#inner'), require('#dep/node')); for (const n of ['own/other', '#none']) try { require(n); } catch (e) { console.log(e.code); }",
    'links are followed': "console.log(require('linked'), require.resolve('linked').slice(-20));",
    'what is missing':
      "try { require('not-there'); } catch (e) { console.log(e.code, e.message, e.requireStack, Object.keys(e)); } try { require('./cycle/nowhere'); } catch (e) { console.log(e.message); } console.log(require('optional'));",
    'names with node:':
      "console.log(require('node:path') === require('path')); try { require('node:nope'); } catch (e) { console.log(e.code, e.message); }",
    'createRequire and the class Module':
      "const Module = require('module'); const r = Module.createRequire(__dirname + '/cycle/x.js'); console.log(r('./a').early, r.resolve('./b').slice(-10), Module === Module.Module, module.constructor === Module, module instanceof Module, Module.builtinModules.includes('fs'), Module.isBuiltin('node:fs'), Module.isBuiltin('x'), Object.keys(require.extensions)); const m = new Module('made', module); m._compile('exports.x = __filename', '/made.js'); console.log(m.exports); try { Module.createRequire('relative'); } catch (e) { console.log(e.code); }",
    'patched loaders':
      "const Module = require('module'); const load = Module._load; Module._load = function (name, ...rest) { return name === 'mocked' ? 'by _load' : load.call(this, name, ...rest); }; console.log(require('mocked'), require('./inner')); Module._load = load; const original = Module.prototype.require; Module.prototype.require = function (name) { return 'patched ' + name; }; console.log(require('./inner')); Module.prototype.require = original; require.extensions['.txt'] = (m, f) => { m.exports = 'handled ' + f.slice(-12); }; console.log(require('./odd.name.txt'));",
    'module.exports in any shape':
      "console.log(typeof module.require, module.require('./inner'), module.paths.length > 1, module.path === __dirname);",
    'ES modules by require':
      "console.log(require('./esm.mjs'), require('./named.mjs'), require('./marked.mjs'), require('./detected'), require('./package-esm'), require('./package-esm/old.cjs'), require('./esm.mjs') === require('./esm.mjs')); console.log(Object.keys(require('./esm.mjs')), require('./esm.mjs').__esModule, Object.getPrototypeOf(require('./named.mjs')));",
    'a module namespace cannot be changed':
      "const n = require('./named.mjs'); try { (function () { 'use strict'; n.a = 5; })(); } catch (e) { console.log(e.name); } n.a = 6; console.log(n.a, 'q' in n, 'a' in n, JSON.stringify(n), { ...n });",
    'imports of every kind': "console.log(require('./imports.mjs'));",
    'live bindings and cycles of ES modules':
      "console.log(require('./reads-live.mjs').seen, require('./ring/a.mjs').a(), require('./ring/a.mjs').late);",
    'import() from CommonJS':
      "const d = require('./dynamic'); const a = await d.load(); console.log(a, a === (await import('./esm.mjs')), (await import('./cycle/a.js')).default.early, (await import('conditional')).default, (await d.named('node:path')).default === require('path'), (await import('./data.json', { with: { type: 'json' } })).default); await import('./throws.js').catch((e) => console.log(e.message)); await import('not-there').catch((e) => console.log(e.code));",
    'import() is asynchronous':
      "const p = import('./counter.js'); console.log(global.counter); await p; console.log(global.counter, p instanceof Promise);",
    'the word import elsewhere':
      "const o = { import: (x) => x }; console.log(o.import(5), 'import(x)', /import(x)/.test('importx')); // import(y)",
  };
  for (const [name, body] of Object.entries(bodies)) {
    test(name, async () => {
      const { logs, end } = await run(body);
      assert.deepEqual(logs.join('\n').split('\n'), inNode(body), JSON.stringify(end.error));
    });
  }
});

describe('versions that stand in the call', () => {
  const cases: [specifier: string, exported: string, warned: RegExp | null][] = [
    ['versioned@2.88.2', 'versioned', null],
    ['versioned@^2.80.0', 'versioned', null],
    ['versioned@2.x', 'versioned', null],
    ['versioned@latest', 'versioned', null],
    ['versioned@2.88.0', 'versioned', /versioned 2\.88\.0 is asked for, but 2\.88\.2 is installed/],
    ['versioned@2.88.0/lib/part', 'part', /2\.88\.0.*2\.88\.2/],
    ['./node_modules/versioned@1.0.0', 'versioned', /1\.0\.0.*2\.88\.2.*npm install versioned@1\.0\.0/],
    ['@scope/named@2.3.4', 'scoped', null],
    ['@scope/named@1.0.0/sub/deep.js', 'deep', /@scope\/named 1\.0\.0.*2\.3\.4/],
    ['./node_modules/@scope/named@2.0.0', 'scoped', /2\.0\.0.*2\.3\.4/],
  ];
  for (const [specifier, exported, warned] of cases) {
    test(specifier, async () => {
      const { logs, of } = await run(`console.log(require('${specifier}')); require('${specifier}');`);
      assert.deepEqual(logs, [exported]);
      const warnings = of('warning');
      assert.equal(warnings.length, warned ? 1 : 0, JSON.stringify(warnings));
      if (!warned) return;
      assert.equal(warnings[0]?.code, 'package-version');
      assert.match(warnings[0]?.message ?? '', warned);
      assert.deepEqual(warnings[0]?.source, { file, line: 3, column: 13 });
    });
  }
});

describe('a package that is missing', () => {
  const missing = (at: string, lock: string | null) => {
    write(`${at}/package.json`, '{}');
    if (lock) write(`${at}/${lock}`, '');
    return { file: write(`${at}/hook.js`, ''), folders: [join(folder, at)] };
  };
  const locks: [lock: string, command: string][] = [
    ['package-lock.json', 'npm install nobody@1.2.3'],
    ['pnpm-lock.yaml', 'pnpm add nobody@1.2.3'],
    ['yarn.lock', 'yarn add nobody@1.2.3'],
  ];
  for (const [lock, command] of locks) {
    test(`is a compile error as on the platform, and a warning that tells how to install it beside ${lock}`, async () => {
      const at = `missing-${lock}`;
      const { end, of } = await runHook(
        `const x = require('nobody@1.2.3');\n${hook('cb();')}`,
        missing(at, lock),
      );
      assert.equal(end.outcome, 'compile-error');
      assert.match(JSON.stringify(end.reply), /Cannot find module 'nobody@1\.2\.3'\\nRequire stack:/);
      const [warning] = of('warning');
      assert.equal(warning?.code, 'package-missing');
      assert.ok(warning?.message.includes(`"${command}" in ${join(folder, at)}.`), warning?.message);
      assert.deepEqual(warning?.source, { file: join(folder, at, 'hook.js'), line: 1, column: 11 });
    });
  }
  test('is no warning where a package does without it', async () => {
    const { of, logs } = await run("console.log(require('optional'));");
    assert.deepEqual(logs, ['MODULE_NOT_FOUND']);
    assert.deepEqual(of('warning'), []);
  });
});
