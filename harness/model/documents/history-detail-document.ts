import { z } from 'zod';
import { summarySchema } from '../metric-summary.ts';
import { readonlyObject } from '../readonly-object-schema.ts';
import { verdictSchema } from '../scenario/budget.ts';

const { unit } = summarySchema.unwrap().shape;

const shownMetricSchema = readonlyObject({
  metric: z.string(),
  unit,
  center: z.number().describe('Median of the run, in the base unit.'),
  low: z.number().describe('Interval of the median.'),
  high: z.number(),
  n: z.int().positive().describe('Trials behind it.'),
  level: z
    .number()
    .nullable()
    .describe('Level of the trend where the run stands; null: it belongs to none.'),
});

const shownRunSchema = readonlyObject({
  id: z.string().describe('Identifier of the record.'),
  scenario: z.string(),
  at: z.string().describe('When it began, ISO 8601.'),
  verdict: verdictSchema,
  commit: z.string().nullable(),
  branch: z.string().nullable(),
  dirty: z.boolean().describe('Whether code was measured that is in no commit.'),
  machine: z.string().nullable(),
  node: z.string().nullable(),
  harness: z.string().nullable(),
  tool: z.string().nullable().describe('Of an imported run: the program that measured it.'),
  metrics: z.array(shownMetricSchema).readonly(),
});
/** Run with its measurements. */
export type HistoryRunDetail = z.infer<typeof shownRunSchema>;

export const historyDetailSchema = readonlyObject({
  kind: z.enum(['change', 'commit', 'run']),
  id: z.string().describe('In full.'),
  runs: z.array(shownRunSchema).readonly().describe('Its runs; of a change, those that may be it.'),
  left_out: z.int().nonnegative().describe('Further runs that are not listed.'),
});
/** Entry of a history: a change, a commit or a run. */
export type HistoryDetail = z.infer<typeof historyDetailSchema>;
