import { z } from 'zod';

const errorPatternSchema = z
  .object({
    pattern: z.string().describe('Log message with numbers, quoted words and secrets removed.'),
    before: z
      .int()
      .nonnegative()
      .describe('Number of lines with this message before the incident began.'),
    after: z
      .int()
      .nonnegative()
      .describe('Number of lines with this message since the incident began.'),
    before_per_hour: z.number().nonnegative(),
    after_per_hour: z.number().nonnegative(),
    first_at: z.string(),
    change: z
      .enum(['new', 'more', 'same', 'fewer'])
      .describe(
        'more: at least twice as often. fewer: at most half as often. Both differ by more than chance explains.',
      ),
  })
  .readonly();
/** Error lines that differ only in values, before and since the onset. */
export type IncidentErrorPattern = z.infer<typeof errorPatternSchema>;

export const errorLinesSchema = z
  .object({
    count: z.int().nonnegative(),
    by_interval: z
      .array(z.int().nonnegative())
      .readonly()
      .describe(
        'Number of lines in each interval of the timeline; empty: there are no error lines.',
      ),
    patterns: z.array(errorPatternSchema).readonly(),
  })
  .readonly();
/** Error lines in the logs of all programs. */
export type IncidentErrorLines = z.infer<typeof errorLinesSchema>;

const slowLevelSchema = z
  .object({
    count: z.int().nonnegative(),
    total_ms: z.number().nonnegative(),
    p95: z
      .number()
      .nullable()
      .describe('95th percentile in milliseconds; null means there is no value.'),
    max: z.number().nullable(),
  })
  .readonly();

export const slowQuerySchema = z
  .object({
    statement: z.string().describe('SQL statement without its values.'),
    before: slowLevelSchema,
    after: slowLevelSchema,
  })
  .readonly();
/** Queries of one statement that took longer than 1000 ms, before and since the onset. */
export type IncidentSlowQuery = z.infer<typeof slowQuerySchema>;
