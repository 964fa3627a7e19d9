import { coreSchemas } from 'perf-harness/plugin';
import { z } from 'zod';
import { researchSchema } from '../document/optimization-hypothesis.ts';
import { problemSchema } from '../optimization-problem.ts';

const { hypotheses, industry_benchmark, target_metrics, local_codebase_findings } =
  researchSchema.shape;
const { research_sources, disclaimer, competitor_approaches } = researchSchema.shape;

/** Version of the block; blocks of other versions are not read. */
export const CONTEXT_SCHEMA = 'perf-harness/optimization-context@1';

/** Concern to know about before the plan is carried out; it does not block the plan. */
export const planConcernSchema = z.object({
  type: z.string().min(1),
  detail: z.string().min(1),
  hypothesis: z
    .string()
    .optional()
    .describe(
      'Id of the hypothesis that the concern applies to; absent: it applies to the whole plan.',
    ),
});
export type PlanConcern = z.infer<typeof planConcernSchema>;

const previousCycleSchema = z.object({
  cycle: z.int().positive(),
  bottleneck: z.string(),
  baseline_ms: z.number().nonnegative(),
  final_ms: z.number().nonnegative(),
  improvement_pct: z.number(),
  hypotheses_applied: z.array(z.string()),
  branch: z.nullable(z.string()),
});

const reviewSchema = z.object({
  at: z.iso.datetime(),
  verdict: z.enum(['GO', 'GO_WITH_CONCERNS', 'NO_GO']),
  summary: z.string(),
});

/**
 * Complete input of the plan check and the executor: the machine-readable block of context.md
 * (OPT-54). It is authoritative; the prose around it is rendered from it.
 */
export const contextBlockSchema = z.object({
  schema: z.literal(CONTEXT_SCHEMA),
  slug: z.string().regex(/^[a-z0-9_-]{1,64}$/u),
  cycle: z.int().positive(),
  problem_statement: problemSchema,
  service_topology: z
    .nullable(z.record(z.string(), z.string()))
    .describe(
      'Code folder of each service, by service name; null means there is only one service.',
    ),
  performance_map: coreSchemas.performanceMap.describe(
    'Performance map, including `suspicion_stack` and the baseline.',
  ),
  industry_benchmark,
  competitor_approaches,
  recommended_target: z
    .nullable(z.number().positive())
    .describe('Recommended target for the wall time, in milliseconds.'),
  target_metrics,
  hypotheses,
  local_codebase_findings,
  research_sources,
  disclaimer,
  test_command: z
    .nullable(z.string())
    .describe('Test command that must pass with each hypothesis applied.'),
  e2e_test: z.object({ command: z.nullable(z.string()), source: z.string() }),
  instrumented_files: z.array(z.string()),
  previous_cycles: z.array(previousCycleSchema),
  warnings: z
    .array(planConcernSchema)
    .describe('Warnings from the gate, the generator and the plan check.'),
  review_history: z
    .array(reviewSchema)
    .describe("Results of this cycle's plan checks, oldest first."),
});
export type ContextBlock = z.infer<typeof contextBlockSchema>;

/** First line of a context.md's machine-readable block; no other line of the file equals it. */
export const BLOCK_OPEN = '```json perf-harness-context';
/** Last line of the block. */
export const BLOCK_CLOSE = '```';
