import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import satisfies from 'semver/functions/satisfies.js';
import validRange from 'semver/ranges/valid.js';

/** A package as it is asked for: `name@1.2.3/sub`, after `./node_modules/` or not. */
export interface VersionedName {
  name: string;
  version: string;
  /** What follows, with its slash; '' where nothing does. */
  subpath: string;
}

/** What is legal but should be known, for a warning event. */
export interface ModuleWarning {
  code: string;
  message: string;
}

/** The platform takes a version in the call of require; null where there is none. */
export function readVersionedName(specifier: string): VersionedName | null {
  const match = /^(?:\.\/node_modules\/)?((?:@[^/\\@]+\/)?[^/\\@.][^/\\@]*)@([^/]+)(\/.*)?$/.exec(specifier);
  const [, name, version, subpath = ''] = match ?? [];
  return name === undefined || version === undefined ? null : { name, version, subpath };
}

/** The name of the package that a specifier starts with; null for a path. */
export function packageName(specifier: string): string | null {
  return /^((?:@[^/]+\/)?[^/.#][^/]*)/.exec(specifier)?.[1] ?? null;
}

function installedVersion(name: string, from: string): string | null {
  for (let folder = dirname(from); ; folder = dirname(folder)) {
    const manifest = join(folder, 'node_modules', name, 'package.json');
    if (existsSync(manifest)) {
      const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version?: unknown };
      return typeof version === 'string' ? version : null;
    }
    if (folder === dirname(folder)) return null;
  }
}

const lockFiles: [name: string, command: string][] = [
  ['pnpm-lock.yaml', 'pnpm add'],
  ['yarn.lock', 'yarn add'],
  ['package-lock.json', 'npm install'],
  ['npm-shrinkwrap.json', 'npm install'],
  ['bun.lock', 'bun add'],
];

/** How to install a package for a file: the command of whoever made the lock file above it, and the folder. */
function installation(file: string): { command: string; folder: string } {
  let manifest: string | null = null;
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const lock = lockFiles.find(([name]) => existsSync(join(folder, name)));
    if (lock) return { command: lock[1], folder: manifest ?? folder };
    if (existsSync(join(folder, 'package.json'))) manifest ??= folder;
    if (folder === dirname(folder)) return { command: 'npm install', folder: manifest ?? dirname(file) };
  }
}

/** The warning for a version that is not the one that was asked for; null where it is, or where nobody can tell. */
export function versionWarning({ name, version }: VersionedName, from: string): ModuleWarning | null {
  const installed = installedVersion(name, from);
  if (installed === null || version === installed || validRange(version) === null) return null;
  if (satisfies(installed, version, { includePrerelease: true })) return null;
  const { command, folder } = installation(from);
  return {
    code: 'package-version',
    message: `${name} ${version} is asked for, but ${installed} is installed and runs here. Auth0 takes ${version}: to run that, enter "${command} ${name}@${version}" in ${folder}.`,
  };
}

/** The warning for a package that is not installed. */
export function missingWarning(specifier: string, from: string): ModuleWarning | null {
  const versioned = readVersionedName(specifier);
  const name = versioned?.name ?? packageName(specifier);
  if (name === null || installedVersion(name, from) !== null) return null;
  const { command, folder } = installation(from);
  const wanted = versioned ? `${name}@${versioned.version}` : name;
  return {
    code: 'package-missing',
    message: `The package ${name} is not installed. To install it, enter "${command} ${wanted}" in ${folder}.`,
  };
}
