import { z } from 'zod';
import {
  nonNegativeInteger,
  nullableNonNegativeInteger,
  nullableNumber,
  nullablePositiveInteger,
  nullableText,
} from '../described-value-schemas.ts';
import { findingSchema } from '../finding.ts';
import { readonlyObject } from '../readonly-object-schema.ts';
import { verdictSchema } from '../scenario/budget.ts';
import { comparisonRulesSchema } from './comparison-rules.ts';
import { explanationSchema } from './differential-profile-schema.ts';
import { runRecordSchema } from './run-record.ts';
import { tracedInputsSchema } from './traced-external-inputs.ts';

const interval = { low: z.number(), high: z.number() };

export const rankingSchema = readonlyObject({
  group: z.string(),
  metric: z.string(),
  confidence: z
    .number()
    .describe('Probability that all intervals of the ranking contain their true values.'),
  places: z
    .array(
      readonlyObject({
        scenario: z.string(),
        ratio: z
          .number()
          .describe(
            'Metric value relative to that of the first scenario in the ranking, whose own ratio is 1.',
          ),
        ...interval,
        distinct: z.boolean().describe('Whether the confidence interval of the ratio excludes 1.'),
        pairs: nonNegativeInteger.describe(
          'Rounds in which both this scenario and the first were measured.',
        ),
        needed_pairs: nullablePositiveInteger.describe(
          'Minimum number of pairs for an interval at this confidence level; null if already reached.',
        ),
      }),
    )
    .readonly()
    .describe('Best first.'),
});

/** Ranking of the alternatives of a group, measured interleaved, best first. */
export type Ranking = z.infer<typeof rankingSchema>;

export const REPORT_SCHEMA = 'perf-harness/report@1';
export const reportSchema = readonlyObject({
  schema: z.literal(REPORT_SCHEMA),
  runs: z.array(runRecordSchema).readonly(),
  rankings: z.array(rankingSchema).readonly(),
  findings: z
    .array(findingSchema)
    .readonly()
    .describe('Findings that concern the whole command rather than one scenario.'),
  verdict: verdictSchema,
});
/** Result of a run: the records of its scenarios, with the verdict over all of them. */
export type Report = z.infer<typeof reportSchema>;

export const comparisonVerdictSchema = z.enum([
  'improved',
  'regressed',
  'unchanged',
  'same inputs',
  'inconclusive',
  'incomparable',
]);
/**
 * `inconclusive` is never "no change"; `same inputs`: both sides read equal bytes or execute the same
 * code, unmeasured.
 */
export type ComparisonVerdict = z.infer<typeof comparisonVerdictSchema>;

export const comparisonSchema = readonlyObject({
  scenario: z.string(),
  metric: z.string(),
  unit: z.string(),
  verdict: comparisonVerdictSchema,
  reason: nullableText.describe('Why the verdict is incomparable or inconclusive.'),
  direction: z.enum(['better', 'worse', 'none']),
  base: nullableNumber.describe(
    'Median of the base, from the pairs that the interval is based on, or from a stored sample.',
  ),
  head: nullableNumber.describe(
    'Live comparison: the base value multiplied by the ratio of the pairs, so that base, head and ratio agree. Stored runs, exact metrics, or no ratio: the median of the head.',
  ),
  ratio: nullableNumber.describe(
    'head / base: estimated from pairs, or from the two stored samples.',
  ),
  low: z.number().nullable(),
  high: z.number().nullable(),
  pairs: z.int().nonnegative(),
  margin: z.number(),
  confirmed: z.boolean(),
  needed_pairs: z.int().nonnegative().nullable(),
  gated: z
    .boolean()
    .default(true)
    .describe(
      'Whether the metric counts towards the overall verdict; other metrics are informational.',
    ),
  screen_pairs: z
    .int()
    .nonnegative()
    .default(0)
    .describe(
      'Live comparison: number of pairs used to decide whether the metric is a candidate for a change.',
    ),
  confirm_pairs: z
    .int()
    .nonnegative()
    .default(0)
    .describe(
      'Live comparison: number of new pairs that determined the verdict for a candidate; if there are any, the interval is based on them.',
    ),
  p_value: z
    .number()
    .nullable()
    .default(null)
    .describe(
      'p-value of the two-sided exact signed-rank test for equality, over the pairs that the interval is based on.',
    ),
  spread: z
    .number()
    .nullable()
    .default(null)
    .describe(
      "Standard deviation of the pairs' log-ratios, as used for the verdict. Timed metrics: a robust estimate. Counted metrics: the calibrated value, or the value from the pairs if the calibrated value is missing or proved too small.",
    ),
  floor: z
    .number()
    .nullable()
    .default(null)
    .describe(
      'Smallest change, as a ratio, that the measured number of pairs can be expected to detect.',
    ),
  modes: readonlyObject({
    base: z.number().describe('Share of the base values in the upper of two modes.'),
    head: z.number().describe('Share of the head values in the upper mode.'),
    low: z.number().describe('Centre of the lower mode, in the unit of the metric.'),
    high: z.number().describe('Centre of the upper mode.'),
    differs: z
      .boolean()
      .describe('Whether the shares of base and head differ by more than chance explains.'),
  })
    .nullable()
    .default(null)
    .describe('Set if the values of both sides fall into two groups.'),
  fails_more: z
    .enum(['base', 'head'])
    .optional()
    .describe(
      'Live comparison: the side whose trials failed more often than chance can explain. The values and the interval exclude the failed trials, so they are not evidence in favour of that side.',
    ),
  same_files: z
    .int()
    .nonnegative()
    .optional()
    .describe(
      'For the verdict `same inputs`: number of identical files that both sides of the comparison read.',
    ),
  pooled_spread: readonlyObject({
    sd: z.number().describe('Standard deviation of the log-ratios of the pairs.'),
    degrees_of_freedom: z.number(),
  })
    .optional()
    .describe('Counted metrics: the calibrated spread used in the analysis.'),
});
/** Judged comparison of one metric of one scenario between both sides. */
export type Comparison = z.infer<typeof comparisonSchema>;

/** The fields of a comparison that only pairs that were measured together can fill. */
export const WITHOUT_PAIRS = {
  pairs: 0,
  screen_pairs: 0,
  confirm_pairs: 0,
  confirmed: false,
  p_value: null,
  spread: null,
  floor: null,
  modes: null,
} as const satisfies Partial<Comparison>;

/** Fields of a comparison for which nothing was measured. */
const UNMEASURED = {
  direction: 'none',
  base: null,
  head: null,
  ratio: null,
  low: null,
  high: null,
  ...WITHOUT_PAIRS,
  needed_pairs: null,
} as const satisfies Partial<Comparison>;

/** Fields of a comparison without any conclusion; the caller sets the reason. */
export const INCOMPARABLE = {
  ...UNMEASURED,
  verdict: 'incomparable',
  reason: '',
} as const satisfies Partial<Comparison>;

/** Fields of a comparison of sides that read or execute the same; the caller says what. */
export const SAME_INPUTS = {
  ...UNMEASURED,
  verdict: 'same inputs',
  reason: null,
} as const satisfies Partial<Comparison>;

export const comparedSideSchema = readonlyObject({
  label: z.string(),
  source: z
    .enum(['record', 'baseline', 'ref', 'folder', 'tree', 'dependency', 'variable', 'node'])
    .describe('tree: the working tree, including uncommitted changes.'),
  commit: z.string().nullable().default(null),
});
/** One side of a comparison, as named in reports. */
export type ComparedSide = z.infer<typeof comparedSideSchema>;

export const COMPARISON_SCHEMA = 'perf-harness/comparison@1';
export const comparisonReportSchema = readonlyObject({
  schema: z.literal(COMPARISON_SCHEMA),
  id: z
    .string()
    .nullable()
    .default(null)
    .describe(
      'Key under which the comparison is saved so that it can be judged again; null means not saved.',
    ),
  base: comparedSideSchema,
  head: comparedSideSchema,
  seed: nullableNonNegativeInteger.describe(
    'Seed of the measurement; null if nothing was measured.',
  ),
  confidence: z.number(),
  comparisons: z.array(comparisonSchema).readonly(),
  findings: z.array(findingSchema).readonly(),
  runs: z.array(runRecordSchema).readonly(),
  verdict: z.enum(['pass', 'fail', 'inconclusive', 'incomparable']),
  rules: comparisonRulesSchema
    .nullable()
    .default(null)
    .describe(
      'Rules that determined the verdicts; null for stored runs, whose changes cannot be confirmed.',
    ),
  plan: z
    .enum(['back-to-back', 'alternating'])
    .nullable()
    .default(null)
    .describe(
      'How the two trials of each pair were scheduled; null for stored runs, or if the scenarios were scheduled differently.',
    ),
  reproduce: z
    .string()
    .nullable()
    .default(null)
    .describe(
      'Command that repeats the measurement; append the scenario name, or `--` and the measured command.',
    ),
  asked: readonlyObject({
    margin: nullableNumber.describe(
      'Margin for every metric, as a ratio; null means not requested.',
    ),
    metrics: z
      .array(readonlyObject({ scenario: z.string(), metrics: z.array(z.string()) }))
      .readonly()
      .nullable()
      .describe('Requested metrics that determine the verdict; null if none were requested.'),
  })
    .optional()
    .describe(
      'Settings requested for a live comparison; they override the settings of the scenarios and also apply when the comparison is judged again. Absent for stored runs.',
    ),
  inputs: z
    .array(tracedInputsSchema)
    .readonly()
    .optional()
    .describe(
      'Inputs that both sides of a live comparison read, from one traced run of each side, in scenario order; absent if not requested.',
    ),
  explanations: z
    .array(explanationSchema)
    .readonly()
    .optional()
    .describe(
      'Explanations for timed metrics that improved or regressed; absent if nothing was profiled.',
    ),
});
/** Result of a comparison: every metric judged, and the records it was judged by. */
export type ComparisonReport = z.infer<typeof comparisonReportSchema>;
