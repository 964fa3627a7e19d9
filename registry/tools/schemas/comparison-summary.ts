import { z } from 'zod';
import type { ComparisonReport } from '../../../harness/model/documents/run-report-and-comparison-document.ts';
import { orderByWeight } from '../comparison-answer-text.ts';

export const comparisonSummarySchema = z.object({
  scenario: z.string(),
  metric: z.string(),
  gated: z.boolean().describe('Whether the verdict depends on the metric.'),
  verdict: z.string(),
  ratio: z.number().nullable().describe('head / base.'),
  low: z.number().nullable(),
  high: z.number().nullable(),
  pairs: z.int(),
  margin: z.number(),
  confirmed: z.boolean(),
  needed_pairs: z.int().nullable(),
  reason: z.string().nullable(),
});

const MOST = 20;

/** Summarizes comparisons that decide or moved, gated metrics first. */
export function summariseComparisons(
  report: ComparisonReport,
): readonly z.infer<typeof comparisonSummarySchema>[] {
  return orderByWeight(report.comparisons)
    .slice(0, MOST)
    .map((comparison) => comparisonSummarySchema.parse(comparison));
}
