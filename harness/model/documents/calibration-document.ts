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
      'Smallest change beyond the margin, as a ratio, that so many pairs show with 80 % probability; null: too few to show any.',
    ),
  seconds: z.number().nonnegative().describe('What so many pairs take here.'),
});

const metricCalibrationSchema = readonlyObject({
  metric: z.string(),
  gated: z.boolean(),
  pairs: z.int().nonnegative().describe('Pairs of identical code behind the numbers.'),
  seconds_per_pair: z
    .number()
    .nonnegative()
    .describe('What a pair takes; instructions are counted in pairs of their own.'),
  spread: z
    .number()
    .nonnegative()
    .describe('Robust standard deviation (1.48 MAD) of the log-ratio of a pair.'),
  deviation: z.number().nonnegative().describe('Plain standard deviation of the same.'),
  ratio: z.number().nullable().describe('Estimated ratio of identical code: 1 but for chance.'),
  p_value: z.number().nullable().describe('Two-sided exact signed-rank probability of equality.'),
  false_alarms: readonlyObject({
    comparisons: z.int().nonnegative(),
    changed: z.int().nonnegative(),
  }).describe(
    'Whole comparisons of identical code, made again from these pairs with other coins, and how many of them said "regressed" or "improved".',
  ),
  visible: z.array(visibleChangeSchema).readonly().describe('With 10, 30 and 100 pairs.'),
});
/** Noise of one metric with identical code. */
export type MetricCalibration = z.infer<typeof metricCalibrationSchema>;

export const scenarioCalibrationSchema = readonlyObject({
  scenario: z.string(),
  kind: z.enum(['function', 'command', 'http', 'k6', 'page']),
  calibratedAt: z.string().describe('ISO 8601.'),
  machine: z.string().describe("The machine's fingerprint."),
  node: z.string(),
  seed: z.int().nonnegative(),
  seconds_per_pair: z.number().nonnegative(),
  plan: z.enum(['back-to-back', 'alternating']),
  metrics: z.array(metricCalibrationSchema).readonly(),
  trouble: z.string().nullable().describe('Why nothing is known; null: something is.'),
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
