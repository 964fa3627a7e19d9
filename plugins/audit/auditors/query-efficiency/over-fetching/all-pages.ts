import { functionName } from '../../../look/calls.ts';
import { type SyntaxCandidate, syntaxIn } from '../../../look/syntax-in.ts';
import type { AuditedCode, Ruling } from '../../../rule.ts';

/** What a paginator of Django pages through is gone through as a whole. */
export type AllPages = SyntaxCandidate;

const LIST = /(?:^|\.)_?paginator\.object_list$/u;
const GOES_THROUGH: ReadonlySet<unknown> = new Set(['for_statement', 'for_in_clause']);

/** Loops over all that a paginator has, not over its page. */
export function* allPages(audited: AuditedCode): Generator<AllPages> {
  const rule = { kind: 'attribute' };
  for (const found of syntaxIn(audited, {
    language: 'python',
    mentions: /\.object_list\b/u,
    rule,
  })) {
    if (!LIST.test(found.node.text())) continue;
    const above = found.node.parent();
    const isLooped = above !== null && GOES_THROUGH.has(above.kind());
    const call = above?.kind() === 'argument_list' ? above.parent() : null;
    const isTaken = /^(?:list|len|tuple|set|sorted)$/u.test(call?.field('function')?.text() ?? '');
    if ((isLooped && above.field('right')?.id() === found.node.id()) || isTaken) yield found;
  }
}

export function judgeAllPages({ index }: AllPages, audited: AuditedCode): Ruling {
  return {
    outcome: 'confirmed',
    severity: audited.reachedBy(index) === 'request' ? 'MEDIUM' : 'LOW',
    issue: `${functionName(audited, index)} loads every row that the paginator has, of all its pages`,
    recommendation:
      "Ask for what is wanted of all rows by a query of its own: values_list('pk', flat=True), or paginator.count",
    effort: 'S',
  };
}
