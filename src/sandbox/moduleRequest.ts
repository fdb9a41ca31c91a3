import * as v from 'valibot';
import type { ResolveOptions } from './moduleLoader.ts';

const Options = v.strictObject({
  kind: v.picklist(['require', 'import']),
  paths: v.optional(v.array(v.string())),
});

/** Reads how the guest wants a module found; throws where it is no such thing. */
export const readResolveOptions = (json: unknown): ResolveOptions =>
  v.parse(Options, JSON.parse(v.parse(v.string(), json)));
