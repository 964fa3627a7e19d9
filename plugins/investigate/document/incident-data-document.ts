import { coreSchemas } from 'perf-harness/plugin';
import { z } from 'zod';
import { mechanismSchema } from './incident-change-document.ts';
import { list, moment, nullableNumber, object, wholeNumber } from './schema-parts.ts';

const levelFields = {
  count: wholeNumber,
  errors: wholeNumber,
  p50: nullableNumber.describe('Median in milliseconds; null means no requests were timed.'),
  p95: nullableNumber,
  p99: nullableNumber,
  low_n: z
    .boolean()
    .describe(
      'true: there are fewer than 20 values, so the 95th percentile is close to the maximum.',
    ),
};
const levelSchema = object(levelFields);
/** Requests served in a period. Percentiles are off by 1 % at most, as their description states. */
export type ServedLevel = z.infer<typeof levelSchema>;

const onsetSchema = object({
  metric: z
    .enum(['p50', 'p95', 'error_rate', 'error_lines'])
    .describe('error_lines: log lines per minute that report an error.'),
  endpoint: z.string().nullable().describe('Affected endpoint; null means all endpoints together.'),
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
  ratio: nullableNumber,
  confidence: z
    .number()
    .describe('1 minus the probability that chance produces a change this clear.'),
});
/** When it began to be worse. */
export type IncidentOnset = z.infer<typeof onsetSchema>;

/** Input file, and the result of reading it. */
const sourceSchema = object({
  file: z.string(),
  format: z.string().nullable(),
  bytes: z.number(),
  lines: wholeNumber,
  unread: wholeNumber,
  examples: list(z.string()),
  requests: wholeNumber.optional().describe('Number of requests that the log describes.'),
  durations: object({ from: z.string(), count: z.int().positive() })
    .nullable()
    .optional()
    .describe(
      'Log field that contains request durations, and the number of requests that have it; null means the log has no durations.',
    ),
  points: wholeNumber.optional().describe('Number of time-series points.'),
  trouble: z.string().nullable(),
});

const trafficMixSchema = list(
  object({
    of: z.string().describe('Kind of value: client, endpoint, or the name of a column.'),
    name: z.string(),
    before: z.number().describe('Share of all requests before the incident began.'),
    after: z.number(),
  }),
).describe('Values whose share of the requests rose when the incident began.');

const errorPatternSchema = object({
  pattern: z.string().describe('Log message with numbers, quoted words and secrets removed.'),
  before: wholeNumber.describe('Number of lines with this message before the incident began.'),
  after: wholeNumber.describe('Number of lines with this message since the incident began.'),
  before_per_hour: z.number().nonnegative(),
  after_per_hour: z.number().nonnegative(),
  first_at: z.string(),
  change: z
    .enum(['new', 'more', 'same', 'fewer'])
    .describe(
      'more: at least twice as often. fewer: at most half as often. Both differ by more than chance explains.',
    ),
});
/** Error lines that differ only in values, before and since the onset. */
export type IncidentErrorPattern = z.infer<typeof errorPatternSchema>;

const errorLinesSchema = object({
  count: wholeNumber,
  by_interval: list(wholeNumber).describe(
    'Number of lines in each interval of the timeline; empty: there are no error lines.',
  ),
  patterns: list(errorPatternSchema),
});
/** Error lines in the logs of all programs. */
export type IncidentErrorLines = z.infer<typeof errorLinesSchema>;

const slowLevelSchema = object({
  count: wholeNumber,
  total_ms: z.number().nonnegative(),
  p95: nullableNumber.describe('95th percentile in milliseconds; null means there is no value.'),
  max: nullableNumber,
});
const slowQuerySchema = object({
  statement: z.string().describe('SQL statement without its values.'),
  before: slowLevelSchema,
  after: slowLevelSchema,
});
/** Queries of one statement that took longer than 1000 ms, before and since the onset. */
export type IncidentSlowQuery = z.infer<typeof slowQuerySchema>;

const beforeAndAfterSchema = object({
  name: z.string(),
  share: z
    .number()
    .describe(
      'Share of the requests since the incident began, or of all requests if no incident was found.',
    ),
  before: levelSchema,
  after: levelSchema,
  is_affected: z.boolean(),
});
/** One endpoint, or one value of a column, before and since the onset. */
export type BeforeAndAfter = z.infer<typeof beforeAndAfterSchema>;

const signalSchema = object({
  name: z.string(),
  labels: z.string(),
  mechanism: mechanismSchema.nullable(),
  at: moment,
  low: moment,
  high: moment,
  before: z.number(),
  after: z.number(),
  peak: z.number(),
});
/** A number that was observed over time, and changed. */
export type IncidentSignal = z.infer<typeof signalSchema>;

export const dataPartSchema = object({
  sources: list(sourceSchema),
  interval_ms: z.number().positive(),
  timeline: list(object({ at: moment, ...levelFields })),
  onset: onsetSchema.nullable(),
  also: list(onsetSchema)
    .optional()
    .describe('Slowdowns of endpoints that degraded at other times, clearest first.'),
  before: levelSchema
    .nullable()
    .describe('Typical latency and errors of all requests before the incident began.'),
  after: levelSchema.nullable(),
  traffic: object({ before: z.number(), after: z.number(), ratio: z.number() })
    .nullable()
    .describe('Requests per minute before and after the incident began.'),
  mix: trafficMixSchema.optional(),
  affected_share: z
    .number()
    .describe('Share of the requests since the incident began that go to affected endpoints.'),
  endpoints: list(beforeAndAfterSchema),
  segments: list(object({ column: z.string(), values: list(beforeAndAfterSchema) })),
  signals: list(signalSchema).describe('Metrics that changed at any time in the period.'),
  error_lines: errorLinesSchema,
  slow_queries: list(slowQuerySchema).describe(
    'SQL statements by total time since the incident began, highest first.',
  ),
  findings: list(coreSchemas.finding),
});
/** Results of the analysis of logs and metrics. */
export type DataPart = z.infer<typeof dataPartSchema>;
