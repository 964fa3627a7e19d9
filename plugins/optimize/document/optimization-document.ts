import { coreSchemas } from 'perf-harness/plugin';
import { z } from 'zod';
import { optimizationCycleSchema, optimizationRatioSchema } from './optimization-cycle.ts';

const metricSchema = z
  .object({
    name: z.string().describe('As performance maps call it: `wall_time_ms`.'),
    unit: z.string().describe('As it stands behind a number: `ms`; empty: a count.'),
    better: z.enum(['lower', 'higher']),
  })
  .readonly();

const goalSchema = z
  .object({
    value: z.number().describe('In the unit of the metric.'),
    source: z.enum(['user', 'research', 'default']),
    confidence: z.enum(['HIGH', 'MEDIUM', 'LOW']).nullable(),
  })
  .readonly();

const totalSchema = z
  .object({
    baseline: z.number().nullable().describe('Of the first cycle; null: none came to its end.'),
    final: z.number().nullable().describe('Of the last cycle.'),
    improvement_pct: z
      .number()
      .describe('From the first baseline to the last final; not the sum of the cycles.'),
    ratio: optimizationRatioSchema
      .nullable()
      .describe(
        'Product of the confirmed ratios of the cycles, from the product of their low ends to that of their high ones; null: a cycle has none.',
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
            share: z.number().describe('Per cent of an operation.'),
            function: z.string(),
            location: z.string().nullable(),
            detail: z.string(),
          })
          .readonly(),
      )
      .readonly()
      .describe('Of the latest map.'),
    remaining_cycles: z.int().nonnegative(),
    infrastructure_advice: z
      .array(z.object({ type: z.string(), text: z.string() }).readonly())
      .readonly(),
    unexplored: z.array(z.string()).readonly().describe('Directions, a sentence each.'),
    stop_reason: z.string().describe('`plateau`, `max_cycles`, `no hypotheses`, …'),
  })
  .readonly();
/** Remaining work where the target was missed. */
export type OptimizationGap = z.infer<typeof gapSchema>;

const branchSchema = z
  .object({
    name: z.string(),
    cycle: z.int().positive(),
    in_last: z.boolean().describe('The last branch contains it.'),
  })
  .readonly();

const waiverSchema = z
  .object({ what: z.string(), reason: z.string(), by: z.string(), at: z.string() })
  .readonly();

const metaSchema = z
  .object({
    kind: z.literal('optimization-coordinator'),
    profiler_accuracy: z.number().nullable(),
    research_hit_rate: z.number().nullable(),
    strike_efficiency: z.object({ clean: z.int(), bisected: z.int(), failed: z.int() }).readonly(),
    overall_gain_pct: z.number(),
    cycles_used: z.int(),
    cycles_max: z.int(),
    gains: z.array(z.number()).readonly(),
    trend: z.enum(['increasing', 'stable', 'decreasing']),
    flags: z.array(z.string()).readonly().describe('What shows over several runs.'),
    not_done: z.array(z.string()).readonly().describe('What a run has to do and this one did not.'),
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
    metric: metricSchema.describe('The one that the complaint is about; the loop ends by it.'),
    observed: z
      .object({ value: z.number(), unit: z.string(), type: z.string() })
      .readonly()
      .nullable(),
    goal: goalSchema.nullable().describe('null: it ended before one was set.'),
    outcome: z.enum(['target_met', 'gained', 'unchanged', 'planned', 'blocked', 'failed']),
    stop: z.object({ reason: z.string(), text: z.string() }).readonly().nullable(),
    limits: z
      .object({ max_cycles: z.int().positive(), plateau_pct: z.number().nonnegative() })
      .readonly(),
    total: totalSchema,
    met_in: z.int().positive().nullable().describe('Cycle that met the target.'),
    cycles: z
      .array(optimizationCycleSchema)
      .readonly()
      .describe('One that was begun and not ended is among them.'),
    map: coreSchemas.performanceMap
      .nullable()
      .describe('The latest, in full; null: nothing was profiled.'),
    gap: gapSchema.nullable().describe('null: the target was met, or nothing was to be changed.'),
    base_commit: z.string().describe('The commit that the user stood on.'),
    branches: z.array(branchSchema).readonly(),
    waivers: z.array(waiverSchema).readonly(),
    meta: metaSchema.nullable().describe('null: the loop did not come so far.'),
    folder: z.string().describe('Of the artefacts, from the root of the project.'),
  })
  .readonly();
/** Complete report of an optimization loop. */
export type OptimizationReport = z.infer<typeof optimizationReportSchema>;

export function optimizationJsonSchema(): object {
  return z.toJSONSchema(optimizationReportSchema);
}
