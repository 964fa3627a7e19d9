import type { ReviewVerdict } from '../session/benchmark-and-review-verdicts.ts';
import { REVIEW_SEVERITIES, type ReviewFinding, type ReviewSeverity } from './review-document.ts';

/** Rejects on one Critical finding, requests revision on one High, else approves (TPR-04). */
export function judgeReview(findings: readonly Pick<ReviewFinding, 'severity'>[]): ReviewVerdict {
  if (findings.some(({ severity }) => severity === 'Critical')) return 'REJECT';
  return findings.some(({ severity }) => severity === 'High') ? 'REVISE' : 'APPROVE';
}

/** True if a discussion comes before the verdict takes effect (TPR-05). */
export function needsDiscussion(findings: readonly Pick<ReviewFinding, 'severity'>[]): boolean {
  return judgeReview(findings) === 'REJECT';
}

/** Sorts by severity, the most severe first, then by place. */
export function sortBySeverity(findings: readonly ReviewFinding[]): readonly ReviewFinding[] {
  const rank = (reviewSeverity: ReviewSeverity): number =>
    REVIEW_SEVERITIES.indexOf(reviewSeverity);
  return findings.toSorted(
    (a, b) =>
      rank(a.severity) - rank(b.severity) || a.file.localeCompare(b.file) || a.line - b.line,
  );
}
