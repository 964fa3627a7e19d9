import type { SgNode } from '@ast-grep/napi';

/**
 * Returns the variable of each element in a loop: `order`, or the second name with `enumerate`;
 * null if the loop destructures the element.
 */
export function readLoopVariableName(left: SgNode, over: SgNode): string | null {
  if (left.kind() === 'identifier') return left.text();
  const isCounted = over.kind() === 'call' && over.field('function')?.text() === 'enumerate';
  const names = left.children().filter((child) => child.isNamed());
  const [, second] = names;
  return isCounted && names.length === 2 && second?.kind() === 'identifier' ? second.text() : null;
}
