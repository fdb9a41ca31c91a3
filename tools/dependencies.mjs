import { existsSync, readFileSync } from 'node:fs';
import { npm } from './npm.mjs';
import { inProject, root } from './project.mjs';

/**
 * Installs the packages of package-lock.json, unless node_modules holds them all already.
 * No package needs its install script; isolated-vm's would start a compiler (.npmrc switches them off).
 */
export function ensureDependencies() {
  if (areInstalled()) return;
  console.log('Installing the dependencies (npm ci) …');
  npm(root, ['ci'], 'install the dependencies');
}

/** npm keeps a copy of the lockfile in node_modules that says what is really there. */
function areInstalled() {
  const installedLock = inProject('node_modules', '.package-lock.json');
  if (!existsSync(installedLock)) return false;
  const wanted = packagesOf(inProject('package-lock.json'));
  const installed = packagesOf(installedLock);
  return Object.entries(wanted).every(([path, { version, optional }]) => {
    if (path === '') return true;
    // An optional package for another system is rightly missing.
    return installed[path] ? installed[path].version === version : optional === true;
  });
}

/**
 * @param {string} lockfile
 * @returns {Record<string, { version: string, optional?: boolean }>}
 */
function packagesOf(lockfile) {
  return JSON.parse(readFileSync(lockfile, 'utf8')).packages;
}
