import { lstatSync, readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import * as v from 'valibot';
import { type FileAnswer, fileOperations } from '../guest/bridge.ts';
import type { ModuleLoader } from './moduleLoader.ts';

/** A file larger than this, in bytes, is nothing that a hook reads whole. */
const largestFile = 32 * 1024 * 1024;
const Operation = v.picklist(fileOperations);
const Path = v.pipe(v.string(), v.maxLength(4096));
const kindOf = (entry: { isFile(): boolean; isDirectory(): boolean; isSymbolicLink(): boolean }): number =>
  entry.isFile() ? 1 : entry.isDirectory() ? 2 : entry.isSymbolicLink() ? 3 : 0;

const systemError = (code: string, errno: number, text: string, syscall: string, path: string): Error =>
  Object.assign(new Error(`${code}: ${text}, ${syscall} '${path}'`), { errno, code, syscall, path });

/**
 * Reads files for the hook's `fs`, where its modules may be read from and nowhere else. What lies outside is not there,
 * for the hook: packages that look for their configuration in every folder up to the root go on, and learn nothing.
 */
export function readFileSystem(
  loader: Pick<ModuleLoader, 'readablePath'>,
  operation: unknown,
  path: unknown,
): string | ArrayBuffer {
  const asked = v.parse(Operation, operation);
  const given = v.parse(Path, path);
  const answer = (value: FileAnswer): string => JSON.stringify(value);
  const syscall = { read: 'open', list: 'scandir', realpath: 'lstat' }[asked as string] ?? asked;
  try {
    const real = given.includes('\0') ? null : loader.readablePath(given);
    if (real === null) throw systemError('ENOENT', -2, 'no such file or directory', syscall, given);
    switch (asked) {
      case 'read': {
        const stat = statSync(real);
        if (stat.isDirectory()) {
          const message = 'EISDIR: illegal operation on a directory, read';
          throw Object.assign(new Error(message), { errno: -21, code: 'EISDIR', syscall: 'read' });
        }
        // Neither a device nor a pipe: reading those may never end.
        if (!stat.isFile() || stat.size > largestFile)
          throw systemError('EACCES', -13, 'permission denied', syscall, given);
        const bytes = readFileSync(real);
        return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
      }
      case 'stat':
      case 'lstat': {
        const stat = asked === 'stat' ? statSync(real) : lstatSync(given);
        const numbers = Object.entries(stat).filter(([, value]) => typeof value === 'number');
        return answer({ stat: Object.fromEntries(numbers) as Record<string, number> });
      }
      case 'list':
        return answer({
          entries: readdirSync(real, { withFileTypes: true }).map((entry) => [entry.name, kindOf(entry)]),
        });
      case 'realpath':
        return answer({ value: real });
      case 'readlink':
        return answer({ value: readlinkSync(given) });
      case 'access':
        return answer({ value: null });
      default:
        return asked satisfies never;
    }
  } catch (error) {
    const { name, message, code, errno, syscall: call } = error as NodeJS.ErrnoException;
    const told = message.replace(/'[^']*'$/, `'${given}'`);
    return answer({
      error: {
        name,
        message: told,
        properties: { errno: errno ?? 0, code: code ?? 'EIO', syscall: call ?? syscall, path: given },
      },
    });
  }
}
