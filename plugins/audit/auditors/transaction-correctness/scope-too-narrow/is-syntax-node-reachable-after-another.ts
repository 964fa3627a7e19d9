import type { SgNode } from '@ast-grep/napi';
import { around } from '../../../../analysis/index.ts';

/** Statements of whose branches only one runs. */
const BRANCHES: ReadonlySet<unknown> = new Set(['if_statement', 'match_statement']);
const LEAVES: ReadonlySet<unknown> = new Set([
  'return_statement',
  'raise_statement',
  'continue_statement',
  'break_statement',
]);

/** True if a Python node may be reached after an earlier node of its function. */
export function isReachableAfter(second: SgNode, first: SgNode): boolean {
  const outer = new Set([...around(second)].map((ancestor) => ancestor.id()));
  let inside = first;
  for (const at of around(first)) {
    if (outer.has(at.id())) {
      if (!BRANCHES.has(at.kind())) return true;
      // The condition is passed on the way into each of the branches.
      return at.field('condition')?.id() === inside.id();
    }
    if (at.kind() === 'block' && at.children().some((child) => LEAVES.has(child.kind())))
      return false;
    inside = at;
  }
  return true;
}
