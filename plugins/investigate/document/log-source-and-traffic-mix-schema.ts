import { z } from 'zod';

/** Input file, and the result of reading it. */
export const sourceSchema = z
  .object({
    file: z.string(),
    format: z.string().nullable(),
    bytes: z.number(),
    lines: z.int().nonnegative(),
    unread: z.int().nonnegative(),
    examples: z.array(z.string()).readonly(),
    requests: z
      .int()
      .nonnegative()
      .optional()
      .describe('Number of requests that the log describes.'),
    durations: z
      .object({ from: z.string(), count: z.int().positive() })
      .readonly()
      .nullable()
      .optional()
      .describe(
        'Log field that contains request durations, and the number of requests that have it; null means the log has no durations.',
      ),
    points: z.int().nonnegative().optional().describe('Number of time-series points.'),
    trouble: z.string().nullable(),
  })
  .readonly();

/** Changes in the shares of traffic. */
export const trafficMixSchema = z
  .array(
    z
      .object({
        of: z.string().describe('Kind of value: client, endpoint, or the name of a column.'),
        name: z.string(),
        before: z.number().describe('Share of all requests before the incident began.'),
        after: z.number(),
      })
      .readonly(),
  )
  .readonly()
  .describe('Values whose share of the requests rose when the incident began.');
