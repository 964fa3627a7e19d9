import { z } from 'zod';
import { summarySchema } from '../metric-summary.ts';
import { readonlyObject } from '../readonly-object-schema.ts';
import { verdictSchema } from '../scenario/budget.ts';

const { unit } = summarySchema.unwrap().shape;

const shownMetricSchema = readonlyObject({
  metric: z.string(),
  unit,
  center: z.number().describe('Median of the metric in this run, in the base unit.'),
  low: z.number().describe("Lower bound of the median's confidence interval."),
  high: z.number(),
  n: z.int().positive().describe('Number of trials.'),
  level: z
    .number()
    .nullable()
    .describe(
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
  tool: z.string().nullable().describe('For an imported run: the program that measured it.'),
  metrics: z.array(shownMetricSchema).readonly(),
});
/** Run with its measurements. */
export type HistoryRunDetail = z.infer<typeof shownRunSchema>;

export const historyDetailSchema = readonlyObject({
  kind: z.enum(['change', 'commit', 'run']),
  id: z.string().describe('Full identifier.'),
  runs: z
    .array(shownRunSchema)
    .readonly()
    .describe(
      'Runs that belong to the entry; for a change, the runs at which the change may have occurred.',
    ),
  left_out: z.int().nonnegative().describe('Number of additional runs not listed.'),
});
/** Entry of a history: a change, a commit or a run. */
export type HistoryDetail = z.infer<typeof historyDetailSchema>;
