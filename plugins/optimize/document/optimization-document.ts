import { coreSchemas } from 'perf-harness/plugin';
import { z } from 'zod';
import { optimizationCycleSchema, optimizationRatioSchema } from './optimization-cycle.ts';
import { listOf, readonlyObject } from './read-only-schemas.ts';

const metricSchema = readonlyObject({
  name: z
    .string()
    .describe('Name of the metric as used in performance maps, such as `wall_time_ms`.'),
  unit: z.string().describe('Unit printed after a number: `ms`; empty: a count.'),
  better: z.enum(['lower', 'higher']),
});

const goalSchema = readonlyObject({
  value: z.number().describe("Value of the goal, in the metric's unit."),
  source: z.enum(['user', 'research', 'default']),
  confidence: z.nullable(z.enum(['HIGH', 'MEDIUM', 'LOW'])),
});

const totalSchema = readonlyObject({
  baseline: z
    .nullable(z.number())
    .describe('Baseline value of the first cycle; null means no cycle finished.'),
  final: z.nullable(z.number()).describe('Final value of the last cycle.'),
  improvement_pct: z
    .number()
    .describe(
      "Improvement from the first cycle's baseline to the last cycle's final value; not the sum over the cycles.",
    ),
  ratio: z
    .nullable(optimizationRatioSchema)
    .describe(
      "Product of the cycles' confirmed ratios. Each bound of the interval is the product of the cycles' bounds; null means a cycle has no confirmed ratio.",
    ),
});

const gapSchema = readonlyObject({
  achieved_pct: z.number(),
  cycles_used: z.int().nonnegative(),
  remaining_bottlenecks: listOf(
    readonlyObject({
      type: z.string(),
      share: z.number().describe("Share of an operation's time, in percent."),
      function: z.string(),
      location: z.nullable(z.string()),
      detail: z.string(),
    }),
  ).describe('Bottlenecks in the latest map.'),
  remaining_cycles: z.int().nonnegative(),
  infrastructure_advice: listOf(readonlyObject({ type: z.string(), text: z.string() })),
  unexplored: listOf(z.string()).describe(
    'Optimization ideas that were not explored, one sentence each.',
  ),
  stop_reason: z.string().describe('`plateau`, `max_cycles`, `no hypotheses`, …'),
});
/** Remaining work where the target was missed. */
export type OptimizationGap = z.infer<typeof gapSchema>;

const branchSchema = readonlyObject({
  name: z.string(),
  cycle: z.int().positive(),
  in_last: z.boolean().describe('Whether the last branch contains this branch.'),
});

const waiverSchema = readonlyObject({
  what: z.string(),
  reason: z.string(),
  by: z.string(),
  at: z.string(),
});

/** Fields of the assessment that the list of all runs has, too. */
export const assessmentFields = {
  kind: z.literal('optimization-coordinator'),
  /** Share of confirmed candidates an accepted hypothesis acts on; null if none was confirmed. */
  profiler_accuracy: z.nullable(z.number()),
  /** Share of proposed hypotheses that were accepted; null if none was proposed. */
  research_hit_rate: z.nullable(z.number()),
  strike_efficiency: readonlyObject({ clean: z.int(), bisected: z.int(), failed: z.int() }),
  overall_gain_pct: z.number(),
  cycles_used: z.int(),
  cycles_max: z.int(),
  gains: listOf(z.number()),
  trend: z.enum(['increasing', 'stable', 'decreasing']),
};

const metaSchema = readonlyObject({
  ...assessmentFields,
  flags: listOf(z.string()).describe('Patterns across several runs.'),
  not_done: listOf(z.string()).describe('Required steps that this run did not complete.'),
});
/** Assessment of a loop's own phases: profiling, research, and strike (batch apply). */
export type OptimizationMeta = z.infer<typeof metaSchema>;

export const OPTIMIZATION_SCHEMA = 'perf-harness/optimization@1';
export const optimizationReportSchema = readonlyObject({
  schema: z.literal(OPTIMIZATION_SCHEMA),
  id: z.string(),
  slug: z.string(),
  target: z.string(),
  started_at: z.string(),
  created_at: z.string(),
  metric: metricSchema.describe(
    'Metric reported by the user; its value determines when the loop ends.',
  ),
  observed: z.nullable(readonlyObject({ value: z.number(), unit: z.string(), type: z.string() })),
  goal: z
    .nullable(goalSchema)
    .describe('Goal of the loop; null means the loop ended before a goal was set.'),
  outcome: z.enum(['target_met', 'gained', 'unchanged', 'planned', 'blocked', 'failed']),
  stop: z.nullable(readonlyObject({ reason: z.string(), text: z.string() })),
  limits: readonlyObject({ max_cycles: z.int().positive(), plateau_pct: z.number().nonnegative() }),
  total: totalSchema,
  met_in: z.nullable(z.int().positive()).describe('Number of the cycle that met the target.'),
  cycles: listOf(optimizationCycleSchema).describe(
    'All cycles, including a cycle that started but did not finish.',
  ),
  map: z
    .nullable(coreSchemas.performanceMap)
    .describe('Latest performance map, in full; null means nothing was profiled.'),
  gap: z
    .nullable(gapSchema)
    .describe(
      'What remains to reach the target; null means the target was met, or the run stopped after the plan.',
    ),
  base_commit: z.string().describe('Commit checked out when the loop started.'),
  branches: listOf(branchSchema),
  waivers: listOf(waiverSchema),
  meta: z
    .nullable(metaSchema)
    .describe(
      "Assessment of the loop's own phases; null means the loop ended before this assessment.",
    ),
  folder: z.string().describe('Artefact folder, relative to the project root.'),
});
/** Complete report of an optimization loop. */
export type OptimizationReport = z.infer<typeof optimizationReportSchema>;

export function optimizationJsonSchema(): object {
  return z.toJSONSchema(optimizationReportSchema);
}
