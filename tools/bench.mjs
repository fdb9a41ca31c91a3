// npm run bench: the benchmarks, on what users get: a production build and a VSIX.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { build } from './build.mjs';
import { inProject, root } from './project.mjs';
import { environment, results } from './runSuite.mjs';
import { setUp } from './setup.mjs';
import { fail, SetupError } from './setupError.mjs';
import { makeVsix, thisTarget } from './vsix.mjs';

try {
  const found = { ...(await setUp()), vsix: join(results, 'post-registration-hooks.vsix') };
  if (!build(found.node24, ['--production'])) throw new SetupError('The production build failed: see above.');
  await makeVsix({ target: thisTarget(), file: found.vsix });
  const args = [inProject('bench', 'bench.ts'), ...process.argv.slice(2)];
  const env = { ...process.env, ...environment(found) };
  process.exit(spawnSync(found.node24, args, { cwd: root, stdio: 'inherit', env }).status ?? 1);
} catch (error) {
  fail(error);
}
