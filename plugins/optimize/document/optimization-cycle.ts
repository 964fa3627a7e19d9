import { coreSchemas } from 'perf-harness/plugin';
import { z } from 'zod';
import { checkResultSchema } from './behavior-check-result.ts';
import { EVIDENCE_CLASSES } from './optimization-hypothesis.ts';

export const optimizationRatioSchema = z
  .object({ value: z.number(), low: z.number(), high: z.number() })
  .readonly()
  .describe('Value after the change divided by the value before it, with its confidence interval.');
/** Remaining share of a metric, after / before, with its interval. */
export type OptimizationRatio = z.infer<typeof optimizationRatioSchema>;

const metricChangeSchema = z
  .object({
    name: z
      .string()
      .describe(
        'Name of the metric in performance maps, or in comparisons if the maps do not contain the metric.',
      ),
    before: z.number(),
    after: z.number().nullable().describe('Value after the changes; null means not measured.'),
    better: z.enum(['lower', 'higher']),
    ratio: optimizationRatioSchema
      .nullable()
      .describe(
        'Value after the changes divided by the value before them, from the measured pairs; null means no interval was measured.',
      ),
    verdict: z
      .enum(['improved', 'regressed', 'unchanged', 'inconclusive', 'incomparable'])
      .nullable()
      .describe('Verdict of the comparison for this metric; null means not judged.'),
  })
  .readonly();
/** A metric of the baseline before and after a cycle. */
export type OptimizationMetric = z.infer<typeof metricChangeSchema>;

export const functionTimesSchema = z
  .object({
    function: z.string(),
    before_ms: z.number(),
    after_ms: z.number(),
    delta_pct: z
      .number()
      .describe(
        "Change in the function's time, in percent; negative: the function takes less time.",
      ),
  })
  .readonly();
/** Time of an instrumented function before and after a cycle. */
export type OptimizationFunction = z.infer<typeof functionTimesSchema>;

const hypothesisSchema = z
  .object({
    id: z.string(),
    description: z.string(),
    outcome: z
      .enum(['applied', 'removed', 'manual', 'remaining', 'dropped', 'proposed'])
      .describe(
        'dropped: rejected by the plan check; manual: needs manual work; remaining: time ran out first; proposed: never tried.',
      ),
    reason: z.string().nullable().describe('Why the change was not accepted.'),
    files: z.array(z.string()).readonly(),
    expected_pct: z
      .number()
      .nullable()
      .describe("Expected saving, in percent of an operation's wall time."),
    risk: z.enum(['Low', 'Medium', 'High']).nullable(),
    evidence_class: z
      .enum(EVIDENCE_CLASSES)
      .nullable()
      .default(null)
      .describe('Evidence that the behavior is unchanged; null means none given.'),
    assumes: z
      .array(z.string())
      .readonly()
      .default([])
      .describe('Assumptions that the change relies on.'),
    check: checkResultSchema
      .nullable()
      .default(null)
      .describe('Result of running the old and new code side by side; null means not run.'),
    alone: z
      .object({
        improvement_pct: z
          .number()
          .nullable()
          .describe(
            'Gain that this change adds to the other changes; null means the other changes do not work without this change.',
          ),
        added: z
          .number()
          .nullable()
          .describe('Lines added by the patch of this change; null means unknown.'),
        removed: z.number().nullable(),
      })
      .readonly()
      .nullable()
      .default(null)
      .describe('Contribution of an applied change on top of the others; null means not measured.'),
  })
  .readonly();
/** Proposed change and its outcome. */
export type OptimizationHypothesis = z.infer<typeof hypothesisSchema>;

export const alternativesSchema = z
  .object({
    alternatives: z
      .array(
        z
          .object({
            name: z.string(),
            hypotheses: z.array(z.string()).readonly(),
            outcome: z.string().nullable().describe('`won`, `lost`, `failed`.'),
            improvement_pct: z.number().nullable(),
            reason: z.string(),
          })
          .readonly(),
      )
      .readonly(),
    winner: z
      .string()
      .nullable()
      .describe('Winning alternative; null means no alternative beat the unchanged code.'),
    delta_pct: z.number().nullable().describe('Gain of the winning alternative, in percent.'),
  })
  .readonly();
/** Alternatives that were tried against each other. */
export type OptimizationAlternatives = z.infer<typeof alternativesSchema>;

export const endToEndTestSchema = z
  .object({
    command: z.string(),
    source: z.string(),
    baseline_passed: z.boolean(),
    final_passed: z.boolean(),
  })
  .readonly();
/** End-to-end test of a project, before and after a cycle. */
export type EndToEndTest = z.infer<typeof endToEndTestSchema>;

export const experimentSchema = z
  .object({
    timestamp: z.string(),
    phase: z.string(),
    hypotheses: z.string(),
    baseline_ms: z.string(),
    result_ms: z.string(),
    improvement_pct: z.string(),
    status: z.string(),
    commit: z.string(),
    files: z.string(),
    e2e_status: z.string(),
  })
  .readonly();
/** Row of the experiment log; empty fields where nothing was measured. */
export type OptimizationExperiment = z.infer<typeof experimentSchema>;

export const optimizationCycleSchema = z
  .object({
    cycle: z.int().positive(),
    status: z.enum(['done', 'failed', 'conflict', 'unfinished']),
    bottleneck: z
      .string()
      .nullable()
      .describe('Main bottleneck, as `class: detail`; null means not profiled.'),
    before: z
      .number()
      .nullable()
      .describe(
        'Value of the primary metric before the changes; null means the cycle was not executed.',
      ),
    after: z.number().nullable(),
    improvement_pct: z.number().nullable(),
    ratio: optimizationRatioSchema
      .nullable()
      .describe(
        'Value of the primary metric after the changes divided by the value before, from held-out pairs.',
      ),
    target_met: z.boolean(),
    strike_result: z.enum(['clean', 'bisected', 'failed']).nullable(),
    metrics: z
      .array(metricChangeSchema)
      .readonly()
      .describe('All baseline metrics, before and after the changes.'),
    functions: z.array(functionTimesSchema).readonly(),
    explanation: coreSchemas.explanation
      .nullable()
      .describe('Both sides profiled: what changed, function by function; null: not profiled.'),
    hypotheses: z.array(hypothesisSchema).readonly(),
    contested: z.array(alternativesSchema).readonly(),
    plan: z
      .object({
        verdict: z.string(),
        corrections: z.int().nonnegative(),
        concerns: z.array(z.string()).readonly(),
      })
      .readonly()
      .nullable(),
    flags: z.array(z.string()).readonly().describe('Points that research flagged for review.'),
    e2e_test: endToEndTestSchema.nullable(),
    flaky_tests: z.array(z.string()).readonly(),
    warnings: z.array(z.string()).readonly(),
    experiments: z.array(experimentSchema).readonly(),
    branch: z
      .string()
      .nullable()
      .describe("Branch with the cycle's accepted changes; null means no change was accepted."),
    commits: z.array(z.object({ hash: z.string(), subject: z.string() }).readonly()).readonly(),
    files: z.array(z.string()).readonly().describe('Changed files.'),
    diff: z
      .object({ text: z.string(), is_cut: z.boolean() })
      .readonly()
      .nullable()
      .describe('Git diff of the changes; null means no changes.'),
  })
  .readonly();
/** Cycle of a loop: its bottleneck, its measurements and its outcome. */
export type OptimizationCycle = z.infer<typeof optimizationCycleSchema>;
