/** Paths of modules, of either system: the files lie on the machine that the hook runs on. */

const encode = encodeURI;
const isWindows = (path: string): boolean => /^[A-Za-z]:[\\/]|^\\\\/.test(path);
/** The folder of a file; '.' where it has none, as path.dirname has it. */
export const folderOf = (file: string): string => {
  const folder = file.replace(/[\\/][^\\/]*$/, '');
  if (folder === file) return '.';
  return folder === '' ? '/' : /^[A-Za-z]:$/.test(folder) ? `${folder}\\` : folder;
};
/** The folders named node_modules in which Node looks for a package, from a folder up to the root. */
export function packageFolders(folder: string): string[] {
  const separator = isWindows(folder) ? '\\' : '/';
  const parts = folder.split(/[\\/]/).filter((part, at) => part !== '' || at === 0);
  return parts
    .map((part, at) => ({ part, path: [...parts.slice(0, at + 1), 'node_modules'].join(separator) }))
    .filter(({ part }) => part !== 'node_modules')
    .map(({ path }) => path)
    .reverse();
}
/** A file's URL, for `import.meta`. */
export const urlOf = (file: string): string =>
  `file://${isWindows(file) ? '/' : ''}${encode(file.replaceAll('\\', '/')).replace(/[?#]/g, encodeURIComponent)}`;
/** The path that a `file:` URL names. */
export const pathOfUrl = (url: string): string => {
  const path = decodeURIComponent(url.replace(/^file:\/\//, ''));
  return /^\/[A-Za-z]:/.test(path) ? path.slice(1).replaceAll('/', '\\') : path;
};
