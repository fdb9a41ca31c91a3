import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import {
  defaultPayloadName,
  payloadFileName,
  payloadNameOf,
  payloadNameProblem,
  payloadSamples,
  payloadText,
  type SampleName,
} from '../hook/payload.ts';
import { readNamedFile } from './files.ts';
import { UsageError } from './usageError.ts';

export interface NamedPayload {
  name: string;
  body: unknown;
}

const isSample = (name: string): name is SampleName => Object.hasOwn(payloadSamples, name);
const isFile = (path: string): boolean => existsSync(path) && statSync(path).isFile();

/** What --payload names: a file, a payload file beside the hook, or a sample; in this order. */
function find(hookFile: string, argument: string): { name: string; file: string; text: string } {
  const read = (name: string, file: string) => ({ name, file, text: readNamedFile(file, 'payload') });
  if (isFile(argument))
    return read(payloadNameOf(basename(hookFile), basename(argument)) ?? basename(argument), argument);
  if (payloadNameProblem(argument) === null) {
    const beside = payloadFileName(hookFile, argument);
    if (existsSync(beside)) return read(argument, beside);
  }
  if (isSample(argument)) return { name: argument, file: `sample ${argument}`, text: payloadText(argument) };
  const folder = dirname(hookFile);
  const names = readdirSync(folder)
    .map((file) => payloadNameOf(basename(hookFile), file))
    .filter((name) => name !== null);
  const beside = names.length === 0 ? 'none are beside the hook' : `beside the hook: ${names.join(', ')}`;
  throw new UsageError(
    `There is no payload "${argument}": neither a file, nor a payload of the hook (${beside}), nor a sample (${Object.keys(payloadSamples).join(', ')}).`,
  );
}

/** Line and column, from 1, of an offset. */
function placeOf(text: string, offset: number): string {
  const before = text.slice(0, offset).split('\n');
  return `${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
}

/**
 * Finds, reads and checks the payload that --payload names; the default sample without it. `warn` gets what the
 * platform would never send. Throws a UsageError for a payload that it would refuse.
 */
export async function readPayload(
  hookFile: string,
  argument: string | undefined,
  warn: (message: string) => void,
): Promise<NamedPayload> {
  if (argument === undefined) return { name: defaultPayloadName, body: payloadSamples.default.body };
  const { name, file, text } = find(hookFile, argument);
  const { checkPayload } = await import('../hook/payloadCheck.ts');
  const { body, faults, warnings } = checkPayload(text);
  const tell = ({ message, start }: { message: string; start: number }) =>
    `${file}:${placeOf(text, start)}  ${message}`;
  if (faults.length > 0) {
    throw new UsageError(
      ['The payload is not what the platform takes, so nothing was run.', ...faults.map(tell)].join('\n'),
    );
  }
  for (const warning of warnings) warn(tell(warning));
  return { name, body };
}
