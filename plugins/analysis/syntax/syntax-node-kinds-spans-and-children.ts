import type { SgNode } from '@ast-grep/napi';

/** A piece of the text, by UTF-16 offsets. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Languages that rules read apart. */
export type Language = 'python' | 'script';

export function languageIn(file: string): Language {
  return file.endsWith('.py') ? 'python' : 'script';
}

export const LOOP_KINDS: ReadonlySet<string> = new Set([
  'for_statement',
  'for_in_statement',
  'while_statement',
  'do_statement',
]);

export function kindOf(node: SgNode): string {
  return String(node.kind());
}

export function spanOf(node: SgNode): Span {
  const { start, end } = node.range();
  return { start: start.index, end: end.index };
}

/** From 1. */
export function lineOf(node: SgNode): number {
  return node.range().start.line + 1;
}

export function isInside(inner: Span, outer: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

/**
 * All nodes of the given kinds in a subtree, including its root, in source order. Kinds that exist
 * only in TypeScript may be requested for JavaScript too.
 */
export function nodesOf(node: SgNode, ...kinds: readonly string[]): readonly SgNode[] {
  const among = (names: readonly string[]): readonly SgNode[] =>
    node.findAll({ rule: { any: names.map((kind) => ({ kind })) } });
  try {
    return among(kinds);
  } catch {
    // The parser refuses names that its grammar does not have.
    const known = kinds.filter((kind) => isKindOf(node, kind));
    return known.length === 0 ? [] : among(known);
  }
}

function isKindOf(node: SgNode, kind: string): boolean {
  try {
    node.find({ rule: { kind } });
    return true;
  } catch {
    return false;
  }
}

/** Strips brackets and type-only syntax: `(x as T)!` is `x`. */
export function bare(node: SgNode): SgNode {
  const kind = kindOf(node);
  const isWrapping =
    kind === 'parenthesized_expression' ||
    kind === 'as_expression' ||
    kind === 'satisfies_expression' ||
    kind === 'non_null_expression';
  const inner = isWrapping
    ? node.namedChildren().find((namedChild) => kindOf(namedChild) !== 'comment')
    : null;
  return inner === null || inner === undefined ? node : bare(inner);
}

/** Returns the outermost node of the same value, with its brackets and type-only syntax. */
export function wrapped(node: SgNode): SgNode {
  const parent = node.parent();
  return parent !== null && bare(parent).id() === bare(node).id() ? wrapped(parent) : node;
}

/** Named children without comments. */
export function partsOf(node: SgNode): readonly SgNode[] {
  return node.namedChildren().filter((child) => kindOf(child) !== 'comment');
}

/** Returns the arguments of a call, without comments; a tagged template has none. */
export function argumentsOf(call: SgNode): readonly SgNode[] {
  const list = call.field('arguments');
  return list === null || kindOf(list) === 'template_string' ? [] : partsOf(list);
}

/** A call of a method: `receiver.method(…)`. */
export interface MethodCall {
  readonly call: SgNode;
  readonly receiver: SgNode;
  readonly method: string;
  readonly given: readonly SgNode[];
}

/** Returns null if the node is not a plain method call (`a?.b()` and `a['b']()` are not). */
export function methodCallOf(node: SgNode): MethodCall | null {
  if (kindOf(node) !== 'call_expression') return null;
  const callee = node.field('function');
  if (callee === null || kindOf(callee) !== 'member_expression') return null;
  const receiver = callee.field('object');
  const property = callee.field('property');
  if (receiver === null || property === null || kindOf(property) !== 'property_identifier') {
    return null;
  }
  if (isOptional(callee) || isOptional(node) || node.field('arguments') === null) return null;
  if (kindOf(node.field('arguments') ?? node) !== 'arguments') return null;
  return { call: node, receiver, method: property.text(), given: argumentsOf(node) };
}

function isOptional(node: SgNode): boolean {
  return node
    .children()
    .some((child) => kindOf(child) === 'optional_chain' || child.text() === '?.');
}

/** The calls of these methods below a node. */
export function methodCalls(root: SgNode, ...methods: readonly string[]): readonly MethodCall[] {
  return nodesOf(root, 'call_expression').flatMap((node) => {
    const found = methodCallOf(node);
    return found !== null && methods.includes(found.method) ? [found] : [];
  });
}

/** Returns the text of a plain string without escapes or substitutions; null if it is not one. */
export function stringValue(node: SgNode): string | null {
  const kind = kindOf(node);
  if (kind !== 'string' && kind !== 'template_string') return null;
  const inner = node.children().slice(1, -1);
  return inner.every((child) => kindOf(child) === 'string_fragment')
    ? inner.map((child) => child.text()).join('')
    : null;
}

/** The operator of a binary or unary expression. */
export function operatorOf(node: SgNode): string {
  return node.field('operator')?.text() ?? '';
}

export function hasComment(node: SgNode): boolean {
  return nodesOf(node, 'comment').length > 0;
}

/** Returns true where `node` is the given field of `parent`. */
export function isField(parent: SgNode, field: string, node: SgNode): boolean {
  return parent.field(field)?.id() === node.id();
}

/** True where a part of a node is in its body: for a `try`, not in a handler or `finally`. */
export function isInBody(node: SgNode, part: SgNode): boolean {
  const body = node.field('body');
  return body !== null && isInside(spanOf(part), spanOf(body));
}

/** Returns the value of a property in an object literal; null if it is absent. */
export function propertyOf(object: SgNode, name: string): SgNode | null {
  for (const pair of partsOf(object)) {
    const key = pair.kind() === 'pair' ? pair.field('key') : null;
    if (key !== null && key.text().replace(/^['"]|['"]$/gu, '') === name) {
      return pair.field('value');
    }
  }
  return null;
}

/** Returns the only declarator of a `const`, `let` or `var`; null if there are several. */
export function onlyDeclarator(statement: SgNode): SgNode | null {
  if (!/^(lexical|variable)_declaration$/u.test(kindOf(statement))) return null;
  const declarators = partsOf(statement);
  return declarators.length === 1 ? (declarators[0] ?? null) : null;
}

export function isConst(statement: SgNode): boolean {
  return statement.kind() === 'lexical_declaration' && statement.children()[0]?.text() === 'const';
}

/** Returns true where a function or variable is exported in its declaration. */
export function isExported(declaration: SgNode): boolean {
  const parent = declaration.parent();
  const statement = kindOf(declaration) === 'variable_declarator' ? parent?.parent() : parent;
  return statement != null && kindOf(statement) === 'export_statement';
}

/** True for a member that is not only read: it is assigned, deleted, or called as a method. */
export function isTaken(member: SgNode): boolean {
  const node = wrapped(member);
  const parent = node.parent();
  if (parent === null) return false;
  const kind = kindOf(parent);
  const isTarget =
    kind.endsWith('assignment_expression') && parent.field('left')?.id() === node.id();
  const isCalled = kind === 'call_expression' && parent.field('function')?.id() === node.id();
  const isRemoved = kind === 'unary_expression' && operatorOf(parent) === 'delete';
  return isTarget || isCalled || isRemoved || /^update_expression$|pattern|for_in/u.test(kind);
}
