import { z } from 'zod';
import { findingSchema } from '../finding.ts';
import { summarySchema } from '../metric-summary.ts';
import { readonlyObject } from '../readonly-object-schema.ts';
import { historyDetailSchema } from './history-detail-document.ts';

const { unit, better, nature } = summarySchema.unwrap().shape;

export const historyPointSchema = readonlyObject({
  run: z.string().describe('Identifier of the record.'),
  at: z.string().describe('When the run began, ISO 8601.'),
  commit: z.string().nullable(),
  center: z.number().describe('Median of the run, in the base unit.'),
  low: z.number().describe('Interval of the median.'),
  high: z.number(),
  n: z.int().positive().describe('Trials behind it.'),
});
/** Run in a trend. */
export type HistoryPoint = z.infer<typeof historyPointSchema>;

export const annotationSchema = readonlyObject({
  index: z.int().nonnegative().describe('First point that it holds for.'),
  kind: z
    .enum(['machine', 'node', 'harness', 'settings', 'release', 'note'])
    .describe('note: what somebody wrote beside it.'),
  text: z.string(),
});
/** Change other than in the code: a change of level at this point need not come from the code. */
export type Annotation = z.infer<typeof annotationSchema>;

export const historyChangeSchema = readonlyObject({
  id: z.string().describe('Stays the same while new runs come in.'),
  same_as: z
    .string()
    .optional()
    .describe(
      'Identifier of the change of another metric that it is taken for, whose narrower range it has. Absent: it is a change of its own.',
    ),
  index: z.int().nonnegative().describe('First point of the new level.'),
  low: z.int().nonnegative().describe('First point that may be it, with 95 % confidence.'),
  high: z.int().nonnegative().describe('Last point that may be it.'),
  direction: z.enum(['better', 'worse']),
  before: z.number().describe('Level in the base unit.'),
  after: z.number(),
  ratio: z.number().nullable().describe('after / before; null: a level is 0 or below.'),
  ratio_low: z.number().nullable().describe('95 % interval.'),
  ratio_high: z.number().nullable(),
  confidence: z.number(),
  cause: z
    .enum(['code', 'machine', 'node', 'harness', 'settings'])
    .describe('code: nothing else is known to have changed within the interval.'),
  since: readonlyObject({
    good: z.string().nullable().describe('Last commit that is surely of the old level.'),
    bad: z.string().nullable().describe('First commit that is surely of the new level.'),
    from: z
      .string()
      .describe(
        'When the good commit was made, or its run began where that is not known; ISO 8601.',
      ),
    to: z.string().describe('The same of the bad one.'),
    commits: z
      .int()
      .nonnegative()
      .nullable()
      .describe('From the good one to the bad one along first parents; null: not known.'),
  }),
  status: z.enum(['open', 'fixed', 'acknowledged', 'ignored', 'gain']),
  decision: readonlyObject({ reason: z.string(), author: z.string(), at: z.string() }).nullable(),
  bisect: z.string().nullable().describe('The command that finds the commit.'),
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
    .describe('Kind of machine; null: of all, since it is counted.'),
  points: z.array(historyPointSchema).readonly(),
  levels: z
    .array(
      readonlyObject({ start: z.int(), end: z.int(), value: z.number() }).describe(
        'From a point to the one before `end`.',
      ),
    )
    .readonly(),
  noise: z.number().nonnegative().describe('Standard deviation about the level, as a share.'),
  drift: readonlyObject({
    start: z.int(),
    end: z.int(),
    ratio_per_point: z.number().nullable(),
  }).nullable(),
  modes: readonlyObject({ low: z.number(), high: z.number(), share: z.number() })
    .nullable()
    .describe('Two levels that the runs take by turns, without a change.'),
  changes: z.array(historyChangeSchema).readonly(),
  annotations: z.array(annotationSchema).readonly(),
  uncommitted: z.int().nonnegative().describe('Runs left out: of code that is in no commit.'),
  other_settings: z
    .int()
    .nonnegative()
    .optional()
    .describe('Runs left out: single ones with other settings, such as --quick. Absent: none.'),
});
/** Trend of one metric of one scenario over time. */
export type Trend = z.infer<typeof trendSchema>;

export const HISTORY_SCHEMA = 'perf-harness/history@1';
export const historyReportSchema = readonlyObject({
  schema: z.literal(HISTORY_SCHEMA),
  view: z.enum(['trend', 'changes', 'digest', 'show']),
  from: z.string().nullable().describe('Beginning of what is looked at; null: of everything.'),
  to: z.string().describe('When it was looked at, ISO 8601.'),
  shown: historyDetailSchema.optional().describe('Of `show`: what was asked for.'),
  trends: z.array(trendSchema).readonly(),
  findings: z.array(findingSchema).readonly(),
});
/** History of scenarios over time. */
export type HistoryReport = z.infer<typeof historyReportSchema>;
