import type { SgNode } from '@ast-grep/napi';
import type { Loop } from '../../../../analysis/index.ts';
import { readAssignedName } from '../reads/expand-query-call-chain.ts';

const WAITS: ReadonlySet<unknown> = new Set(['await', 'await_expression']);

/** Returns the variable with a call's result that is used later in the iteration, or null. */
export function findUsedCallResult(node: SgNode, loop: Loop): string | null {
  const above = node.parent();
  const held = above !== null && WAITS.has(above.kind()) ? above : node;
  const name = readAssignedName(held);
  if (name === null) return null;
  const { start } = loop.body.range();
  const after = loop.body.text().slice(node.range().end.index - start.index);
  return new RegExp(`\\b${name}\\b`, 'u').test(after) ? name : null;
}
