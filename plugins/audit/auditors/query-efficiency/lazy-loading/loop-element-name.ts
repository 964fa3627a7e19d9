import type { SgNode } from '@ast-grep/napi';

/** The name that a loop gives each element of a list: `order`, and of `enumerate` the second; null: it takes them apart. */
export function readElementName(left: SgNode, over: SgNode): string | null {
  if (left.kind() === 'identifier') return left.text();
  const isCounted = over.kind() === 'call' && over.field('function')?.text() === 'enumerate';
  const names = left.children().filter((child) => child.isNamed());
  const [, second] = names;
  return isCounted && names.length === 2 && second?.kind() === 'identifier' ? second.text() : null;
}
