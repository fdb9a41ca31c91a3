/** What a CommonJS file hands over when it is loaded: the function behind `module.exports`, wherever it is written. */
import type { AssignmentExpression, Expression, Node, Statement } from '@babel/types';
import { childrenOf, type HookFunction, keyOf } from './hookSignature.ts';

/** `return` is a `return` outside any function, which hands a function over on the platform too. */
export type ExportForm = 'module.exports' | 'export =' | 'return';

export interface ExportedFunction {
  form: ExportForm;
  /** The function's own name, or that of the variable that holds it; null for an anonymous one. */
  name: string | null;
  function: HookFunction;
  /** The top-level statement that the function stands in, which need not be the one that exports it. */
  statement: Statement;
}

interface Export {
  form: ExportForm;
  value: Expression | null | undefined;
  statement: Statement;
  /** Whether the export stands in a branch, which may not run. */
  conditional: boolean;
}

/**
 * The function that the file hands over in the end, if it is one that `accepts` takes. The last export counts, as it
 * does when the file runs; one in a branch does not undo what stands before it.
 */
export function exportedFunction(
  body: readonly Statement[],
  accepts: (candidate: HookFunction) => boolean,
): ExportedFunction | null {
  const values = topLevelValues(body);
  let last: ExportedFunction | null = null;
  for (const { form, value, statement, conditional } of exportsOf(body)) {
    const found = value ? functionOf({ value, statement, name: null }, values) : null;
    if (found && accepts(found.function)) last = { form, ...found };
    else if (!conditional) last = null;
  }
  return last;
}

/** Whether the file speaks of `module` or `exports` anywhere, returns at its top level, or has an `export =`. */
export function mentionsExport(body: readonly Statement[]): boolean {
  const open: { node: Node; inFunction: boolean }[] = body.map((node) => ({ node, inFunction: false }));
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { node, inFunction } = next;
    if (node.type === 'TSExportAssignment') return true;
    if (node.type === 'ReturnStatement' && !inFunction) return true;
    if (node.type === 'Identifier' && (node.name === 'module' || node.name === 'exports')) return true;
    const within = inFunction || isFunction(node) || node.type.endsWith('Method');
    open.push(...childrenOf(node).map((child) => ({ node: child, inFunction: within })));
  }
  return false;
}

function* exportsOf(body: readonly Statement[], outer?: Statement, conditional = false): Generator<Export> {
  for (const node of body) {
    const statement = outer ?? node;
    if (node.type === 'ExpressionStatement') {
      yield* exportsIn(node.expression, statement, conditional);
    } else if (node.type === 'VariableDeclaration') {
      for (const { init } of node.declarations) if (init) yield* exportsIn(init, statement, conditional);
    } else if (node.type === 'TSExportAssignment') {
      yield { form: 'export =', value: node.expression, statement, conditional };
    } else if (node.type === 'ReturnStatement') {
      yield { form: 'return', value: node.argument, statement, conditional };
    } else if (node.type === 'BlockStatement') {
      yield* exportsOf(node.body, statement, conditional);
    } else if (node.type === 'TryStatement') {
      yield* exportsOf([node.block], statement, conditional);
    } else if (node.type === 'IfStatement') {
      yield* exportsOf([node.consequent, ...(node.alternate ? [node.alternate] : [])], statement, true);
    }
  }
}

function* exportsIn(node: Expression, statement: Statement, conditional: boolean): Generator<Export> {
  const expression = unwrap(node);
  if (expression.type === 'AssignmentExpression') {
    const { targets, value } = assignmentChain(expression);
    if (targets.some(isModuleExports)) yield { form: 'module.exports', value, statement, conditional };
  } else if (expression.type === 'SequenceExpression') {
    for (const part of expression.expressions) yield* exportsIn(part, statement, conditional);
  } else if (expression.type === 'LogicalExpression') {
    yield* exportsIn(expression.right, statement, true);
  }
}

/** Takes `a = b = value` apart. */
function assignmentChain(assignment: AssignmentExpression): { targets: Node[]; value: Expression } {
  const targets: Node[] = [];
  let value: Expression = assignment;
  while (value.type === 'AssignmentExpression' && value.operator === '=') {
    targets.push(unwrap(value.left));
    value = unwrap(value.right);
  }
  return { targets, value };
}

function isModuleExports(target: Node): boolean {
  if (target.type !== 'MemberExpression' || keyOf(target.property, target.computed) !== 'exports')
    return false;
  const object = unwrap(target.object);
  return object.type === 'Identifier' && object.name === 'module';
}

interface Value {
  value: Expression | HookFunction;
  statement: Statement;
  name: string | null;
}

/** What the file's own top-level names hold in the end. Function declarations are hoisted, so they come first. */
function topLevelValues(body: readonly Statement[]): ReadonlyMap<string, Value> {
  const values = new Map<string, Value>();
  const set = (name: string, value: Value['value'], statement: Statement) =>
    values.set(name, { value, statement, name });
  const declarations = body.map((statement) => ({
    statement,
    node: (statement.type === 'ExportNamedDeclaration' && statement.declaration) || statement,
  }));
  for (const { node, statement } of declarations) {
    if (node.type === 'FunctionDeclaration' && node.id) set(node.id.name, node, statement);
  }
  for (const { node, statement } of declarations) {
    if (node.type === 'VariableDeclaration') {
      for (const { id, init } of node.declarations) {
        if (id.type === 'Identifier' && init) set(id.name, init, statement);
      }
    } else if (node.type === 'ExpressionStatement' && node.expression.type === 'AssignmentExpression') {
      const { targets, value } = assignmentChain(node.expression);
      for (const target of targets) if (target.type === 'Identifier') set(target.name, value, statement);
    }
  }
  return values;
}

/** Follows names, assignments and wrapping calls (`wrap(function …)`) to the function that stands behind a value. */
function functionOf(
  { value, statement, name }: Value,
  values: ReadonlyMap<string, Value>,
  seen: ReadonlySet<string> = new Set(),
): Omit<ExportedFunction, 'form'> | null {
  const node = unwrap(value);
  if (isFunction(node)) {
    const ownName = node.type === 'ArrowFunctionExpression' ? null : node.id?.name;
    return { function: node, name: ownName ?? name, statement };
  }
  if (node.type === 'AssignmentExpression') {
    return functionOf({ value: assignmentChain(node).value, statement, name }, values, seen);
  }
  if (node.type === 'Identifier') {
    const held = values.get(node.name);
    // `hook = wrap(hook)` names itself.
    if (!held || seen.has(node.name)) return null;
    return functionOf(held, values, new Set([...seen, node.name]));
  }
  if (node.type === 'CallExpression') {
    for (const argument of node.arguments) {
      if (argument.type === 'SpreadElement' || argument.type === 'ArgumentPlaceholder') continue;
      const found = functionOf({ value: argument, statement, name }, values, seen);
      if (found) return found;
    }
  }
  return null;
}

function isFunction(node: Node): node is HookFunction {
  return (
    node.type === 'FunctionExpression' ||
    node.type === 'ArrowFunctionExpression' ||
    node.type === 'FunctionDeclaration'
  );
}

/** What TypeScript's assertions and parentheses stand around. */
function unwrap<Value extends Node>(node: Value): Value | Expression {
  let inner: Value | Expression = node;
  while (
    inner.type === 'TSAsExpression' ||
    inner.type === 'TSSatisfiesExpression' ||
    inner.type === 'TSNonNullExpression' ||
    inner.type === 'TSTypeAssertion' ||
    inner.type === 'TSInstantiationExpression' ||
    inner.type === 'ParenthesizedExpression'
  ) {
    inner = inner.expression;
  }
  return inner;
}
