import { formatFunctionName } from '../../../analysis/find-call-candidates-by-name.ts';
import {
  findSyntaxCandidates,
  type SyntaxCandidate,
  type SyntaxSearch,
} from '../../../analysis/find-candidate-syntax-nodes-by-pattern.ts';
import type { AuditedCode, Ruling } from '../../../rule.ts';

/** Loop over everything that a Django paginator pages through. */
export type AllPagesLoop = SyntaxCandidate;

const LIST = /(?:^|\.)_?paginator\.object_list$/u;
const GOES_THROUGH: ReadonlySet<unknown> = new Set(['for_statement', 'for_in_clause']);

/** Loops over all that a paginator has, not over its page. */
export const ALL_PAGES_SEARCH: SyntaxSearch = {
  id: 'all-pages',
  language: 'python',
  mentions: /\.object_list\b/u,
  rule: { kind: 'attribute' },
  isMeant: (node) => {
    if (!LIST.test(node.text())) return false;
    const above = node.parent();
    const isLooped = above !== null && GOES_THROUGH.has(above.kind());
    const call = above?.kind() === 'argument_list' ? above.parent() : null;
    const isTaken = /^(?:list|len|tuple|set|sorted)$/u.test(call?.field('function')?.text() ?? '');
    return (isLooped && above.field('right')?.id() === node.id()) || isTaken;
  },
};

export function findAllPagesLoops(audited: AuditedCode): Iterable<AllPagesLoop> {
  return findSyntaxCandidates(audited, ALL_PAGES_SEARCH);
}

export function judgeAllPagesLoop({ index }: AllPagesLoop, audited: AuditedCode): Ruling {
  return {
    outcome: 'confirmed',
    severity: audited.reachedBy(index) === 'request' ? 'MEDIUM' : 'LOW',
    issue: `${formatFunctionName(audited, index)} loads every row on every page of the paginator`,
    recommendation:
      "Use a separate query for the values needed from all rows: values_list('pk', flat=True), or paginator.count",
    effort: 'S',
  };
}
