/** Errors of the file system, as Node words them. */
export function fileError(
  code: string,
  errno: number,
  text: string,
  syscall: string,
  path?: string,
  dest?: string,
): Error {
  const places = `${path === undefined ? '' : ` '${path}'`}${dest === undefined ? '' : ` -> '${dest}'`}`;
  const error = new Error(`${code}: ${text}, ${syscall}${places}`);
  return Object.assign(error, {
    errno,
    code,
    syscall,
    ...(path === undefined ? {} : { path }),
    ...(dest === undefined ? {} : { dest }),
  });
}

export const readOnly = (syscall: string, path?: string, dest?: string): Error =>
  fileError('EROFS', -30, 'read-only file system', syscall, path, dest);
export const badDescriptor = (syscall: string): Error =>
  fileError('EBADF', -9, 'bad file descriptor', syscall);
