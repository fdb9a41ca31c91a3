import { spawnSync } from 'node:child_process';
import { root } from './project.mjs';
import { commandOf } from './runSuite.mjs';

/**
 * Types of each program of the project, and Biome's format and lint rules.
 * @param {string} node24
 * @returns {{ passed: number, failed: number }}
 */
export function runChecks(node24) {
  const tsc = commandOf('typescript', 'tsc');
  const programs = ['.', 'src/panel', 'src/guest', 'tools'];
  const checks = [
    ...programs.map((program) => ({ name: `types of ${program}`, args: [tsc, '-p', program] })),
    { name: 'format and lint', args: [commandOf('@biomejs/biome', 'biome'), 'check', '--error-on-warnings'] },
  ];
  const counts = { passed: 0, failed: 0 };
  for (const { name, args } of checks) {
    const { status } = spawnSync(node24, args, { cwd: root, stdio: 'inherit' });
    console.log(`${status === 0 ? '✔' : '✖'} ${name}`);
    counts[status === 0 ? 'passed' : 'failed'] += 1;
  }
  return counts;
}
