/**
 * What tells a hook from any other module that exports a function.
 *
 * Express middleware, build configurations and plain helpers export functions too, so the export alone says nothing.
 * A hook is known by its parameters (user, context, cb), whatever they are called:
 *
 * 1. **By name.** Three parameters whose names fit the three roles: `(user, context, cb)`, `(u, ctx, callback)`,
 *    `(newUser, hookContext, done)`. One of them may be a placeholder (`_`); one may be a pattern that takes fields of
 *    the payload apart: `({ email }, { webtask }, cb)`.
 * 2. **By use.** Names that say nothing (minified, or in another language), or a hook without its cb: then the body
 *    must read what only a hook receives, such as `context.webtask` or `user.app_metadata`.
 *
 * Pre-user-registration and post-change-password hooks have the same signature, so they are found as well.
 */
import type { ArrowFunctionExpression, FunctionDeclaration, FunctionExpression, Node } from '@babel/types';

export type HookFunction = FunctionDeclaration | FunctionExpression | ArrowFunctionExpression;
type Parameter = HookFunction['params'][number];

const userWords = words('user usr u person member account profile customer client subscriber registrant');
const contextWords = words('context ctx ctxt cxt c');
const callbackWords = words('callback cb cback clb done next fn func finish finished end complete completed');
const fillerWords = words('data info details record obj object');

const userFields = words(
  'id tenant username email emailVerified phoneNumber phoneNumberVerified user_metadata app_metadata',
);
const contextFields = words('requestLanguage connection webtask');
/** Fields that mean a hook even where the parameters' names say nothing. The others are anybody's. */
const tellingUserFields = words('user_metadata app_metadata phoneNumberVerified');
const tellingContextFields = words('webtask requestLanguage');

type Fit = 'fits' | 'placeholder' | 'unknown';

/** Whether a function is a hook by its parameters and what it reads from them: the rule at the top of this file. */
export function isHookSignature(hook: HookFunction): boolean {
  const [user, context, callback] = hook.params.filter((parameter) => !isThis(parameter));
  if (!user || !context) return false;
  const fits = [fitOf(user, userWords, userFields), fitOf(context, contextWords, contextFields)];
  if (callback) {
    const all = [...fits, fitOf(callback, callbackWords, words(''))];
    const fitting = all.filter((fit) => fit === 'fits').length;
    if (fitting === 3 || (fitting === 2 && all.includes('placeholder'))) return true;
  }
  const named = fits.every((fit) => fit === 'fits');
  return (
    reads(hook, context, named ? contextFields : tellingContextFields) ||
    ((named || callback !== undefined) && reads(hook, user, tellingUserFields))
  );
}

/** The name of a parameter; null for a pattern. A default value and a rest's dots do not count. */
export function parameterName(parameter: Parameter): string | null {
  if (parameter.type === 'Identifier') return parameter.name;
  if (parameter.type === 'AssignmentPattern' && parameter.left.type === 'Identifier')
    return parameter.left.name;
  if (parameter.type === 'RestElement' && parameter.argument.type === 'Identifier') {
    return parameter.argument.name;
  }
  return null;
}

function fitOf(parameter: Parameter, names: ReadonlySet<string>, fields: ReadonlySet<string>): Fit {
  const pattern = parameter.type === 'AssignmentPattern' ? parameter.left : parameter;
  if (pattern.type === 'ObjectPattern')
    return keysOf(pattern).some((key) => fields.has(key)) ? 'fits' : 'unknown';
  const name = parameterName(parameter);
  if (name === null || parameter.type === 'RestElement') return 'unknown';
  if (/^_+\d*$/.test(name)) return 'placeholder';
  const parts = name.split(/[_$\d]+|(?<=[a-z])(?=[A-Z])/).filter((part) => part !== '');
  while (parts.length > 1 && fillerWords.has(parts.at(-1)?.toLowerCase() ?? '')) parts.pop();
  // The last word says what a thing is: newUser is a user, userService is not. callBack is one word to us.
  const candidates = [parts.at(-1) ?? '', parts.join('')].map((candidate) => candidate.toLowerCase());
  return candidates.some((candidate) => names.has(candidate)) ? 'fits' : 'unknown';
}

/** TypeScript's `this` parameter is none at run time. */
function isThis(parameter: Parameter): boolean {
  return parameter.type === 'Identifier' && parameter.name === 'this';
}

/** Whether the function reads one of the fields from the parameter: `p.field`, `p?.field`, `p['field']`, `{ field } = p`. */
function reads(hook: HookFunction, parameter: Parameter, fields: ReadonlySet<string>): boolean {
  const pattern = parameter.type === 'AssignmentPattern' ? parameter.left : parameter;
  if (pattern.type === 'ObjectPattern') return keysOf(pattern).some((key) => fields.has(key));
  const name = parameterName(parameter);
  if (name === null) return false;
  const isParameter = (node: Node | null | undefined) => node?.type === 'Identifier' && node.name === name;

  const open: Node[] = [hook.body];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node.type === 'MemberExpression' || node.type === 'OptionalMemberExpression') {
      if (isParameter(node.object) && fields.has(keyOf(node.property, node.computed) ?? '')) return true;
    } else if (
      node.type === 'VariableDeclarator' &&
      node.id.type === 'ObjectPattern' &&
      isParameter(node.init)
    ) {
      if (keysOf(node.id).some((key) => fields.has(key))) return true;
    }
    open.push(...childrenOf(node));
  }
  return false;
}

function keysOf(pattern: Extract<Node, { type: 'ObjectPattern' }>): string[] {
  return pattern.properties.flatMap((property) => {
    const key = property.type === 'ObjectProperty' ? keyOf(property.key, property.computed) : null;
    return key === null ? [] : [key];
  });
}

/** The name of a property, where the source tells it. */
export function keyOf(key: Node, computed: boolean): string | null {
  if (key.type === 'StringLiteral') return key.value;
  return key.type === 'Identifier' && !computed ? key.name : null;
}

/** The nodes right below a node; comments are none. */
export function childrenOf(node: Node): Node[] {
  return Object.entries(node).flatMap(([key, value]: [string, unknown]) =>
    key.endsWith('Comments') ? [] : (Array.isArray(value) ? value : [value]).filter(isNode),
  );
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

function words(list: string): ReadonlySet<string> {
  return new Set(list.split(' ').filter((word) => word !== ''));
}
