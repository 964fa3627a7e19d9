import { z } from 'zod';
import { nonNegativeNumber, positiveInteger } from './described-value-schemas.ts';
import { readonlyObject } from './readonly-object-schema.ts';

export const summarySchema = readonlyObject({
  unit: z.enum(['ms', 'B', 'count', 'ratio', '/s', 'score']),
  better: z.enum(['lower', 'higher']),
  nature: z.enum(['timed', 'counted', 'exact']),
  center: z.number().describe('Median of the sample.'),
  low: z.number().describe("Lower bound of the median's confidence interval."),
  high: z.number().describe("Upper bound of the median's confidence interval."),
  confidence: z
    .number()
    .min(0)
    .max(1)
    .describe(
      'Probability that the interval covers the median; below 0.95 with fewer than 6 trials.',
    ),
  n: positiveInteger.describe('Number of trials.'),
  variation: nonNegativeNumber.describe(
    '(max − min) / median with fewer than 5 trials; standard deviation / mean with 5 or more.',
  ),
  sample: z.array(z.number()).readonly().describe('One number per trial, in collection order.'),
});

/** Summary of a metric over the trials of one run. */
export type Summary = z.infer<typeof summarySchema>;
