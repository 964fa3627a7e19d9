import { z } from 'zod';
import {
  nullableNumber,
  nullablePositiveInteger,
  nullableText,
  optionalText,
} from './described-value-schemas.ts';
import { readonlyObject } from './readonly-object-schema.ts';

/** Metrics of a page by real users' browsers. FID is legacy: replaced by INP in March 2024. */
export const FIELD_METRICS: readonly string[] = ['lcp', 'cls', 'inp', 'fcp', 'ttfb', 'fid'];

export const fieldMetricSchema = readonlyObject({
  p75: z.number().describe('75th percentile over all visits, in base units.'),
  low: nullableNumber.describe(
    'Lower bound of the confidence interval; null if there are too few visits for this confidence level, or if their number is unknown.',
  ),
  high: nullableNumber.describe('Upper bound of the confidence interval.'),
  confidence: z.number().describe('Probability that the interval covers the percentile.'),
  n: nullablePositiveInteger.describe(
    'Number of visits; null if the publisher does not report it. No data is published for pages with too few visits.',
  ),
});
/** Metric of a page, as experienced by its users. */
export type FieldMetric = z.infer<typeof fieldMetricSchema>;

export const fieldDataSchema = readonlyObject({
  files: z
    .array(z.string())
    .readonly()
    .describe('Names of the files that contain the field data, without folders.'),
  source: z
    .enum(['collector'])
    .optional()
    .describe(
      'collector: the perf-harness collector stored the data; absent: the data comes from files that the collector did not write.',
    ),
  page: z.string().describe('Path of the page; a trailing * matches all paths with that prefix.'),
  device: optionalText.describe('Device class, such as phone; absent: all devices.'),
  from: nullableText.describe(
    'Time of the first visit, ISO 8601; null means the file has no times.',
  ),
  to: nullableText.describe('Time of the last visit.'),
  metrics: z.record(z.string(), fieldMetricSchema).readonly(),
});
/** Metrics of a page from real users. */
export type FieldData = z.infer<typeof fieldDataSchema>;
