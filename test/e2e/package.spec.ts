import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { found } from './found.ts';
import { expect, test } from './test.ts';

/** What may stand at the top of the package, and in it. */
const allowed: RegExp[] = [
  /^\.vsixmanifest$/,
  /^package(\.nls(\.[\w-]+)?)?\.json$/,
  /^(readme|changelog)\.md$/,
  /^(ARCHITECTURE|CONTRIBUTING)\.md$/,
  /^docs\/[\w-]+\.(png|md)$/,
  /^LICENSE\.txt$/,
  /^dist\/\w+\.cjs$/,
  /^dist\/(guest|panel)\.js$/,
  /^dist\/guest\.cache$/,
  /^dist\/[\w-]+\.(css|ttf)$/,
  /^l10n\/[\w.-]+\.json$/,
  /^media\/[\w./-]+\.(svg|png|css|md)$/,
  /^schemas\/[\w.-]+\.json$/,
  /^snippets\/[\w.-]+\.(json|code-snippets)$/,
];

/** What the runner's child needs, by package. */
const packages: Record<string, RegExp[]> = {
  'isolated-vm': [
    /^package\.json$/,
    /^LICENSE$/,
    /^isolated-vm\.js$/,
    /^prebuilds\/[\w-]+\/isolated-vm\.abi137(\.glibc)?\.node$/,
  ],
  'node-gyp-build': [/^package\.json$/, /^LICENSE$/, /^index\.js$/, /^node-gyp-build\.js$/],
  esbuild: [/^package\.json$/, /^LICENSE\.md$/, /^lib\/main\.js$/],
  '@esbuild': [/^[\w-]+\/package\.json$/, /^[\w-]+\/(bin\/esbuild|esbuild\.exe)$/],
  node: [/^package\.json$/, /^LICENSE$/, /^bin\/node(\.exe)?$/],
};

function isAllowed(path: string): boolean {
  const [, name = '', rest = ''] = /^dist\/node_modules\/([^/]+)\/(.*)$/.exec(path) ?? [];
  if (name === '') return allowed.some((pattern) => pattern.test(path));
  const patterns = packages[/^node-(bin-)?(linux|darwin|win)/.test(name) ? 'node' : name] ?? [];
  return patterns.some((pattern) => pattern.test(rest));
}

/** The files of a folder and those below it, relative, with slashes. */
function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => statSync(join(folder, path)).isFile());
}

test('the package holds what is needed and nothing else', ({ extensionFolder }) => {
  const files = filesIn(extensionFolder);
  const megabytes = (statSync(found('HOOKS_TEST_VSIX')).size / 2 ** 20).toFixed(1);
  console.log(`The VSIX has ${megabytes} MB in ${files.length} files.`);

  expect(files.filter((path) => !isAllowed(path))).toEqual([]);
  expect(files).toEqual(
    expect.arrayContaining([
      'package.json',
      'dist/extension.cjs',
      'dist/cli.cjs',
      'dist/sandbox.cjs',
      'dist/guest.js',
      'dist/panel.js',
    ]),
  );
  // One prebuilt binary of isolated-vm: this platform's, for the Node that is in the package.
  expect(files.filter((path) => path.endsWith('.node'))).toHaveLength(1);
});

test('each picture of the README, and each file that it links, is in the package', ({ extensionFolder }) => {
  const readme = readFileSync(join(extensionFolder, 'readme.md'), 'utf8');
  const links = [...readme.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link.replace(/#.*$/, ''));
  const relative = links.filter((link) => link !== '' && !/^[a-z]+:/.test(link));
  expect(relative).toContain('docs/hook-runner.png');
  const files = new Set(filesIn(extensionFolder));
  expect(relative.filter((link) => !files.has(link))).toEqual([]);
});

test('the installed Node 24 runs, and loads isolated-vm', ({ extensionFolder }) => {
  const modules = join(extensionFolder, 'dist', 'node_modules');
  const name = readdirSync(modules).find((entry) => /^node-(bin-)?(linux|darwin|win)/.test(entry)) ?? '';
  const node = join(modules, name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  const script =
    'const ivm = require("isolated-vm"); console.log(process.version, new ivm.Isolate().createContextSync().evalSync("6 * 7"))';
  const output = execFileSync(node, ['--no-node-snapshot', '-e', script], {
    cwd: join(extensionFolder, 'dist'),
    encoding: 'utf8',
    env: {},
  });
  expect(output).toMatch(/^v24\.\d+\.\d+ 42\n$/);
});

test('what activation loads stays under 100 kB', ({ extensionFolder }) => {
  expect(statSync(join(extensionFolder, 'dist', 'extension.cjs')).size).toBeLessThan(100_000);
});

test("the packaged command line gives the platform's own words, which minified code would not", ({
  extensionFolder,
}, testInfo) => {
  const hook = testInfo.outputPath('hook.js');
  writeFileSync(hook, 'function hook(user, context, cb) { cb(); }\n');
  const cli = join(extensionFolder, 'dist/cli.cjs');
  const { status, stdout } = spawnSync(process.execPath, [cli, 'run', hook, '--json'], { encoding: 'utf8' });
  expect(status).toBe(1);
  expect(JSON.parse(stdout.trim().split('\n').at(-1) ?? '').reply).toMatchObject({
    message: 'func is not a function',
  });
});
