import { z } from 'zod';
import {
  nonNegativeInteger,
  nonNegativeNumber,
  nullableNonNegativeInteger,
  nullableNumber,
  nullableText,
  optionalText,
  positiveInteger,
} from '../described-value-schemas.ts';
import { findingSchema } from '../finding.ts';
import { summarySchema } from '../metric-summary.ts';
import { readonlyObject } from '../readonly-object-schema.ts';
import { verdictSchema } from '../scenario/budget.ts';

const { unit, better, nature } = summarySchema.unwrap().shape;

export const historyPointSchema = readonlyObject({
  run: z.string().describe('Identifier of the run record.'),
  at: z.string().describe('When the run began, ISO 8601.'),
  commit: z.string().nullable(),
  committed_at: optionalText.describe('Commit time, ISO 8601; absent: unknown.'),
  author: optionalText.describe('Author of the commit; absent: git does not know it.'),
  subject: optionalText.describe('First line of the commit message.'),
  center: z.number().describe('Median of the metric in this run, in the base unit.'),
  low: z.number().describe("Lower bound of the median's confidence interval."),
  high: z.number(),
  n: positiveInteger.describe('Number of trials.'),
});
/** Run in a trend. */
export type HistoryPoint = z.infer<typeof historyPointSchema>;

export const annotationSchema = readonlyObject({
  index: nonNegativeInteger.describe('Index of the first point that the annotation applies to.'),
  kind: z
    .enum(['machine', 'node', 'harness', 'settings', 'release', 'note'])
    .describe('note: text added by a user.'),
  at: optionalText.describe('Time of a release, ISO 8601; absent: that of the point.'),
  text: z.string(),
});
/** Change other than in the code: a change of level at this point need not come from the code. */
export type Annotation = z.infer<typeof annotationSchema>;

export const historyChangeSchema = readonlyObject({
  id: z.string().describe('Identifier of the change, which stays the same as new runs arrive.'),
  same_as: optionalText.describe(
    'Identifier of a change in another metric that is treated as the same change and has a narrower range. Absent: this is a separate change.',
  ),
  index: nonNegativeInteger.describe('Index of the first point after the change.'),
  low: nonNegativeInteger.describe(
    'Index of the first point at which the change may have occurred (95 % confidence).',
  ),
  high: nonNegativeInteger.describe(
    'Index of the last point at which the change may have occurred.',
  ),
  direction: z.enum(['better', 'worse']),
  before: z.number().describe('Typical value before the change, in the base unit.'),
  after: z.number(),
  ratio: nullableNumber.describe('after / before; null if either value is 0 or below.'),
  ratio_low: nullableNumber.describe('95 % interval.'),
  ratio_high: z.number().nullable(),
  confidence: z.number(),
  cause: z
    .enum(['code', 'machine', 'node', 'harness', 'settings'])
    .describe('Likely cause. code: only the code is known to have changed within the interval.'),
  since: readonlyObject({
    good: nullableText.describe('Last commit that certainly precedes the change.'),
    bad: nullableText.describe('First commit that certainly includes the change.'),
    from: z
      .string()
      .describe(
        'Time of the good commit, or the start time of its run if the commit time is unknown; ISO 8601.',
      ),
    to: z
      .string()
      .describe(
        'Time of the bad commit, or the start time of its run if the commit time is unknown; ISO 8601.',
      ),
    commits: nullableNonNegativeInteger.describe(
      'Number of commits from good to bad along first parents; null means unknown.',
    ),
  }),
  status: z.enum(['open', 'fixed', 'acknowledged', 'ignored', 'gain']),
  decision: readonlyObject({ reason: z.string(), author: z.string(), at: z.string() }).nullable(),
  bisect: nullableText.describe('Command that finds the commit responsible for the change.'),
});
/** Lasting change of level. */
export type HistoryChange = z.infer<typeof historyChangeSchema>;

export const trendSchema = readonlyObject({
  scenario: z.string(),
  metric: z.string(),
  unit,
  better,
  nature,
  machine: readonlyObject({ id: z.string(), title: z.string() })
    .nullable()
    .describe(
      'Machine type of the trend; null if the trend covers all types because the metric is counted.',
    ),
  points: z.array(historyPointSchema).readonly(),
  levels: z
    .array(
      readonlyObject({ start: z.int(), end: z.int(), value: z.number() }).describe(
        'Typical value of the points from `start` up to, but not including, `end`.',
      ),
    )
    .readonly(),
  noise: nonNegativeNumber.describe(
    'Standard deviation around the typical value, as a share of that value.',
  ),
  drift: readonlyObject({
    start: z.int(),
    end: z.int(),
    ratio_per_point: z.number().nullable(),
  }).nullable(),
  modes: readonlyObject({ low: z.number(), high: z.number(), share: z.number() })
    .nullable()
    .describe('Two values between which the runs alternate; the alternation is not a change.'),
  changes: z.array(historyChangeSchema).readonly(),
  annotations: z.array(annotationSchema).readonly(),
  uncommitted: nonNegativeInteger.describe(
    'Number of runs excluded because their code was uncommitted.',
  ),
  other_settings: z
    .int()
    .nonnegative()
    .optional()
    .describe('Number of excluded single runs with other settings, such as --quick. Absent: none.'),
});
/** Trend of one metric of one scenario over time. */
export type Trend = z.infer<typeof trendSchema>;

const shownMetricSchema = readonlyObject({
  metric: z.string(),
  unit,
  center: z.number().describe('Median of the metric in this run, in the base unit.'),
  low: z.number().describe("Lower bound of the median's confidence interval."),
  high: z.number(),
  n: positiveInteger.describe('Number of trials.'),
  level: nullableNumber.describe(
    'Typical value of the trend segment that contains this run; null if no segment contains it.',
  ),
});

const shownRunSchema = readonlyObject({
  id: z.string().describe('Identifier of the run record.'),
  scenario: z.string(),
  at: z.string().describe('Start time, ISO 8601.'),
  verdict: verdictSchema,
  commit: z.string().nullable(),
  branch: z.string().nullable(),
  dirty: z.boolean().describe('Whether the measured code had uncommitted changes.'),
  machine: z.string().nullable(),
  node: z.string().nullable(),
  harness: z.string().nullable(),
  tool: nullableText.describe('For an imported run: the program that measured it.'),
  metrics: z.array(shownMetricSchema).readonly(),
});
/** Run with its measurements. */
export type HistoryRunDetail = z.infer<typeof shownRunSchema>;

const historyDetailSchema = readonlyObject({
  kind: z.enum(['change', 'commit', 'run']),
  id: z.string().describe('Full identifier.'),
  runs: z
    .array(shownRunSchema)
    .readonly()
    .describe(
      'Runs that belong to the entry; for a change, the runs at which the change may have occurred.',
    ),
  left_out: nonNegativeInteger.describe('Number of additional runs not listed.'),
});
/** Entry of a history: a change, a commit or a run. */
export type HistoryDetail = z.infer<typeof historyDetailSchema>;

export const HISTORY_SCHEMA = 'perf-harness/history@1';
export const historyReportSchema = readonlyObject({
  schema: z.literal(HISTORY_SCHEMA),
  view: z.enum(['trend', 'changes', 'digest', 'show']),
  from: nullableText.describe('Start of the analysed period; null means the whole history.'),
  to: z.string().describe('Time of the analysis, ISO 8601.'),
  shown: historyDetailSchema.optional().describe('For `show`: the requested item.'),
  trends: z.array(trendSchema).readonly(),
  findings: z.array(findingSchema).readonly(),
});
/** History of scenarios over time. */
export type HistoryReport = z.infer<typeof historyReportSchema>;
