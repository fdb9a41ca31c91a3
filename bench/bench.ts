/**
 * Our speed beside a rival's, in one run: medians, and their ratio. `npm run bench` builds for production first.
 *
 *   node bench/bench.ts [--rounds N]
 */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { payloadSamples } from '../src/hook/payload.ts';
import { starterCode } from '../src/hook/starterCode.ts';
import { bundledNode } from '../src/runner/nodeChoice.ts';
import { defaultLimits, type RunRequest } from '../src/runner/protocol.ts';
import { createRunner } from '../src/runner/runner.ts';
import { measureActivation } from './activation.ts';
import { measurePackageRuns } from './packageRuns.ts';
import { formatTable, median, type Row } from './table.ts';

const root = join(import.meta.dirname, '..');
const sandboxPath = join(root, 'dist/sandbox.cjs');
const node24 = bundledNode(sandboxPath) ?? process.execPath;
const hook = join(root, 'examples/hello.js');
const { values } = parseArgs({ options: { rounds: { type: 'string', default: '30' } } });
const rounds = Number(values.rounds);

const request: RunRequest = {
  file: hook,
  text: starterCode().text,
  payload: { name: 'default sample', body: payloadSamples.default.body },
  secrets: {},
  limits: defaultLimits,
  network: 'live',
  certificateAuthorities: [],
  folders: [join(root, 'examples')],
};

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const start = performance.now();
  await work();
  return performance.now() - start;
};

/** A process that stands ready warms up when it has nothing else to do: people click seconds later. */
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 300));

/** A runner, and a promise for its next process to be ready. */
function watchedRunner(keepReady: boolean) {
  let ready = Promise.withResolvers<void>();
  const runner = createRunner({
    sandboxPath,
    nodePath: '',
    keepReady,
    log: (line) => {
      if (!line.includes(' ready in ')) return;
      ready.resolve();
      ready = Promise.withResolvers();
    },
  });
  return { runner, nextReady: () => ready.promise };
}

const runHook = async (runner: ReturnType<typeof createRunner>, run = request): Promise<void> => {
  const { outcome } = await runner.run(run, () => undefined).finished;
  if (outcome !== 'success') throw new Error(`${run.file} ended as ${outcome}.`);
};

/** The rival: a Node that is started to call the same file with the same payload, and a URL as a secret. */
const freshNode = (file = hook, url = ''): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = spawn(node24, [join(import.meta.dirname, 'callHook.cjs'), file, url], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    child.stdout.resume();
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(`node exited with ${code}`))));
  });

/** The rows are measured in turns, so that what slows the machine slows all of them. */
async function measureRuns(): Promise<Row[]> {
  const warm = watchedRunner(true);
  const cold = watchedRunner(false);
  let ready = warm.nextReady();
  warm.runner.prepare(defaultLimits.memoryMb);
  const times = { warm: [] as number[], cold: [] as number[], rival: [] as number[] };
  for (let round = 0; round < rounds; round += 1) {
    await ready;
    ready = warm.nextReady();
    times.warm.push(await timed(() => runHook(warm.runner)));
    // What boots in the background must not be in the rival's time.
    await ready;
    ready = Promise.resolve();
    times.rival.push(await timed(() => freshNode()));
    times.cold.push(await timed(() => runHook(cold.runner)));
  }
  warm.runner.dispose();
  cold.runner.dispose();
  const rival = { name: 'node started fresh', value: median(times.rival) };
  return [
    {
      name: 'starter hook, process ready, request to end',
      unit: 'ms',
      value: median(times.warm),
      rival,
      bound: 0.5,
    },
    { name: 'starter hook, no process ready', unit: 'ms', value: median(times.cold), rival, bound: 5 },
  ];
}

/** Hooks with packages, in a process that had time to warm up. */
async function measurePackages(): Promise<Row[]> {
  const warm = watchedRunner(true);
  let ready = warm.nextReady();
  warm.runner.prepare(defaultLimits.memoryMb);
  const rows = await measurePackageRuns({
    rounds,
    base: request,
    runReady: async (run) => {
      await ready;
      await settled();
      ready = warm.nextReady();
      return timed(() => runHook(warm.runner, run));
    },
    runNode: async (file, url) => {
      await ready;
      await settled();
      ready = Promise.resolve();
      return timed(() => freshNode(file, url));
    },
  });
  warm.runner.dispose();
  return rows;
}

function measureSizes(): Row[] {
  const kilobytes = (path: string) => statSync(path).size / 1000;
  const dist = join(root, 'dist');
  const bundles = readdirSync(dist).filter((name) => /\.c?js$/.test(name));
  const vsix = process.env.HOOKS_TEST_VSIX;
  return [
    ...bundles.map((name): Row => ({ name: `dist/${name}`, unit: 'kB', value: kilobytes(join(dist, name)) })),
    ...(vsix ? [{ name: 'VSIX with Node 24', unit: 'kB', value: kilobytes(vsix) } satisfies Row] : []),
  ];
}

// The text that is run is the file's that the rival calls.
if (readFileSync(hook, 'utf8') !== request.text)
  throw new Error('examples/hello.js is not the starter code.');
const rows = [
  ...(await measureRuns()),
  ...(await measurePackages()),
  await measureActivation(),
  ...measureSizes(),
];
console.log(formatTable(rows));
