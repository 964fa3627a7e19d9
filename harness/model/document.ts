import { z } from 'zod';
import { verdictSchema } from './budget.ts';
import { findingSchema } from './finding.ts';
import { runRecordSchema } from './record.ts';

const interval = { low: z.number(), high: z.number() };

export const rankingSchema = z
  .object({
    group: z.string(),
    metric: z.string(),
    confidence: z
      .number()
      .describe('Probability that all intervals of the ranking hold at the same time.'),
    places: z
      .array(
        z
          .object({
            scenario: z.string(),
            ratio: z.number().describe('To the first; 1 for the first itself.'),
            ...interval,
            distinct: z.boolean().describe('The interval of the ratio leaves out 1.'),
            pairs: z
              .int()
              .nonnegative()
              .describe('Rounds in which both this one and the first were measured.'),
            needed_pairs: z
              .int()
              .positive()
              .nullable()
              .describe('Fewest pairs that give an interval of this confidence; null: reached.'),
          })
          .readonly(),
      )
      .readonly()
      .describe('Best first.'),
  })
  .readonly();

/** Alternatives of one group, measured in turn, best first. */
export type Ranking = z.infer<typeof rankingSchema>;

export const REPORT_SCHEMA = 'perf-harness/report@1';
export const reportSchema = z
  .object({
    schema: z.literal(REPORT_SCHEMA),
    runs: z.array(runRecordSchema).readonly(),
    rankings: z.array(rankingSchema).readonly(),
    findings: z.array(findingSchema).readonly().describe('About the whole command.'),
    verdict: verdictSchema,
  })
  .readonly();
/** What a run gives: the records of its scenarios, with the verdict over all of them. */
export type Report = z.infer<typeof reportSchema>;

export const comparisonVerdictSchema = z.enum([
  'improved',
  'regressed',
  'unchanged',
  'inconclusive',
  'incomparable',
]);
/** What a comparison says about one metric; `inconclusive` is never "no change". */
export type ComparisonVerdict = z.infer<typeof comparisonVerdictSchema>;

export const comparisonSchema = z
  .object({
    scenario: z.string(),
    metric: z.string(),
    unit: z.string(),
    verdict: comparisonVerdictSchema,
    reason: z.string().nullable().describe('Why it is incomparable or inconclusive.'),
    direction: z.enum(['better', 'worse', 'none']),
    base: z.number().nullable(),
    head: z.number().nullable(),
    ratio: z.number().nullable().describe('head / base.'),
    low: z.number().nullable(),
    high: z.number().nullable(),
    pairs: z.int().nonnegative(),
    margin: z.number(),
    confirmed: z.boolean(),
    needed_pairs: z.int().nonnegative().nullable(),
  })
  .readonly();
/** One metric of one scenario on both sides, judged. */
export type Comparison = z.infer<typeof comparisonSchema>;

const comparedSideSchema = z
  .object({ label: z.string(), source: z.enum(['record', 'baseline', 'ref', 'folder']) })
  .readonly();

export const COMPARISON_SCHEMA = 'perf-harness/comparison@1';
export const comparisonReportSchema = z
  .object({
    schema: z.literal(COMPARISON_SCHEMA),
    base: comparedSideSchema,
    head: comparedSideSchema,
    seed: z.int().nonnegative().nullable().describe('null: nothing was measured for it.'),
    confidence: z.number(),
    comparisons: z.array(comparisonSchema).readonly(),
    findings: z.array(findingSchema).readonly(),
    runs: z.array(runRecordSchema).readonly(),
    verdict: z.enum(['pass', 'fail', 'inconclusive', 'incomparable']),
  })
  .readonly();
/** What a comparison gives: every metric judged, and the records that it was judged by. */
export type ComparisonReport = z.infer<typeof comparisonReportSchema>;

/** What a reporter renders: one union, told apart by `schema`. */
export type ReportDocument = Report | ComparisonReport;
