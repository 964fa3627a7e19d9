import type { ReviewVerdict } from '../session/verdicts.ts';
import { REVIEW_SEVERITIES, type ReviewFinding, type ReviewSeverity } from './review-document.ts';

/** Rejects for one Critical, asks for a revision for one High, approves of everything else (TPR-04). */
export function judgeReview(findings: readonly Pick<ReviewFinding, 'severity'>[]): ReviewVerdict {
  if (findings.some(({ severity }) => severity === 'Critical')) return 'REJECT';
  return findings.some(({ severity }) => severity === 'High') ? 'REVISE' : 'APPROVE';
}

/** Whether a discussion comes before the verdict is acted on (TPR-05). */
export function needsDiscussion(findings: readonly Pick<ReviewFinding, 'severity'>[]): boolean {
  return judgeReview(findings) === 'REJECT';
}

/** The gravest first, then by place. */
export function byWeight(findings: readonly ReviewFinding[]): readonly ReviewFinding[] {
  const rank = (one: ReviewSeverity): number => REVIEW_SEVERITIES.indexOf(one);
  return findings.toSorted(
    (a, b) =>
      rank(a.severity) - rank(b.severity) || a.file.localeCompare(b.file) || a.line - b.line,
  );
}
