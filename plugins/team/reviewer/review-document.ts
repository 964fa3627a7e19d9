import { z } from 'zod';
import { markdownText } from '../../investigate/index.ts';
import {
  DIMENSIONS,
  type Dimension,
  REVIEW_VERDICTS,
  type ReviewVerdict,
} from '../session/task-completion.ts';

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

export const reviewFindingSchema = z
  .object({
    dimension: z.enum(DIMENSIONS),
    check: z.string().min(1).describe('Id of the check that reported the finding, in kebab-case.'),
    severity: z.enum(REVIEW_SEVERITIES),
    file: z
      .string()
      .min(1)
      .describe('File path relative to the project root, with forward slashes.'),
    line: z
      .int()
      .positive()
      .describe(
        'Line number in the branch; for a removed file, the line number before its removal.',
      ),
    message: z.string().min(1).describe('The problem, as one sentence without a full stop.'),
    fix: z.string().min(1).describe('The fix, as one sentence without a full stop.'),
  })
  .strict()
  .readonly();
/** A place of a branch that speaks against it (TPR-03). */
export type ReviewFinding = z.infer<typeof reviewFindingSchema>;

const checkedSchema = z.discriminatedUnion('state', [
  z.object({ check: z.string(), state: z.literal('done') }).readonly(),
  z
    .object({ check: z.string(), state: z.literal('not automated'), reason: z.string() })
    .readonly()
    .describe('The check gave no result, which does not count as an approval.'),
]);
/** State of a check: done, or not automated with a reason. */
export type CheckStatus = z.infer<typeof checkedSchema>;

export const REVIEW_SCHEMA = 'perf-harness/team-review@1';
export const reviewSchema = z
  .object({
    schema: z.literal(REVIEW_SCHEMA),
    base: z.string().describe('Full hash of the commit that the branch started from.'),
    head: z.string(),
    files: z.array(z.string()).readonly().describe('Files that the branch changes, and no others.'),
    dimensions: z
      .array(
        z
          .object({
            dimension: z.enum(DIMENSIONS),
            parts: z.array(checkedSchema).readonly(),
          })
          .readonly(),
      )
      .readonly(),
    findings: z.array(reviewFindingSchema).readonly().describe('Most severe first.'),
    verdict: z.enum(REVIEW_VERDICTS),
  })
  .strict()
  .readonly();
/** Result of the review of a branch. */
export type Review = z.infer<typeof reviewSchema>;

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
