import { z } from 'zod';
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
  'Of all that was seen while the program was not idle: the median of the profiled trials, with its interval.',
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

/** Schema of a function in documents. */
export const functionSchema = readonlyObject({
  name: z.string(),
  owner: ownerSchema,
  package: z.string().nullable(),
  file: z.string().nullable(),
  line: z.int().nullable().describe('From 1.'),
  column: z.int().nullable().describe('From 1.'),
});

const hotSpotSchema = readonlyObject({
  function: z.int().nonnegative().describe('Index into `functions`.'),
  self: shareSchema.describe('While it was the innermost.'),
  total: shareSchema.describe('With what it called; a call of itself counts once.'),
  weight: z.number().nonnegative().describe('Median of the trials, in `unit`, innermost only.'),
  lines: z
    .array(readonlyObject({ line: z.int(), share: z.number().nonnegative() }))
    .readonly()
    .describe('Where it was inside the function, the largest first, of all trials.'),
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
  ratio: z.number().positive().describe('Profiled / plain: median over the pairs of trials.'),
  low: z.number().positive(),
  high: z.number().positive(),
  pairs: z.int().positive(),
});
/** Cost of profiling for the program, measured by comparing trials with and without it. */
export type ProfilingOverhead = z.infer<typeof overheadSchema>;

const treeSchema = readonlyObject({
  parent: z.array(z.int()).readonly().describe('Index of the node above; −1: none.'),
  function: z.array(z.int().nonnegative()).readonly(),
  weight: z
    .array(z.number().nonnegative())
    .readonly()
    .describe('Innermost, with what was cut off below as too small, over all trials, in `unit`.'),
}).describe('Calls, without what is too small to be drawn; a parent stands before its children.');

/** Unit of the weights. */
export const profileUnitSchema = z.enum(['ms', 'B', 'instructions', 'samples']);

const runtimeSchema = readonlyObject({
  gc: readonlyObject({
    share: z.number().nonnegative().describe('Of the stretch, from 0 to 1.'),
    count: z.number().nonnegative(),
    longest_ms: z.number().nonnegative().describe('Of all trials.'),
    time_ms: readonlyObject({
      minor: z.number().nonnegative(),
      major: z.number().nonnegative(),
      incremental: z.number().nonnegative(),
      weak_callbacks: z.number().nonnegative(),
    }),
  })
    .nullable()
    .describe('null: the event loop never turned, which pauses are told by.'),
  event_loop: readonlyObject({
    delay_p50_ms: z.number().nonnegative(),
    delay_p99_ms: z.number().nonnegative(),
    utilisation: z.number().min(0).max(1),
  }),
  heap_growth_bytes: z
    .number()
    .nullable()
    .describe(
      'Least in the last quarter of the stretch, less the least in the first; null: the stretch was too short.',
    ),
}).describe('Of the busiest main thread in the stretch, medians of the trials.');
/** Garbage collector, event loop and heap while a profile was taken. */
export type ProfileRuntime = z.infer<typeof runtimeSchema>;

const escalationSchema = readonlyObject({
  level: z.enum(['functions', 'lines', 'memory', 'instrumentation']),
  taken: z.boolean().describe('false: it would be next, and has to be taken by hand.'),
  reason: z.enum([
    'first',
    'inside-unclear',
    'memory-abnormal',
    'several-suspicions',
    'profiler-missing',
    'overhead',
  ]),
  text: z.string().describe('Why it was gone to, with the numbers, in one sentence.'),
});
/** Profile level that was reached, and the reason. */
export type EscalationLevel = z.infer<typeof escalationSchema>;

const escalationPathSchema = readonlyObject({
  levels: z.array(escalationSchema).readonly(),
  stop: z.enum(['cause-clear', 'levels-used', 'instrumentation-failed', 'interrupted']),
  text: z.string().describe('Why it was stopped there, in one sentence.'),
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
  file: z.string().nullable().describe('Of the scenario; null: given on the command line.'),
  root: z.string().describe('Folder of the project, absolute.'),
  tool: z.string(),
  seed: z.int().nonnegative(),
  unit: profileUnitSchema,
  weight: z
    .enum(['time', 'waited', 'allocated', 'held', 'instructions', 'samples'])
    .optional()
    .describe('What is counted; absent: nothing was taken.'),
  trials: z.int().nonnegative().describe('Profiled trials that came to their end.'),
  confidence: z
    .number()
    .min(0)
    .max(1)
    .describe('Of every interval: less than 0.95 where there are fewer than six trials.'),
  threads: z.number().nonnegative().describe('Median of the trials.'),
  samples: z.int().nonnegative().nullable().describe('Of all trials.'),
  busy: z
    .number()
    .nonnegative()
    .describe('Median of the trials: what was seen while the program was not idle, in `unit`.'),
  idle: shareSchema.nullable().describe('Of the whole; null: the tool does not see waiting.'),
  overhead: overheadSchema.nullable(),
  functions: z.array(functionSchema).readonly(),
  hot_spots: z.array(hotSpotSchema).readonly().describe('By their own share, the largest first.'),
  owners: z.array(ownerShareSchema).readonly().describe('The largest first.'),
  tree: treeSchema,
  duration_ms: z.number().nonnegative().describe('Of everything.'),
  environment: environmentSchema
    .nullable()
    .describe('null: the profile was taken elsewhere, and its file does not say where.'),
  findings: z.array(findingSchema).readonly(),
  runtime: runtimeSchema.optional().describe('Absent: the tool does not look at it.'),
  escalation: escalationPathSchema.optional().describe('Absent: one profile was asked for.'),
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
      .describe('Who allocates, of trials of its own; absent: nothing asked for it.'),
    instrumentation: instrumentationSchema
      .optional()
      .describe('What functions themselves told of their calls; absent: nothing asked for it.'),
    map: performanceMapSchema
      .optional()
      .describe(
        'Where the wall time of an operation goes; absent: one kind of profile was asked for.',
      ),
  })
  .readonly();
/** Breakdown of the time, memory or work of a scenario. */
export type ProfileReport = z.infer<typeof profileReportSchema>;
