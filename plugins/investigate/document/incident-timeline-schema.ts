import { z } from 'zod';

/** A moment, as ISO 8601 in UTC. */
export const moment = z.string();

export const levelSchema = z
  .object({
    count: z.int().nonnegative(),
    errors: z.int().nonnegative(),
    p50: z
      .number()
      .nullable()
      .describe('Median in milliseconds; null means no requests were timed.'),
    p95: z.number().nullable(),
    p99: z.number().nullable(),
    low_n: z
      .boolean()
      .describe(
        'true: there are fewer than 20 values, so the 95th percentile is close to the maximum.',
      ),
  })
  .readonly();
/** Requests served in a period. Percentiles are off by 1 % at most, as their description states. */
export type ServedLevel = z.infer<typeof levelSchema>;

export const intervalSchema = z.object({ at: moment, ...levelSchema.unwrap().shape }).readonly();
/** Requests served in an interval of the timeline. */
export type TimelineInterval = z.infer<typeof intervalSchema>;

export const onsetSchema = z
  .object({
    metric: z
      .enum(['p50', 'p95', 'error_rate', 'error_lines'])
      .describe('error_lines: log lines per minute that report an error.'),
    endpoint: z
      .string()
      .nullable()
      .describe('Affected endpoint; null means all endpoints together.'),
    kind: z
      .enum(['step', 'drift', 'spike', 'recurring'])
      .describe(
        'step: jumps from one value to another. drift: rises slowly. spike: rises, then returns on its own. recurring: rises and returns repeatedly.',
      ),
    at: moment,
    low: moment.describe('Earliest start of the incident, within the 95 % confidence interval.'),
    high: moment.describe('Latest start of the incident, within the 95 % confidence interval.'),
    until: moment.nullable().describe('When the incident ended; null means it has not ended.'),
    before: z.number(),
    after: z.number(),
    ratio: z.number().nullable(),
    confidence: z
      .number()
      .describe('1 minus the probability that chance produces a change this clear.'),
  })
  .readonly();
/** When it began to be worse. */
export type IncidentOnset = z.infer<typeof onsetSchema>;
