// npm run package [-- TARGET…]: a VSIX for this platform, or for the named ones, or for --all of them.
import { statSync } from 'node:fs';
import { isTarget, platforms } from './node24.mjs';
import { inProject } from './project.mjs';
import { setUpNode } from './setup.mjs';
import { fail, SetupError } from './setupError.mjs';
import { makeVsix, thisTarget, vsixName } from './vsix.mjs';

/**
 * @param {string[]} args
 * @returns {import('./node24.mjs').Target[]}
 */
function targetsOf(args) {
  if (args.length === 0) return [thisTarget()];
  const names = args.includes('--all') ? Object.keys(platforms) : args;
  return names.map((name) => {
    if (isTarget(name)) return name;
    throw new SetupError(
      `There is no platform "${name}". Name one of ${Object.keys(platforms).join(', ')}, or --all.`,
    );
  });
}

try {
  setUpNode();
  for (const target of targetsOf(process.argv.slice(2))) {
    const file = inProject(vsixName(target));
    await makeVsix({ target, file });
    console.log(`${vsixName(target)}: ${(statSync(file).size / 2 ** 20).toFixed(1)} MB`);
  }
} catch (error) {
  fail(error);
}
