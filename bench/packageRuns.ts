import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { RunRequest } from '../src/runner/protocol.ts';
import { median, type Row } from './table.ts';

/** What the measurements need of the bench: a run in a process that stands ready, and the same file in plain Node. */
export interface PackageBench {
  rounds: number;
  base: RunRequest;
  /** Milliseconds from the request to the end, in a process that was ready before. */
  runReady(request: RunRequest): Promise<number>;
  /** Milliseconds from the start of a Node to its end; `url` becomes the secret URL. */
  runNode(hook: string, url: string): Promise<number>;
}

const hooks = [
  { name: 'hook with request (153 files) that posts once, process ready', file: 'request.cjs' },
  { name: 'hook with axios 1.x that posts once, process ready', file: 'axios.cjs' },
];
/** Runs before the measured ones: they leave what is kept between runs. */
const rehearsals = 3;

/** Hooks that load a package and post once to a server on this machine. */
export async function measurePackageRuns({ rounds, base, runReady, runNode }: PackageBench): Promise<Row[]> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      response.setHeader('content-type', 'application/json');
      response.end('{"ok":true}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const rows: Row[] = [];
  for (const { name, file } of hooks) {
    const folder = join(import.meta.dirname, 'hooks');
    const path = join(folder, file);
    const text = readFileSync(path, 'utf8');
    const request: RunRequest = { ...base, file: path, text, folders: [folder], secrets: { URL: url } };
    const ours: number[] = [];
    const rivals: number[] = [];
    for (let round = -rehearsals; round < rounds; round += 1) {
      const [own, rival] = [await runReady(request), await runNode(path, url)];
      if (round < 0) continue;
      ours.push(own);
      rivals.push(rival);
    }
    rows.push({
      name,
      unit: 'ms',
      value: median(ours),
      rival: { name: 'node started fresh', value: median(rivals) },
      bound: 1.5,
    });
  }
  server.close();
  return rows;
}
