import type { SgNode } from '@ast-grep/napi';
import { kindOf, nodesOf } from './nodes.ts';

/** Kinds of functions, as the grammars of JavaScript and TypeScript name them. */
export const FUNCTION_KINDS: ReadonlySet<string> = new Set([
  'function_declaration',
  'generator_function_declaration',
  'function_expression',
  'generator_function',
  'arrow_function',
  'method_definition',
]);

/** Functions with a scope of their own: lambdas of Python are expressions in the scope around them. */
function isScope(node: SgNode): boolean {
  return FUNCTION_KINDS.has(kindOf(node)) || node.kind() === 'function_definition';
}

export function isFunction(node: SgNode): boolean {
  return isScope(node) || node.kind() === 'lambda';
}

/** The innermost function around a node; null: it stands in the module itself. */
export function functionAround(node: SgNode): SgNode | null {
  return node.ancestors().find((ancestor) => FUNCTION_KINDS.has(kindOf(ancestor))) ?? null;
}

/** The function that a node stands in, or its whole file. */
export function scopeOf(node: SgNode): SgNode {
  return node.ancestors().find(isScope) ?? node.getRoot().root();
}

/** Nodes around a node, from the inside out, up to the function that it stands in. */
export function* around(node: SgNode): Generator<SgNode> {
  for (let at = node.parent(); at !== null && !isScope(at); at = at.parent()) yield at;
}

/** The nearest function is async, callbacks of `map` and its like among them. */
export function isInAsync(node: SgNode): boolean {
  return startsAsync(scopeOf(node).text().slice(0, 80));
}

/** A function begins as an async one, with the modifiers of a method before it. */
export function startsAsync(head: string): boolean {
  return /^(?:(?:public|private|protected|static|override)\s+)*async\b/u.test(head);
}

/** `await` may be written in a function of a script: it is async and makes no iterator. */
export function isAsync(scope: SgNode): boolean {
  const children = scope.children();
  return (
    children.some((child) => child.kind() === 'async') &&
    !children.some((child) => child.kind() === '*')
  );
}

/** A block is all of a function, or of the file. */
export function isWholeBody(block: SgNode): boolean {
  const owner = block.parent();
  return kindOf(block) === 'program' || (owner !== null && FUNCTION_KINDS.has(kindOf(owner)));
}

/** A function may read and change its parameters by other names than theirs. */
export function usesArguments(owner: SgNode): boolean {
  return nodesOf(owner, 'identifier').some((node) => node.text() === 'arguments');
}

/** Names of the functions around a node, the innermost first. */
export function namesAround(node: SgNode): readonly string[] {
  return node
    .ancestors()
    .filter((ancestor) => FUNCTION_KINDS.has(kindOf(ancestor)))
    .map(functionName)
    .filter((name) => name !== null);
}

/** Its own name, or that of what it is assigned to. */
export function functionName(node: SgNode): string | null {
  const own = node.field('name');
  if (own !== null) return own.text();
  const parent = node.parent();
  if (parent === null) return null;
  const holder =
    parent.field('name') ?? parent.field('key') ?? parent.field('property') ?? parent.field('left');
  return holder === null ? null : (/[\w$]+$/u.exec(holder.text())?.[0] ?? null);
}
