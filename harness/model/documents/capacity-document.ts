import { z } from 'zod';
import { findingSchema } from '../finding.ts';
import { environmentSchema } from '../measurement-environment.ts';
import { summarySchema } from '../metric-summary.ts';
import { readonlyObject } from '../readonly-object-schema.ts';
import { OPERATORS } from '../scenario/budget.ts';
import { trialSchema } from '../trial.ts';

const limitSchema = readonlyObject({
  metric: z.string(),
  operator: z.enum(OPERATORS),
  limit: z.number().describe('In the base unit of the metric.'),
  text: z.string().describe('The limit as it was written.'),
  source: z
    .enum(['option', 'scenario', 'default'])
    .describe('Who said it: --keep, the budgets of the scenario, or nobody.'),
});
/** Limit that a load run must stay within. */
export type CapacityLimit = z.infer<typeof limitSchema>;

const breachSchema = readonlyObject({
  cause: z
    .enum(['errors', 'latency', 'behind', 'ended', 'other'])
    .describe(
      'behind: answers came more slowly than requests, so that the times would have grown for ever. ended: the server, or all of its answers. other: another metric that was to be kept.',
    ),
  metric: z.string().nullable(),
  value: z.number().nullable().describe('In the base unit of the metric.'),
  message: z.string(),
});
/** Reason why a load run broke its limits; the most severe where there are several. */
export type Breach = z.infer<typeof breachSchema>;

const loadSchema = readonlyObject({
  stage: z
    .enum(['ramp', 'search', 'curve'])
    .describe(
      'ramp: in large steps until something breaks. search: where the answer says most. curve: for the picture.',
    ),
  rate: z.number().positive().describe('Asked for, per second.'),
  outcome: z
    .enum(['kept', 'broken', 'void'])
    .describe('void: the load generator could not send it, which says nothing of the server.'),
  breach: breachSchema.nullable(),
  void_reason: z.string().nullable(),
  server_cores: z
    .number()
    .nullable()
    .describe('Processor cores that the server kept busy; null: not known.'),
  trial: trialSchema,
});
/** One judged load run at one rate, on a fresh server. */
export type CapacityLoad = z.infer<typeof loadSchema>;

const pointSchema = readonlyObject({
  rate: z.number().positive(),
  runs: z.int().nonnegative().describe('That say something of the server.'),
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
  what: z.enum(['requests', 'iterations']).describe('What the rate counts.'),
  seed: z.int().nonnegative(),
  startedAt: z.string(),
  environment: environmentSchema,
  limits: z.array(limitSchema).readonly(),
  load_ms: z.number().positive().describe('Length of a load run at most rates.'),
  confidence: z.number(),
  outcome: z
    .enum(['found', 'lower-bound', 'none-kept', 'undecided', 'failed', 'blocked', 'interrupted'])
    .describe(
      'lower-bound: the highest rate that could be sent was kept. none-kept: not even the lowest. undecided: time or runs were over before anything broke.',
    ),
  capacity: readonlyObject({
    rate: z.number(),
    low: z.number(),
    high: z.number().nullable().describe('null: not known, the rate is a lower bound.'),
  })
    .nullable()
    .describe('Per second: limits are kept at the rate as often as not.'),
  first_breach: readonlyObject({
    ...breachSchema.unwrap().shape,
    rate: z.number(),
    server: z
      .enum(['machine-full', 'core-full', 'busy', 'waiting', 'unknown'])
      .describe(
        'What the processor of the server did: all cores of the machine, one whole core, less than that, or hardly anything.',
      ),
    server_cores: z.number().nullable(),
  })
    .nullable()
    .describe('What broke just above the capacity.'),
  ceiling: z
    .number()
    .nullable()
    .describe('Lowest rate that the load generator could not send twice in a row.'),
  points: z.array(pointSchema).readonly().describe('By rate, ascending.'),
  loads: z.array(loadSchema).readonly().describe('In the order of measuring.'),
  duration_ms: z.number().nonnegative(),
  findings: z.array(findingSchema).readonly(),
});
/** Result of `run --find-capacity`: the highest rate within its limits, and the curve up to it. */
export type CapacityReport = z.infer<typeof capacityReportSchema>;
