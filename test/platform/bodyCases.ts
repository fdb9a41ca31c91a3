import type { PlatformCase } from './platformCase.ts';

const text =
  'module.exports = (user, context, cb) => cb(null, [user, Object.keys(context), context.connection]);';

const user = { email: 'a@b.c' };
const context = { requestLanguage: 'en', connection: { id: 'c' } };

const bodies: Record<string, unknown> = {
  null: null,
  'a number': 5,
  'the number zero': 0,
  text: 'text',
  'empty text': '',
  true: true,
  false: false,
  'a list': [],
  'an empty object': {},
  'no user': { context },
  'a user that is null': { user: null, context },
  'a user that is text': { user: 'u', context },
  'a user that is a number': { user: 1, context },
  'a user that is a list': { user: [1], context },
  'an empty user': { user: {}, context },
  'no context': { user },
  'a context that is null': { user, context: null },
  'a context that is text': { user, context: 'c' },
  'a context that is a list': { user, context: [] },
  'no connection': { user, context: {} },
  'a connection that is null': { user, context: { connection: null } },
  'a connection that is text': { user, context: { connection: 'c' } },
  'a connection that is a list': { user, context: { connection: [] } },
  'an empty connection': { user, context: { connection: {} } },
  'neither user nor context': { user: 0, context: 0 },
  'more than is documented': { user: { ...user, name: 'N' }, context: { ...context, ip: '::1' }, more: 1 },
  'a context that brings a webtask': { user, context: { ...context, webtask: 'mine' } },
  'names of Object.prototype': JSON.parse(
    '{"user":{"toString":1,"constructor":2,"__proto__":3},"context":{"connection":{"hasOwnProperty":1},"__proto__":{"a":1}}}',
  ),
  'letters of every kind': { user: { email: 'ü💡\u2028\u0000' }, context },
  'keys that are numbers': { user: { 2: 'b', 1: 'a', x: 0 }, context },
};

export const bodyCases: PlatformCase[] = Object.entries(bodies).map(([name, body]) => ({
  name: `the body: ${name}`,
  text,
  body,
}));
