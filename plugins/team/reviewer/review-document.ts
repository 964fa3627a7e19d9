import { z } from 'zod';
import {
  DIMENSIONS,
  type Dimension,
  REVIEW_VERDICTS,
} from '../session/benchmark-and-review-verdicts.ts';

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
