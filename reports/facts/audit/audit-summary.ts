import type { AuditReport } from '../../../harness/model/documents/audit-document.ts';
import { plural } from '../../text/plural.ts';
import type { AuditFindingFact } from './audit-finding-fact.ts';
import { scoreBand } from './score-band.ts';

/** Two or three sentences: the score, what to mend first, and what the score leaves out (AUD-20). */
export function auditSummary(
  document: Pick<AuditReport, 'overall_score' | 'categories' | 'skipped'>,
  actions: readonly AuditFindingFact[],
  advisory: number,
): readonly string[] {
  const { overall_score: overall, categories } = document;
  const scored = countScored(categories);
  const [worst] = actions;
  const open = categories.length - scored;
  const leftOut = [
    ...(open === 0 || overall === null ? [] : [`${plural(open, 'auditor')} without a result`]),
    ...(advisory === 0 ? [] : [plural(advisory, 'advisory finding')]),
  ];
  return [
    overall === null
      ? `None of ${plural(categories.length, 'auditor')} has looked at all that it is for, so there is no score.`
      : `The project scores ${overall.toFixed(1)} of 10 over ${plural(scored, 'category', 'categories')}: ${scoreBand(overall)}.`,
    worst === undefined
      ? isAllRead(document)
        ? 'There is no finding to mend.'
        : 'There is no finding in what was looked at.'
      : `The first of ${plural(actions.length, 'finding')} to mend is ${worst.location}: ${firstSentence(worst.issue)}.`,
    ...(leftOut.length === 0 ? [] : [`The score leaves out ${leftOut.join(' and ')}.`]),
  ];
}

/** Auditors that have looked at all that they are for. */
export function countScored(categories: AuditReport['categories']): number {
  return categories.filter((one) => one.status === 'completed' && one.score !== null).length;
}

/** Whether nothing found means that there is nothing, as far as rules can see. */
export function isAllRead({
  categories,
  skipped,
}: Pick<AuditReport, 'categories' | 'skipped'>): boolean {
  return skipped.length === 0 && countScored(categories) === categories.length;
}

/** Without its full stop, so that it can be a part of another. */
function firstSentence(text: string): string {
  const [first = ''] = text.split(/(?<=[.!?])\s/u);
  return first.replace(/[.!?]+$/u, '');
}
