import type { SgNode } from '@ast-grep/napi';
import { around } from '../../../../analysis/index.ts';

/** What has parts of which one alone runs. */
const BRANCHES: ReadonlySet<unknown> = new Set(['if_statement', 'match_statement']);
const LEAVES: ReadonlySet<unknown> = new Set([
  'return_statement',
  'raise_statement',
  'continue_statement',
  'break_statement',
]);

/** Whether a place of Python may be reached after an earlier one of its function has been passed. */
export function comesAfter(second: SgNode, first: SgNode): boolean {
  const outer = new Set([...around(second)].map((one) => one.id()));
  let inside = first;
  for (const at of around(first)) {
    if (outer.has(at.id())) {
      if (!BRANCHES.has(at.kind())) return true;
      // The condition is passed on the way into each of the branches.
      return at.field('condition')?.id() === inside.id();
    }
    if (at.kind() === 'block' && at.children().some((one) => LEAVES.has(one.kind()))) return false;
    inside = at;
  }
  return true;
}
