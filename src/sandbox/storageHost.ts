import { text } from './bridgeArguments.ts';

/** What is kept of one hook, in characters of JSON: enough for what a hook notes, too little to fill the editor's memory. */
const mostKept = 1024 * 1024;

interface StorageHostOptions {
  /** Tells the parent what to keep for the next run of this hook; null: nothing. */
  keep(json: string | null): void;
  /** The text is too long to be kept. */
  refuse(characters: number): void;
}

/** The next run reads it before any code of its hook runs: what is no JSON must not get there. */
function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The host's side of context.webtask.storage. */
export function createStorageHost({ keep, refuse }: StorageHostOptions) {
  let scheduled: NodeJS.Immediate | undefined;
  let latest: string | null = null;
  const flush = (): void => {
    if (scheduled === undefined) return;
    clearImmediate(scheduled);
    scheduled = undefined;
    if (latest !== null && latest.length > mostKept) refuse(latest.length);
    else keep(latest !== null && isJson(latest) ? latest : null);
  };
  return {
    /** Takes JSON text, or undefined for nothing; gives its MD5 in base64, which is its etag on the platform. */
    save(json: unknown): string {
      latest = json === undefined ? null : text(json);
      scheduled ??= setImmediate(flush);
      if (latest === null) return '';
      const { createHash } = process.getBuiltinModule('node:crypto');
      return createHash('md5').update(latest).digest('base64');
    },
    /** Tells what has not been told yet, at the run's end. */
    flush,
  };
}
