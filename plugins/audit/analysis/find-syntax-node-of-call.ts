import type { SgNode } from '@ast-grep/napi';
import { type CallSite, once } from '../../analysis/index.ts';
import type { AuditedCode } from '../rule.ts';

/** The syntax of a call; null: its file cannot be parsed any more. */
export function findCallNode(
  { code }: Pick<AuditedCode, 'code'>,
  { function: index, raw }: CallSite,
): SgNode | null {
  const root = code.syntaxOf(code.fileOf(index));
  if (root === null) return null;
  const here = callsByEnd(root).get(raw.end) ?? [];
  return here.find((node) => node.range().start.index === raw.start) ?? null;
}

const callsByEnd = once((root: SgNode): ReadonlyMap<number, readonly SgNode[]> => {
  // A grammar takes no kinds but its own.
  const kinds = root.kind() === 'module' ? ['call'] : ['call_expression', 'new_expression'];
  const rule = { any: kinds.map((kind) => ({ kind })) };
  return Map.groupBy(root.findAll({ rule }), (node) => node.range().end.index);
});
