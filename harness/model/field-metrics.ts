import { z } from 'zod';
import { readonlyObject } from './readonly-object-schema.ts';

/** Metrics of a page by real users' browsers. FID is legacy: replaced by INP in March 2024. */
export const FIELD_METRICS: readonly string[] = ['lcp', 'cls', 'inp', 'fcp', 'ttfb', 'fid'];

export const fieldMetricSchema = readonlyObject({
  p75: z.number().describe('75th percentile over all visits, in base units.'),
  low: z
    .number()
    .nullable()
    .describe(
      'Lower end of its interval; null: too few visits for one of that confidence, or not said how many.',
    ),
  high: z.number().nullable().describe('Upper end of its interval.'),
  confidence: z.number().describe('Probability that the interval covers it.'),
  n: z
    .int()
    .positive()
    .nullable()
    .describe(
      'Visits behind it; null: whoever counted them does not say how many, and publishes nothing of too few.',
    ),
});
/** Metric of a page, as experienced by its users. */
export type FieldMetric = z.infer<typeof fieldMetricSchema>;

export const fieldDataSchema = readonlyObject({
  files: z.array(z.string()).readonly().describe('Names of the files, without their folders.'),
  source: z
    .enum(['collector'])
    .optional()
    .describe('collector: kept by that of perf-harness; absent: files of others.'),
  page: z.string().describe('Path of the page; with * at its end all paths that begin so.'),
  device: z
    .string()
    .optional()
    .describe('Class of the devices, such as phone; absent: all of them.'),
  from: z
    .string()
    .nullable()
    .describe('Of the first visit, ISO 8601; null: the file has no times.'),
  to: z.string().nullable().describe('Of the last visit.'),
  metrics: z.record(z.string(), fieldMetricSchema).readonly(),
});
/** Metrics of a page from real users. */
export type FieldData = z.infer<typeof fieldDataSchema>;
