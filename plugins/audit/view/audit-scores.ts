import { display } from 'perf-harness/plugin';
import type { AuditCategory, AuditReport } from '../document/audit-document.ts';

/** A score as text, with the band that it is in or the reason why there is none. */
export interface AuditScore {
  /** `4.8/10`, or `not scored`. */
  readonly score: string;
  readonly notes: string;
}

/** Band of a score, by its whole part; nothing at all is critical too (SH6-02). */
export function classifyScore(score: number): string {
  if (score >= 10) return 'no issues';
  if (score >= 8) return 'minor issues';
  if (score >= 6) return 'moderate issues (next sprint)';
  if (score >= 4) return 'significant issues (prioritise)';
  return 'critical issues (immediate)';
}

export function formatCategoryScore(category: AuditCategory): AuditScore {
  if (category.status !== 'completed') {
    return { score: 'not scored', notes: `${category.status}: ${category.reason}` };
  }
  if (category.score !== null) return scoreOf(category.score);
  const failed = category.checks.filter(({ status }) => status === 'error').map(({ id }) => id);
  const notes =
    failed.length === 0
      ? 'nothing was read'
      : `${display.plural(failed.length, 'check')} failed: ${failed.join(', ')}`;
  return { score: 'not scored', notes };
}

/** The overall score, with how many of the auditors it stands on where that is not all. */
export function formatOverallScore({
  overall_score: overall,
  categories,
}: AuditReport): AuditScore {
  if (overall === null) {
    return { score: 'not scored', notes: 'no auditor has looked at all that it is for' };
  }
  const { score, notes } = scoreOf(overall);
  const scored = countScoredCategories(categories);
  return scored === categories.length
    ? { score, notes }
    : { score, notes: `${notes}, over ${scored} of ${categories.length}` };
}

/** Auditors that have looked at all that they are for. */
export function countScoredCategories(categories: readonly AuditCategory[]): number {
  return categories.filter((category) => category.status === 'completed' && category.score !== null)
    .length;
}

function scoreOf(score: number): AuditScore {
  return { score: `${score.toFixed(1)}/10`, notes: classifyScore(score) };
}
