import { z } from 'zod';
import {
  nonNegativeInteger,
  nonNegativeNumber,
  nullableNonNegativeInteger,
  nullableNumber,
  nullableText,
} from '../described-value-schemas.ts';
import { findingSchema } from '../finding.ts';
import { environmentSchema } from '../measurement-environment.ts';
import { instrumentationSchema } from '../program/function-instrumentation.ts';
import { readonlyObject } from '../readonly-object-schema.ts';
import { performanceMapSchema } from './performance-map-document.ts';

const shareSchema = readonlyObject({
  median: z.number().nonnegative(),
  low: z.number().nonnegative(),
  high: z.number().nonnegative(),
}).describe(
  'Share of the total weight recorded while the program was not idle; median over the profiled trials, with its confidence interval.',
);
/** Share of a whole, from 0 to 1, over several profiled trials. */
export type ProfileShare = z.infer<typeof shareSchema>;

const ownerSchema = z.enum([
  'project',
  'package',
  'node',
  'native',
  'service',
  'harness',
  'gc',
  'idle',
]);

export const functionSchema = readonlyObject({
  name: z.string(),
  owner: ownerSchema,
  package: z.string().nullable(),
  file: z.string().nullable(),
  line: z.int().nullable().describe('From 1.'),
  column: z.int().nullable().describe('From 1.'),
});

const hotSpotSchema = readonlyObject({
  function: nonNegativeInteger.describe('Index into `functions`.'),
  self: shareSchema.describe('Share of the function itself, excluding its callees.'),
  total: shareSchema.describe(
    'Share of the function including its callees; recursive calls count once.',
  ),
  weight: nonNegativeNumber.describe(
    'Weight of the function itself in `unit`, excluding callees; median over the trials.',
  ),
  lines: z
    .array(readonlyObject({ line: z.int(), share: z.number().nonnegative() }))
    .readonly()
    .describe('Share of each line inside the function over all trials, largest first.'),
});
/** Function sampled often enough to be reported. */
export type HotSpot = z.infer<typeof hotSpotSchema>;

const ownerShareSchema = readonlyObject({
  owner: ownerSchema,
  package: z.string().nullable(),
  share: shareSchema,
});
/** Share of the total time of one package, of Node.js itself or of the garbage collector. */
export type OwnerShare = z.infer<typeof ownerShareSchema>;

const overheadSchema = readonlyObject({
  metric: z.string(),
  ratio: z
    .number()
    .positive()
    .describe(
      'Metric in profiled trials divided by the metric in unprofiled trials; median over the pairs of trials.',
    ),
  low: z.number().positive(),
  high: z.number().positive(),
  pairs: z.int().positive(),
});
/** Cost of profiling for the program, measured by comparing trials with and without it. */
export type ProfilingOverhead = z.infer<typeof overheadSchema>;

const treeSchema = readonlyObject({
  parent: z.array(z.int()).readonly().describe('Index of the parent of each node; −1 for a root.'),
  function: z.array(z.int().nonnegative()).readonly(),
  weight: z
    .array(z.number().nonnegative())
    .readonly()
    .describe(
      'Weight of each node over all trials, in `unit`; excludes callees, but includes descendants pruned for being too small.',
    ),
}).describe(
  'Call tree, excluding nodes that are too small to draw; parents precede their children.',
);

export const profileUnitSchema = z.enum(['ms', 'B', 'instructions', 'samples']);

const runtimeSchema = readonlyObject({
  gc: readonlyObject({
    share: nonNegativeNumber.describe(
      'Share of the measured interval spent in garbage collection, from 0 to 1.',
    ),
    count: z.number().nonnegative(),
    longest_ms: nonNegativeNumber.describe('Longest pause over all trials.'),
    time_ms: readonlyObject({
      minor: z.number().nonnegative(),
      major: z.number().nonnegative(),
      incremental: z.number().nonnegative(),
      weak_callbacks: z.number().nonnegative(),
    }),
  })
    .nullable()
    .describe(
      'Garbage collection; null if the event loop never iterated, so that pauses are unknown.',
    ),
  event_loop: readonlyObject({
    delay_p50_ms: z.number().nonnegative(),
    delay_p99_ms: z.number().nonnegative(),
    utilisation: z.number().min(0).max(1),
  }),
  heap_growth_bytes: nullableNumber.describe(
    'Smallest heap size in the last quarter of the interval minus the smallest in the first quarter; null if the interval was too short.',
  ),
}).describe('Medians over the trials, for the main thread that was busiest in the interval.');
/** Garbage collector, event loop and heap while a profile was taken. */
export type ProfileRuntime = z.infer<typeof runtimeSchema>;

const escalationSchema = readonlyObject({
  level: z.enum(['functions', 'lines', 'memory', 'instrumentation']),
  taken: z
    .boolean()
    .describe(
      'Whether this level was run; false for the next level, which has to be run manually.',
    ),
  reason: z.enum([
    'first',
    'inside-unclear',
    'memory-abnormal',
    'several-suspicions',
    'profiler-missing',
    'overhead',
  ]),
  text: z
    .string()
    .describe('Reason for choosing this level, with the supporting numbers, in one sentence.'),
});
/** Profile level that was reached, and the reason. */
export type EscalationLevel = z.infer<typeof escalationSchema>;

const escalationPathSchema = readonlyObject({
  levels: z.array(escalationSchema).readonly(),
  stop: z.enum(['cause-clear', 'levels-used', 'instrumentation-failed', 'interrupted']),
  text: z.string().describe('Reason for stopping, in one sentence.'),
});
/** Levels that a profile went through, and why it stopped there. */
export type Escalation = z.infer<typeof escalationPathSchema>;

export const PROFILE_SCHEMA = 'perf-harness/profile@1';
const reportSchema = z.object({
  schema: z.literal(PROFILE_SCHEMA),
  id: z.string(),
  created_at: z.string(),
  scenario: z.string(),
  kind: z.string(),
  file: nullableText.describe(
    'Scenario file; null means the scenario was given on the command line.',
  ),
  root: z.string().describe('Absolute path of the project folder.'),
  tool: z.string(),
  seed: z.int().nonnegative(),
  unit: profileUnitSchema,
  weight: z
    .enum(['time', 'waited', 'allocated', 'held', 'instructions', 'samples'])
    .optional()
    .describe('Quantity that the profile measures; absent: no profile was taken.'),
  trials: nonNegativeInteger.describe('Number of completed profiled trials.'),
  confidence: z
    .number()
    .min(0)
    .max(1)
    .describe('Confidence level of every interval; below 0.95 with fewer than six trials.'),
  threads: nonNegativeNumber.describe('Number of threads; median over the trials.'),
  samples: nullableNonNegativeInteger.describe('Total number of samples over all trials.'),
  busy: nonNegativeNumber.describe(
    'Total weight recorded while the program was not idle, in `unit`; median over the trials.',
  ),
  idle: shareSchema
    .nullable()
    .describe('Idle share of the total; null means the tool cannot observe waiting.'),
  overhead: overheadSchema.nullable(),
  functions: z.array(functionSchema).readonly(),
  hot_spots: z.array(hotSpotSchema).readonly().describe('Sorted by self share, largest first.'),
  owners: z.array(ownerShareSchema).readonly().describe('Largest first.'),
  tree: treeSchema,
  duration_ms: nonNegativeNumber.describe('Total duration.'),
  environment: environmentSchema
    .nullable()
    .describe(
      'Measurement environment; null if the profile was taken elsewhere and its file does not describe the environment.',
    ),
  findings: z.array(findingSchema).readonly(),
  runtime: runtimeSchema
    .optional()
    .describe(
      'Garbage collection, event loop and heap; absent if the profiling tool does not record them.',
    ),
  escalation: escalationPathSchema
    .optional()
    .describe('Levels that the profiling went through; absent if only one profile was requested.'),
  state: z.enum(['completed', 'failed', 'interrupted']),
});

const sectionSchema = reportSchema
  .pick({
    tool: true,
    trials: true,
    unit: true,
    weight: true,
    confidence: true,
    threads: true,
    samples: true,
    busy: true,
    idle: true,
    overhead: true,
    functions: true,
    hot_spots: true,
    owners: true,
    tree: true,
  })
  .readonly();
/** Profile of one weight within a report. */
export type ProfileSection = z.infer<typeof sectionSchema>;

export const profileReportSchema = reportSchema
  .extend({
    memory: sectionSchema
      .optional()
      .describe(
        'Profile of the allocating functions, from separate trials; absent if not requested.',
      ),
    instrumentation: instrumentationSchema
      .optional()
      .describe('Call data reported by the instrumented functions; absent if not requested.'),
    map: performanceMapSchema
      .optional()
      .describe(
        'Breakdown of the wall time of an operation; absent if only one kind of profile was requested.',
      ),
  })
  .readonly();
/** Breakdown of the time, memory or work of a scenario. */
export type ProfileReport = z.infer<typeof profileReportSchema>;
