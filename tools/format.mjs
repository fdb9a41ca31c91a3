// npm run format: formats every file, and repairs what the linter can.
import { spawnSync } from 'node:child_process';
import { root } from './project.mjs';
import { commandOf } from './runSuite.mjs';
import { setUpNode } from './setup.mjs';
import { fail } from './setupError.mjs';

try {
  const { node24 } = setUpNode();
  const args = [commandOf('@biomejs/biome', 'biome'), 'check', '--write', ...process.argv.slice(2)];
  process.exit(spawnSync(node24, args, { cwd: root, stdio: 'inherit' }).status ?? 1);
} catch (error) {
  fail(error);
}
