import { z } from 'zod';
import {
  WRONG_TOOL_INDICATORS,
  wrongToolJudgementSchema,
} from '../program/code-optimisation-suitability-judgement.ts';
import {
  shareSchema,
  stepSchema,
  stepTypeSchema,
} from '../program/operation-time-breakdown-step-schema.ts';
import { checkServiceCoverage } from '../program/unprofiled-services.ts';
import { readonlyObject } from '../readonly-object-schema.ts';

export type { Step, StepKind } from '../program/operation-time-breakdown-step-schema.ts';

export const PRIORITIES = ['PRIMARY', 'SECONDARY', 'TERTIARY'] as const;

const evidenceSchema = readonlyObject({
  id: z.string().describe('Identifier that hints and hypotheses refer to.'),
  question: z.string(),
  answer: z.string(),
  value: z
    .number()
    .nullable()
    .describe('Measured value; null means the answer was reported without a measurement.'),
  unit: z.enum(['ms', '%', 'calls', 'B', 'count']).nullable(),
});
/** Link in a chain of reasons, with its measured value. */
export type Evidence = z.infer<typeof evidenceSchema>;

const bottleneckSchema = readonlyObject({
  step: z.string().describe('Identifier of the step that the bottleneck belongs to.'),
  function: z.string(),
  location: z.string().nullable(),
  type: stepTypeSchema,
  share: shareSchema,
  wall_time_ms: z.number().nonnegative().describe('Mean wall time per operation.'),
  priority: z.enum(PRIORITIES),
  package: z
    .string()
    .optional()
    .describe('Package that does the computing; absent: the function itself computes, or waits.'),
  lines: z
    .array(
      readonlyObject({
        line: z.int().positive(),
        share: z.number().min(0).describe("Share of the bottleneck's time, in percent."),
      }),
    )
    .readonly()
    .optional()
    .describe(
      "Lines that most of the function's own computing happens at, busiest first; absent: no line stands out, or the function waits.",
    ),
  detail: z
    .string()
    .describe('One sentence on what the function does, how often, and for how long.'),
  why: z
    .array(evidenceSchema)
    .readonly()
    .describe('Chain of evidence from the symptom down to its cause.'),
});
/** Place where a large part of the time is spent, with its share. */
export type Bottleneck = z.infer<typeof bottleneckSchema>;

const categorySchema = z
  .string()
  .describe(
    'connection_management, data_flow, async_patterns, resource_lifecycle, configuration, redundant_work, architecture, or a category defined by a plugin.',
  );

const suspicionSchema = readonlyObject({
  id: z.string(),
  category: categorySchema,
  location: z.string(),
  description: z.string(),
  verdict: z
    .enum(['confirmed', 'dismissed', 'pending'])
    .describe('pending: the hypothesis has not been measured yet.'),
  source: z
    .string()
    .optional()
    .describe('Source of the hypothesis; absent: observed in this measurement.'),
  evidence: z.array(evidenceSchema).readonly(),
  verification_note: z.string(),
  affected_steps: z.array(z.string()).readonly(),
  share: shareSchema
    .nullable()
    .describe('Share of the wall time; null if the location never appeared in the measurement.'),
});
/** Hypothesis of a performance problem, and the result of measuring it. */
export type Suspicion = z.infer<typeof suspicionSchema>;

const hintSchema = readonlyObject({
  suspicion: z.string(),
  text: z.string(),
  evidence: z.array(z.string()).readonly(),
});

const entrySchema = readonlyObject({
  type: z.enum(['api_endpoint', 'function', 'pipeline']),
  location: z.string().nullable(),
  route: z.string().nullable(),
  function: z.string().nullable(),
});

const baselineSchema = readonlyObject({
  wall_time_ms: z.number().nonnegative(),
  cpu_time_ms: z.number().nonnegative().optional(),
  memory_peak_mb: z.number().nonnegative().optional(),
  memory_delta_mb: z.number().optional(),
  io_read_bytes: z.number().nonnegative().optional(),
  io_write_bytes: z.number().nonnegative().optional(),
  http_round_trips: z.number().nonnegative().optional(),
});

export const PERFORMANCE_MAP_SCHEMA = 'perf-harness/performance-map@1';
export const performanceMapSchema = readonlyObject({
  schema: z.literal(PERFORMANCE_MAP_SCHEMA),
  test_command: z.string().nullable(),
  e2e_test: readonlyObject({
    command: z.string().nullable(),
    source: z.enum(['user', 'route', 'function', 'module', 'none']),
  }).refine(({ command, source }) => (command === null) === (source === 'none'), {
    error: 'source must be none if and only if there is no command',
  }),
  entry_point_info: entrySchema,
  operations: z
    .array(
      readonlyObject({
        name: z.string(),
        count: z.int().nonnegative().describe('Number of operations over all trials.'),
        wall_time_ms: z.number().nonnegative().describe('Mean.'),
      }),
    )
    .readonly()
    .describe('Operations that the program performed during the scenario.'),
  baseline: baselineSchema.describe(
    'Baseline values per operation, measured in trials in which only waits were recorded.',
  ),
  steps: z.array(stepSchema).readonly(),
  bottleneck_classification: stepTypeSchema,
  bottleneck_detail: z.string(),
  top_bottlenecks: z.array(bottleneckSchema).readonly(),
  suspicion_stack: z.array(suspicionSchema).readonly(),
  optimization_hints: z.array(hintSchema).readonly(),
  wrong_tool_indicators: z.array(z.enum(WRONG_TOOL_INDICATORS)).readonly(),
  wrong_tool: wrongToolJudgementSchema
    .nullable()
    .describe(
      'Whether changing the code is the right approach; null means the load generator saturated the machine, so no conclusion is possible.',
    ),
  service_topology: z
    .record(z.string(), z.string())
    .readonly()
    .optional()
    .describe(
      'Folder of each project service whose code is present, by service name; absent: there is only one service.',
    ),
  instrumented_files: z.array(z.string()).readonly(),
  lacks: z
    .array(z.string())
    .readonly()
    .describe('Gaps that make the map less reliable, one sentence each; empty: no gaps.'),
  trials: z.int().nonnegative(),
}).superRefine((map, context) => {
  const confirmed = new Set(
    map.suspicion_stack.flatMap(({ id, verdict }) => (verdict === 'confirmed' ? [id] : [])),
  );
  for (const [index, { suspicion }] of map.optimization_hints.entries()) {
    if (confirmed.has(suspicion)) continue;
    const message = `the hint is based on "${suspicion}", which is not a confirmed hypothesis`;
    context.addIssue({ code: 'custom', path: ['optimization_hints', index], message });
  }
  for (const message of checkServiceCoverage(map)) {
    context.addIssue({ code: 'custom', path: ['steps'], message });
  }
});
/** Breakdown of an operation's wall time, step by step, across services (P811-36). */
export type PerformanceMap = z.infer<typeof performanceMapSchema>;
