import type { SgNode } from '@ast-grep/napi';
import { kindOf } from './syntax-node-kinds-spans-and-children.ts';

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

/** Returns the innermost function around a node; null at the top level of the module. */
export function functionAround(node: SgNode): SgNode | null {
  return node.ancestors().find((ancestor) => FUNCTION_KINDS.has(kindOf(ancestor))) ?? null;
}

/** Returns the function that contains a node, or the whole file. */
export function scopeOf(node: SgNode): SgNode {
  return node.ancestors().find(isScope) ?? node.getRoot().root();
}

/** Yields the ancestors of a node, innermost first, up to the function that contains it. */
export function* around(node: SgNode): Generator<SgNode> {
  for (let at = node.parent(); at !== null && !isScope(at); at = at.parent()) yield at;
}

/** The nearest function is async, callbacks of `map` and its like among them. */
export function isInAsync(node: SgNode): boolean {
  return startsAsync(scopeOf(node).text().slice(0, 80));
}

/** Returns true where the head of a function is async; modifiers of a method may precede it. */
export function startsAsync(head: string): boolean {
  return /^(?:(?:public|private|protected|static|override)\s+)*async\b/u.test(head);
}

/** Returns true where `await` is allowed: in an async function of a script that is no generator. */
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

/** Names of the functions around a node, the innermost first. */
export function namesAround(node: SgNode): readonly string[] {
  return node
    .ancestors()
    .filter((ancestor) => FUNCTION_KINDS.has(kindOf(ancestor)))
    .map(functionName)
    .filter((name) => name !== null);
}

/** Returns the function's own name, or that of its assignment target. */
export function functionName(node: SgNode): string | null {
  const own = node.field('name');
  if (own !== null) return own.text();
  const parent = node.parent();
  if (parent === null) return null;
  const holder =
    parent.field('name') ?? parent.field('key') ?? parent.field('property') ?? parent.field('left');
  return holder === null ? null : (/[\w$]+$/u.exec(holder.text())?.[0] ?? null);
}
