import { z } from 'zod';
import {
  nonNegativeInteger,
  nonNegativeNumber,
  nullableNumber,
  nullableText,
} from '../described-value-schemas.ts';
import { findingSchema } from '../finding.ts';
import { environmentSchema } from '../measurement-environment.ts';
import { readonlyObject } from '../readonly-object-schema.ts';

export const CALIBRATION_SCHEMA = 'perf-harness/calibration@1';

const visibleChangeSchema = readonlyObject({
  pairs: z.int().positive(),
  change: nullableNumber.describe(
    'Smallest change beyond the margin, as a ratio, that this many pairs detect with 80 % probability; null if this many pairs cannot detect any change.',
  ),
  seconds: nonNegativeNumber.describe('Time needed to measure this many pairs on this machine.'),
});

const metricCalibrationSchema = readonlyObject({
  metric: z.string(),
  gated: z.boolean(),
  pairs: nonNegativeInteger.describe(
    'Number of pairs of identical code that the estimates are based on.',
  ),
  seconds_per_pair: nonNegativeNumber.describe(
    'Time per pair; instructions are counted in separate pairs.',
  ),
  spread: nonNegativeNumber.describe(
    'Robust standard deviation (1.48 × MAD) of the log-ratios of the pairs.',
  ),
  deviation: nonNegativeNumber.describe(
    'Ordinary standard deviation of the log-ratios of the pairs.',
  ),
  ratio: nullableNumber.describe(
    'Estimated ratio between runs of identical code; differs from 1 only by chance.',
  ),
  p_value: nullableNumber.describe('p-value of the two-sided exact signed-rank test for equality.'),
  false_alarms: readonlyObject({
    comparisons: z.int().nonnegative(),
    changed: z.int().nonnegative(),
  }).describe(
    'Number of complete comparisons of identical code, simulated from these pairs by randomly swapping the sides, and how many of those reported "regressed" or "improved".',
  ),
  visible: z.array(visibleChangeSchema).readonly().describe('With 10, 30 and 100 pairs.'),
});
/** Noise of one metric with identical code. */
export type MetricCalibration = z.infer<typeof metricCalibrationSchema>;

export const scenarioCalibrationSchema = readonlyObject({
  scenario: z.string(),
  kind: z.enum(['function', 'command', 'http', 'k6', 'page']),
  calibratedAt: z.string().describe('ISO 8601.'),
  machine: z.string().describe('Fingerprint of the machine.'),
  node: z.string(),
  seed: z.int().nonnegative(),
  seconds_per_pair: z.number().nonnegative(),
  plan: z.enum(['back-to-back', 'alternating']),
  metrics: z.array(metricCalibrationSchema).readonly(),
  trouble: nullableText.describe('Why the calibration has no results; null if it has any.'),
});
/** Noise of one scenario on one machine. */
export type ScenarioCalibration = z.infer<typeof scenarioCalibrationSchema>;

/** Result of `calibrate`. */
export const calibrationReportSchema = readonlyObject({
  schema: z.literal(CALIBRATION_SCHEMA),
  environment: environmentSchema,
  scenarios: z.array(scenarioCalibrationSchema).readonly(),
  findings: z.array(findingSchema).readonly(),
});
export type CalibrationReport = z.infer<typeof calibrationReportSchema>;
