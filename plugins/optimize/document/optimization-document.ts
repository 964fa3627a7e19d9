import { coreSchemas } from 'perf-harness/plugin';
import { z } from 'zod';
import { optimizationCycleSchema, optimizationRatioSchema } from './optimization-cycle.ts';

const metricSchema = z
  .object({
    name: z
      .string()
      .describe('Name of the metric as used in performance maps, such as `wall_time_ms`.'),
    unit: z.string().describe('Unit printed after a number: `ms`; empty: a count.'),
    better: z.enum(['lower', 'higher']),
  })
  .readonly();

const goalSchema = z
  .object({
    value: z.number().describe("Value of the goal, in the metric's unit."),
    source: z.enum(['user', 'research', 'default']),
    confidence: z.enum(['HIGH', 'MEDIUM', 'LOW']).nullable(),
  })
  .readonly();

const totalSchema = z
  .object({
    baseline: z
      .number()
      .nullable()
      .describe('Baseline value of the first cycle; null means no cycle finished.'),
    final: z.number().nullable().describe('Final value of the last cycle.'),
    improvement_pct: z
      .number()
      .describe(
        "Improvement from the first cycle's baseline to the last cycle's final value; not the sum over the cycles.",
      ),
    ratio: optimizationRatioSchema
      .nullable()
      .describe(
        "Product of the cycles' confirmed ratios. Each bound of the interval is the product of the cycles' bounds; null means a cycle has no confirmed ratio.",
      ),
  })
  .readonly();

const gapSchema = z
  .object({
    achieved_pct: z.number(),
    cycles_used: z.int().nonnegative(),
    remaining_bottlenecks: z
      .array(
        z
          .object({
            type: z.string(),
            share: z.number().describe("Share of an operation's time, in percent."),
            function: z.string(),
            location: z.string().nullable(),
            detail: z.string(),
          })
          .readonly(),
      )
      .readonly()
      .describe('Bottlenecks in the latest map.'),
    remaining_cycles: z.int().nonnegative(),
    infrastructure_advice: z
      .array(z.object({ type: z.string(), text: z.string() }).readonly())
      .readonly(),
    unexplored: z
      .array(z.string())
      .readonly()
      .describe('Optimization ideas that were not explored, one sentence each.'),
    stop_reason: z.string().describe('`plateau`, `max_cycles`, `no hypotheses`, …'),
  })
  .readonly();
/** Remaining work where the target was missed. */
export type OptimizationGap = z.infer<typeof gapSchema>;

const branchSchema = z
  .object({
    name: z.string(),
    cycle: z.int().positive(),
    in_last: z.boolean().describe('Whether the last branch contains this branch.'),
  })
  .readonly();

const waiverSchema = z
  .object({ what: z.string(), reason: z.string(), by: z.string(), at: z.string() })
  .readonly();

/** Fields of the assessment that the list of all runs has, too. */
export const assessmentFields = {
  kind: z.literal('optimization-coordinator'),
  /** Share of confirmed candidates an accepted hypothesis acts on; null if none was confirmed. */
  profiler_accuracy: z.number().nullable(),
  /** Share of proposed hypotheses that were accepted; null if none was proposed. */
  research_hit_rate: z.number().nullable(),
  strike_efficiency: z.object({ clean: z.int(), bisected: z.int(), failed: z.int() }).readonly(),
  overall_gain_pct: z.number(),
  cycles_used: z.int(),
  cycles_max: z.int(),
  gains: z.array(z.number()).readonly(),
  trend: z.enum(['increasing', 'stable', 'decreasing']),
};

const metaSchema = z
  .object({
    ...assessmentFields,
    flags: z.array(z.string()).readonly().describe('Patterns across several runs.'),
    not_done: z
      .array(z.string())
      .readonly()
      .describe('Required steps that this run did not complete.'),
  })
  .readonly();
/** Assessment of a loop's own phases: profiling, research, and strike (batch apply). */
export type OptimizationMeta = z.infer<typeof metaSchema>;

export const OPTIMIZATION_SCHEMA = 'perf-harness/optimization@1';
export const optimizationReportSchema = z
  .object({
    schema: z.literal(OPTIMIZATION_SCHEMA),
    id: z.string(),
    slug: z.string(),
    target: z.string(),
    started_at: z.string(),
    created_at: z.string(),
    metric: metricSchema.describe(
      'Metric reported by the user; its value determines when the loop ends.',
    ),
    observed: z
      .object({ value: z.number(), unit: z.string(), type: z.string() })
      .readonly()
      .nullable(),
    goal: goalSchema
      .nullable()
      .describe('Goal of the loop; null means the loop ended before a goal was set.'),
    outcome: z.enum(['target_met', 'gained', 'unchanged', 'planned', 'blocked', 'failed']),
    stop: z.object({ reason: z.string(), text: z.string() }).readonly().nullable(),
    limits: z
      .object({ max_cycles: z.int().positive(), plateau_pct: z.number().nonnegative() })
      .readonly(),
    total: totalSchema,
    met_in: z.int().positive().nullable().describe('Number of the cycle that met the target.'),
    cycles: z
      .array(optimizationCycleSchema)
      .readonly()
      .describe('All cycles, including a cycle that started but did not finish.'),
    map: coreSchemas.performanceMap
      .nullable()
      .describe('Latest performance map, in full; null means nothing was profiled.'),
    gap: gapSchema
      .nullable()
      .describe(
        'What remains to reach the target; null means the target was met, or the run stopped after the plan.',
      ),
    base_commit: z.string().describe('Commit checked out when the loop started.'),
    branches: z.array(branchSchema).readonly(),
    waivers: z.array(waiverSchema).readonly(),
    meta: metaSchema
      .nullable()
      .describe(
        "Assessment of the loop's own phases; null means the loop ended before this assessment.",
      ),
    folder: z.string().describe('Artefact folder, relative to the project root.'),
  })
  .readonly();
/** Complete report of an optimization loop. */
export type OptimizationReport = z.infer<typeof optimizationReportSchema>;

export function optimizationJsonSchema(): object {
  return z.toJSONSchema(optimizationReportSchema);
}
