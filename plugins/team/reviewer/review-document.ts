import { z } from 'zod';
import { markdownText } from '../../investigate/index.ts';
import { DIMENSIONS, type Dimension, type ReviewVerdict } from '../session/task-completion.ts';

/** Most severe first. */
export const REVIEW_SEVERITIES = ['Critical', 'High', 'Medium', 'Low'] as const;
export type ReviewSeverity = (typeof REVIEW_SEVERITIES)[number];

/** Severity of the findings of a dimension unless a check states its own. */
export const DEFAULT_SEVERITY: Readonly<Record<Dimension, ReviewSeverity>> = {
  correctness: 'Critical',
  side_effects: 'Critical',
  maintainability: 'High',
  regression_risk: 'High',
  best_practices: 'Medium',
};

export const reviewFindingSchema = z.strictObject({
  dimension: z.enum(DIMENSIONS),
  check: z.string().min(1).describe('Id of the check that reported the finding, in kebab-case.'),
  severity: z.enum(REVIEW_SEVERITIES),
  /** File path relative to the project root, with forward slashes. */
  file: z.string().min(1),
  /** Line number in the branch; for a removed file, the line number before its removal. */
  line: z.int().positive(),
  message: z.string().min(1).describe('The problem, as one sentence without a full stop.'),
  fix: z.string().min(1).describe('The fix, as one sentence without a full stop.'),
});
/** A place of a branch that speaks against it (TPR-03). */
export type ReviewFinding = z.infer<typeof reviewFindingSchema>;

/** State of a check: done, or not automated with a reason, which is no approval. */
export type CheckStatus = { readonly check: string } & (
  | { readonly state: 'done' }
  | { readonly state: 'not automated'; readonly reason: string }
);

export interface Review {
  readonly schema: 'perf-harness/team-review@1';
  /** Full hashes; `base` is the commit that the branch started from. */
  readonly base: string;
  readonly head: string;
  readonly files: readonly string[];
  readonly dimensions: readonly {
    readonly dimension: Dimension;
    readonly parts: readonly CheckStatus[];
  }[];
  /** Most severe first. */
  readonly findings: readonly ReviewFinding[];
  readonly verdict: ReviewVerdict;
}

/** Returns the data that a reviewer shares with its team (TPR-06). */
export function reviewerNamespace({ verdict, findings, dimensions }: Review) {
  return {
    verdict,
    finding_count: findings.length,
    critical_count: findings.filter(({ severity }) => severity === 'Critical').length,
    dimensions_reviewed: dimensions
      .filter(({ parts }) => parts.some(({ state }) => state === 'done'))
      .map(({ dimension }) => dimension),
  };
}

/** Rejects on one Critical finding, requests revision on one High, else approves (TPR-04). */
export function judgeReview(findings: readonly Pick<ReviewFinding, 'severity'>[]): ReviewVerdict {
  if (findings.some(({ severity }) => severity === 'Critical')) return 'REJECT';
  return findings.some(({ severity }) => severity === 'High') ? 'REVISE' : 'APPROVE';
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

const TITLES: Readonly<Record<Dimension, string>> = {
  correctness: 'Correctness',
  side_effects: 'Side effects',
  maintainability: 'Maintainability',
  regression_risk: 'Regression risk',
  best_practices: 'Best practices',
};

/** Formats `review-report.md` (TPR-06): the verdict, the findings, and what was not checked. */
export function reviewText(review: Review): string {
  const { finding_count: count, critical_count: critical } = reviewerNamespace(review);
  const lines = [
    '# Review',
    '',
    `Verdict: **${review.verdict}**`,
    `Findings: ${count}, critical: ${critical}`,
    `Commits: ${review.base} to ${review.head}`,
    '',
    ...review.files.map((file) => `- ${markdownText(file)}`),
    '',
    ...REVIEW_SEVERITIES.flatMap((severity) => sectionOf(review, severity)),
    '## Inspected',
    '',
    ...review.dimensions.flatMap(({ dimension, parts }) => [
      `- ${TITLES[dimension]}`,
      ...parts.map((part) =>
        part.state === 'done'
          ? `  - ${part.check}: done`
          : `  - ${part.check}: not automated (${markdownText(part.reason)})`,
      ),
    ]),
    '',
  ];
  return lines.join('\n');
}

function sectionOf(
  { findings }: Review,
  severity: (typeof REVIEW_SEVERITIES)[number],
): readonly string[] {
  const own = findings.filter((finding) => finding.severity === severity);
  if (own.length === 0) return [];
  return [
    `## ${severity}`,
    '',
    ...own.flatMap(({ file, line, dimension, check, message, fix }) => [
      `- ${markdownText(`${file}:${line}`)} ${markdownText(message)} (${TITLES[dimension]}, ${check})`,
      `  Fix: ${markdownText(fix)}`,
    ]),
    '',
  ];
}
