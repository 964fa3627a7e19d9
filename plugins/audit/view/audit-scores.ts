import { display } from 'perf-harness/plugin';
import type { AuditCategory, AuditReport } from '../document/audit-document.ts';
import { isCompleteCategory } from '../scoring/has-completed-all-audit-checks.ts';

/** Score as text, with its band or the reason why there is none. */
export interface AuditScore {
  /** `4.8/10`, or `not scored`. */
  readonly score: string;
  readonly notes: string;
}

/** Returns the band of a score; zero is critical too (SH6-02). */
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
      ? 'too few files were read'
      : `${display.plural(failed.length, 'check')} failed: ${failed.join(', ')}`;
  return { score: 'not scored', notes };
}

/** Formats the overall score, with the number of auditors it is based on if that is not all. */
export function formatOverallScore({
  overall_score: overall,
  categories,
}: AuditReport): AuditScore {
  if (overall === null) {
    const notes = isScarcelyRead({ overall_score: overall, categories })
      ? 'too few files were read'
      : 'no auditor completed its checks';
    return { score: 'not scored', notes };
  }
  const { score, notes } = scoreOf(overall);
  const scored = countScoredCategories(categories);
  return scored === categories.length
    ? { score, notes }
    : { score, notes: `${notes}, over ${scored} of ${categories.length}` };
}

/** True if all auditors completed their checks, but too few files were read for a score. */
export function isScarcelyRead({
  overall_score: overall,
  categories,
}: Pick<AuditReport, 'overall_score' | 'categories'>): boolean {
  return overall === null && categories.every(isCompleteCategory);
}

/** Counts the auditors that completed their checks and have a score. */
export function countScoredCategories(categories: readonly AuditCategory[]): number {
  return categories.filter((category) => category.status === 'completed' && category.score !== null)
    .length;
}

function scoreOf(score: number): AuditScore {
  return { score: `${score.toFixed(1)}/10`, notes: classifyScore(score) };
}
