import type { SgNode } from '@ast-grep/napi';
import type { AuditedCode, CallCandidate } from '../rule.ts';

/** Kinds of calls; a grammar takes no kinds but its own. */
const CALLS: Readonly<Record<'python' | 'script', readonly string[]>> = {
  python: ['call'],
  script: ['call_expression', 'new_expression'],
};
const known = new WeakMap<SgNode, ReadonlyMap<number, readonly SgNode[]>>();

/** The syntax of a call; null: its file cannot be parsed any more. */
export function nodeOf(
  { code }: Pick<AuditedCode, 'code'>,
  { file, site }: Pick<CallCandidate, 'file' | 'site'>,
): SgNode | null {
  const root = code.syntaxOf(file);
  if (root === null) return null;
  const calls = known.get(root) ?? callsByEnd(root, file.endsWith('.py') ? 'python' : 'script');
  known.set(root, calls);
  const here = calls.get(site.raw.end) ?? [];
  return here.find((node) => node.range().start.index === site.raw.start) ?? null;
}

function callsByEnd(
  root: SgNode,
  language: keyof typeof CALLS,
): ReadonlyMap<number, readonly SgNode[]> {
  const rule = { any: CALLS[language].map((kind) => ({ kind })) };
  return Map.groupBy(root.findAll({ rule }), (node) => node.range().end.index);
}
