import { z } from 'zod';
import { findingSchema } from '../finding.ts';
import { environmentSchema } from '../measurement-environment.ts';
import { readonlyObject } from '../readonly-object-schema.ts';

export const CALIBRATION_SCHEMA = 'perf-harness/calibration@1';

const visibleChangeSchema = readonlyObject({
  pairs: z.int().positive(),
  change: z
    .number()
    .nullable()
    .describe(
      'Smallest change beyond the margin, as a ratio, that this many pairs detect with 80 % probability; null: too few to detect any.',
    ),
  seconds: z.number().nonnegative().describe('Time that this many pairs take on this machine.'),
});

const metricCalibrationSchema = readonlyObject({
  metric: z.string(),
  gated: z.boolean(),
  pairs: z
    .int()
    .nonnegative()
    .describe('Number of pairs of identical code that the estimates are based on.'),
  seconds_per_pair: z
    .number()
    .nonnegative()
    .describe('Time per pair; instructions are counted in separate pairs.'),
  spread: z
    .number()
    .nonnegative()
    .describe('Robust standard deviation (1.48 MAD) of the log-ratio of a pair.'),
  deviation: z.number().nonnegative().describe('Plain standard deviation of the log-ratio.'),
  ratio: z
    .number()
    .nullable()
    .describe('Estimated ratio for identical code, which is 1 apart from chance.'),
  p_value: z.number().nullable().describe('Two-sided exact signed-rank p-value for equality.'),
  false_alarms: readonlyObject({
    comparisons: z.int().nonnegative(),
    changed: z.int().nonnegative(),
  }).describe(
    'Number of complete comparisons of identical code, simulated from these pairs with random side swaps, and how many of them reported "regressed" or "improved".',
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
  trouble: z.string().nullable().describe('Why there are no results; null: there are results.'),
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
