/**
 * Real packages, unchanged from npm, doing their typical work: in a hook and in plain Node, against servers of each
 * one's own. What they print and what the servers saw must be the same.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { hook, hookFolder, runHook } from '../sandbox/sandbox.ts';
import { type PackageServer, packageServer, same } from './packageServer.ts';
import { scripts } from './scripts.ts';

const folder = mkdtempSync(join(tmpdir(), 'packages-'));
const open: PackageServer[] = [];
after(() => {
  for (const { http, https } of open) {
    http.close();
    https.close();
  }
  rmSync(folder, { recursive: true });
});

const withServer = async (script: string): Promise<{ code: string; server: PackageServer }> => {
  const server = await packageServer();
  open.push(server);
  // Errors name the port, and no run has that of another.
  const show = `const show = (...values) => console.log(...values.map((value) => typeof value === 'string' ? value.replace(/:\\d{4,5}\\b/g, ':PORT') : value));`;
  const code = `const HTTP = '${server.http.url}', HTTPS = '${server.https.url}';\n${show}\n(async () => {\n${script}\n})().catch((error) => console.log('failed', error.message));`;
  return { code, server };
};

async function inSandbox(script: string): Promise<object> {
  const { code, server } = await withServer(script);
  const { end, logs, of } = await runHook(hook(`${code}\ncb();`), {
    certificateAuthorities: [server.https.authority],
    limits: { timeoutMs: 20_000, memoryMb: 256 },
  });
  assert.equal(end.outcome, 'success', `${end.error?.stack}\n${logs.join('\n')}`);
  // Warnings go to stderr in Node.
  const printed = of('log').flatMap(({ level, text }) => (level === 'log' ? text.split('\n') : []));
  return { lines: printed.map(same), seen: server.seen() };
}

async function inNode(script: string): Promise<object> {
  const { code, server } = await withServer(script);
  const authority = join(folder, `${open.indexOf(server)}.pem`);
  writeFileSync(authority, server.https.authority);
  const { stdout } = await promisify(execFile)(process.execPath, ['--no-warnings', '-e', code], {
    cwd: hookFolder,
    env: { NODE_EXTRA_CA_CERTS: authority },
    maxBuffer: 64 * 1024 * 1024,
  });
  return { lines: stdout.replace(/\n$/, '').split('\n').map(same), seen: server.seen() };
}

for (const [name, cases] of Object.entries(scripts)) {
  describe(`${name} does in a hook what it does in Node`, () => {
    for (const [what, script] of Object.entries(cases)) {
      test(what, async () => {
        const [here, there] = await Promise.all([inSandbox(script), inNode(script)]);
        assert.deepEqual(here, there);
      });
    }
  });
}
