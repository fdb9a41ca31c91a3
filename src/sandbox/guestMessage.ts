import * as v from 'valibot';
import type { GuestMessage } from '../guest/bridge.ts';

const text = v.string();
const GuestErrorSchema = v.object({ name: text, message: text, stack: text });

/** What the guest may tell; code in the isolate may have tampered with it, so all of it is checked. */
const Message = v.variant('kind', [
  v.object({
    kind: v.literal('log'),
    level: v.picklist(['log', 'info', 'warn', 'error', 'debug']),
    text,
    stack: text,
  }),
  v.object({ kind: v.literal('called') }),
  v.object({
    kind: v.literal('callback'),
    index: v.pipe(v.number(), v.integer(), v.minValue(1)),
    error: v.nullable(v.union([v.object({ info: GuestErrorSchema }), v.object({ text })])),
    response: v.nullable(v.union([v.object({ json: text }), v.object({ text })])),
    stack: text,
  }),
  v.object({
    kind: v.literal('answer'),
    json: text,
    outcome: v.picklist(['success', 'hook-error', 'exception', 'compile-error']),
    error: v.nullable(GuestErrorSchema),
  }),
  v.object({ kind: v.literal('promise') }),
  v.object({ kind: v.literal('compileError'), error: GuestErrorSchema }),
  v.object({ kind: v.literal('uncaught'), error: GuestErrorSchema }),
  v.object({ kind: v.literal('warning'), code: text, message: text, stack: text }),
]);

/** Reads a message; throws where it is none. */
export const readGuestMessage = (json: unknown): GuestMessage =>
  v.parse(Message, JSON.parse(v.parse(v.string(), json)));
