/** The name of a hook, as the platform allows it, and the name of its file. */

/** The platform's rule: https://auth0.com/docs/customize/hooks/create-hooks */
const platformRule = /^[a-zA-Z0-9]([ \-a-zA-Z0-9]*[a-zA-Z0-9])?$/;

/**
 * What is wrong with a hook's name, as a sentence to show while it is typed; null if the platform accepts it.
 */
export function hookNameProblem(name: string): string | null {
  if (platformRule.test(name)) return null;
  if (name === '') return 'Enter a name for the hook.';
  const forbidden = [...name].find((character) => !/^[ \-a-zA-Z0-9]$/.test(character));
  if (forbidden !== undefined) {
    return `A hook's name cannot contain ${nameOf(forbidden)}. Use letters from a to z, digits, spaces and hyphens.`;
  }
  const edge = /^[ -]/.test(name) ? 'start' : 'end';
  const character = edge === 'start' ? name.charAt(0) : name.charAt(name.length - 1);
  return `A hook's name cannot ${edge} with ${nameOf(character)}. Let it ${edge} with a letter or a digit.`;
}

function nameOf(character: string): string {
  if (character === ' ') return 'a space';
  if (character === '-') return 'a hyphen';
  if (character === '\t') return 'a tab';
  if (/^[\p{L}\p{N}\p{P}\p{S}]$/u.test(character)) return `"${character}"`;
  // Invisible in an input box, so it is told by its number.
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return `the invisible character U+${code}`;
}

/** Longer names are cut: file systems take 255 bytes, and a payload's name has to fit behind it. */
const maximumStem = 100;
/** Windows keeps these names for devices, whatever their extension. */
const deviceName = /^(con|prn|aux|nul|com\d|lpt\d)$/;

/**
 * The file for a hook's name: `My Hook` goes into `my-hook.js`. Lower case with hyphens needs no quotes in a shell,
 * and two names that differ in case alone do not meet on a disk that sees no difference.
 * `name` is one that `hookNameProblem` accepts.
 */
export function hookFileName(name: string, extension: 'js' | 'ts' = 'js'): string {
  const problem = hookNameProblem(name);
  if (problem !== null) throw new Error(`No file can be named after the hook "${name}". ${problem}`);
  const stem = name.toLowerCase().replace(/[ -]+/g, '-').slice(0, maximumStem).replace(/-$/, '');
  return `${deviceName.test(stem) ? `${stem}-hook` : stem}.${extension}`;
}

/**
 * The file name itself if it is free, otherwise the first free one of `my-hook-2.js`, `my-hook-3.js` and so on.
 * `isTaken` says of a file name whether a file has it.
 */
export function freeFileName(fileName: string, isTaken: (fileName: string) => boolean): string {
  const dot = fileName.indexOf('.');
  const [stem, extension] = dot < 0 ? [fileName, ''] : [fileName.slice(0, dot), fileName.slice(dot)];
  let free = fileName;
  for (let number = 2; isTaken(free); number += 1) free = `${stem}-${number}${extension}`;
  return free;
}
