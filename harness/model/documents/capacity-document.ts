import { z } from 'zod';
import { nonNegativeInteger, nullableNumber } from '../described-value-schemas.ts';
import { findingSchema } from '../finding.ts';
import { environmentSchema } from '../measurement-environment.ts';
import { summarySchema } from '../metric-summary.ts';
import { readonlyObject } from '../readonly-object-schema.ts';
import { OPERATORS } from '../scenario/budget.ts';
import { trialSchema } from '../trial.ts';

const limitSchema = readonlyObject({
  metric: z.string(),
  operator: z.enum(OPERATORS),
  limit: z.number().describe('Limit value in the base unit of the metric.'),
  text: z.string().describe('The limit as written.'),
  source: z
    .enum(['option', 'scenario', 'default'])
    .describe('Source of the limit: --keep, the budgets of the scenario, or the default.'),
});
/** Limit that a load run must stay within. */
export type CapacityLimit = z.infer<typeof limitSchema>;

const breachSchema = readonlyObject({
  cause: z
    .enum(['errors', 'latency', 'behind', 'ended', 'other'])
    .describe(
      'behind: responses fell behind requests, so response times would have grown without bound. ended: the server exited or stopped responding. other: the limit of another metric was exceeded.',
    ),
  metric: z.string().nullable(),
  value: nullableNumber.describe('Measured value in the base unit of the metric.'),
  message: z.string(),
});
/** Reason why a load run broke its limits; the most severe where there are several. */
export type Breach = z.infer<typeof breachSchema>;

const loadSchema = readonlyObject({
  stage: z
    .enum(['ramp', 'search', 'curve'])
    .describe(
      'ramp: rates that rise in large steps until a limit is exceeded. search: the most informative rates. curve: additional rates for the chart.',
    ),
  rate: z.number().positive().describe('Requested load, in requests or iterations per second.'),
  outcome: z
    .enum(['kept', 'broken', 'void'])
    .describe(
      'void: the load generator could not reach the requested rate, so the run says nothing about the server.',
    ),
  breach: breachSchema.nullable(),
  void_reason: z.string().nullable(),
  server_cores: nullableNumber.describe('CPU cores that the server kept busy; null means unknown.'),
  trial: trialSchema,
});
/** One judged load run at one rate, on a fresh server. */
export type CapacityLoad = z.infer<typeof loadSchema>;

const pointSchema = readonlyObject({
  rate: z.number().positive(),
  runs: nonNegativeInteger.describe('Number of load runs at this rate, excluding void runs.'),
  kept: z.int().nonnegative(),
  voids: z.int().nonnegative(),
  metrics: z.record(z.string(), summarySchema).readonly(),
});
/** Measurements at one rate. */
export type CapacityPoint = z.infer<typeof pointSchema>;

export const CAPACITY_SCHEMA = 'perf-harness/capacity@1';
export const capacityReportSchema = readonlyObject({
  schema: z.literal(CAPACITY_SCHEMA),
  id: z.string(),
  scenario: z.string(),
  kind: z.enum(['http', 'k6']),
  file: z.string().nullable(),
  what: z.enum(['requests', 'iterations']).describe('Unit of work that the rate refers to.'),
  seed: z.int().nonnegative(),
  startedAt: z.string(),
  environment: environmentSchema,
  limits: z.array(limitSchema).readonly(),
  load_ms: z.number().positive().describe('Usual duration of a load run at one rate.'),
  confidence: z.number(),
  outcome: z
    .enum(['found', 'lower-bound', 'none-kept', 'undecided', 'failed', 'blocked', 'interrupted'])
    .describe(
      'lower-bound: the highest rate that could be generated met the limits. none-kept: not even the lowest rate met them. undecided: time or runs ran out before any rate exceeded the limits.',
    ),
  capacity: readonlyObject({
    rate: z.number(),
    low: z.number(),
    high: nullableNumber.describe(
      'Upper bound of the capacity; null if unknown because the rate is only a lower bound.',
    ),
  })
    .nullable()
    .describe('Rate per second at which half of the runs meet the limits.'),
  first_breach: readonlyObject({
    ...breachSchema.unwrap().shape,
    rate: z.number(),
    server: z
      .enum(['machine-full', 'core-full', 'busy', 'waiting', 'unknown'])
      .describe(
        'CPU usage of the server: all cores of the machine, one full core, less than that, or hardly any.',
      ),
    server_cores: z.number().nullable(),
  })
    .nullable()
    .describe('First limit that was exceeded just above the capacity.'),
  ceiling: nullableNumber.describe(
    'Lowest rate that the load generator failed to reach twice in a row.',
  ),
  points: z.array(pointSchema).readonly().describe('Sorted by rate, ascending.'),
  loads: z.array(loadSchema).readonly().describe('In measurement order.'),
  duration_ms: z.number().nonnegative(),
  findings: z.array(findingSchema).readonly(),
});
/** Result of `run --find-capacity`: the highest rate within its limits, and the curve up to it. */
export type CapacityReport = z.infer<typeof capacityReportSchema>;
