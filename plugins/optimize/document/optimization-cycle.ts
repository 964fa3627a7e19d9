import { coreSchemas } from 'perf-harness/plugin';
import { z } from 'zod';
import { checkResultSchema } from './behavior-check-result.ts';
import { EVIDENCE_CLASSES } from './optimization-hypothesis.ts';
import { listOf, readonlyObject } from './read-only-schemas.ts';

export const optimizationRatioSchema = readonlyObject({
  value: z.number(),
  low: z.number(),
  high: z.number(),
}).describe('Value after the change divided by the value before it, with its confidence interval.');
/** Remaining share of a metric, after / before, with its interval. */
export type OptimizationRatio = z.infer<typeof optimizationRatioSchema>;

const metricChangeSchema = readonlyObject({
  name: z
    .string()
    .describe(
      'Name of the metric in performance maps, or in comparisons if the maps do not contain the metric.',
    ),
  before: z.number(),
  after: z.nullable(z.number()).describe('Value after the changes; null means not measured.'),
  better: z.enum(['lower', 'higher']),
  ratio: z
    .nullable(optimizationRatioSchema)
    .describe(
      'Value after the changes divided by the value before them, from the measured pairs; null means no interval was measured.',
    ),
  verdict: z
    .nullable(z.enum(['improved', 'regressed', 'unchanged', 'inconclusive', 'incomparable']))
    .describe('Verdict of the comparison for this metric; null means not judged.'),
});
/** A metric of the baseline before and after a cycle. */
export type OptimizationMetric = z.infer<typeof metricChangeSchema>;

export const functionTimesSchema = readonlyObject({
  function: z.string(),
  before_ms: z.number(),
  after_ms: z.number(),
  delta_pct: z
    .number()
    .describe("Change in the function's time, in percent; negative: the function takes less time."),
});
/** Time of an instrumented function before and after a cycle. */
export type OptimizationFunction = z.infer<typeof functionTimesSchema>;

const hypothesisSchema = readonlyObject({
  id: z.string(),
  description: z.string(),
  outcome: z
    .enum(['applied', 'removed', 'manual', 'remaining', 'dropped', 'proposed'])
    .describe(
      'dropped: rejected by the plan check; manual: needs manual work; remaining: time ran out first; proposed: never tried.',
    ),
  reason: z.nullable(z.string()).describe('Why the change was not accepted.'),
  files: listOf(z.string()),
  expected_pct: z
    .nullable(z.number())
    .describe("Expected saving, in percent of an operation's wall time."),
  risk: z.nullable(z.enum(['Low', 'Medium', 'High'])),
  evidence_class: z
    .nullable(z.enum(EVIDENCE_CLASSES))
    .default(null)
    .describe('Evidence that the behavior is unchanged; null means none given.'),
  assumes: listOf(z.string()).default([]).describe('Assumptions that the change relies on.'),
  check: z
    .nullable(checkResultSchema)
    .default(null)
    .describe('Result of running the old and new code side by side; null means not run.'),
  alone: z
    .nullable(
      readonlyObject({
        improvement_pct: z
          .nullable(z.number())
          .describe(
            'Gain that this change adds to the other changes; null means the other changes do not work without this change.',
          ),
        added: z
          .nullable(z.number())
          .describe('Lines added by the patch of this change; null means unknown.'),
        removed: z.nullable(z.number()),
      }),
    )
    .default(null)
    .describe('Contribution of an applied change on top of the others; null means not measured.'),
});
/** Proposed change and its outcome. */
export type OptimizationHypothesis = z.infer<typeof hypothesisSchema>;

export const alternativesSchema = readonlyObject({
  alternatives: listOf(
    readonlyObject({
      name: z.string(),
      hypotheses: listOf(z.string()),
      outcome: z.nullable(z.string()).describe('`won`, `lost`, `failed`.'),
      improvement_pct: z.nullable(z.number()),
      reason: z.string(),
    }),
  ),
  winner: z
    .nullable(z.string())
    .describe('Winning alternative; null means no alternative beat the unchanged code.'),
  delta_pct: z.nullable(z.number()).describe('Gain of the winning alternative, in percent.'),
});
/** Alternatives that were tried against each other. */
export type OptimizationAlternatives = z.infer<typeof alternativesSchema>;

export const endToEndTestSchema = readonlyObject({
  command: z.string(),
  source: z.string(),
  baseline_passed: z.boolean(),
  final_passed: z.boolean(),
});
/** End-to-end test of a project, before and after a cycle. */
export type EndToEndTest = z.infer<typeof endToEndTestSchema>;

export const experimentSchema = readonlyObject({
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
});
/** Row of the experiment log; empty fields where nothing was measured. */
export type OptimizationExperiment = z.infer<typeof experimentSchema>;

export const optimizationCycleSchema = readonlyObject({
  cycle: z.int().positive(),
  status: z.enum(['done', 'failed', 'conflict', 'unfinished']),
  bottleneck: z
    .nullable(z.string())
    .describe('Main bottleneck, as `class: detail`; null means not profiled.'),
  before: z
    .nullable(z.number())
    .describe(
      'Value of the primary metric before the changes; null means the cycle was not executed.',
    ),
  after: z.nullable(z.number()),
  improvement_pct: z.nullable(z.number()),
  ratio: z
    .nullable(optimizationRatioSchema)
    .describe(
      'Value of the primary metric after the changes divided by the value before, from held-out pairs.',
    ),
  target_met: z.boolean(),
  strike_result: z.nullable(z.enum(['clean', 'bisected', 'failed'])),
  metrics: listOf(metricChangeSchema).describe(
    'All baseline metrics, before and after the changes.',
  ),
  functions: listOf(functionTimesSchema),
  explanation: z
    .nullable(coreSchemas.explanation)
    .describe('Both sides profiled: what changed, function by function; null: not profiled.'),
  hypotheses: listOf(hypothesisSchema),
  contested: listOf(alternativesSchema),
  plan: z.nullable(
    readonlyObject({
      verdict: z.string(),
      corrections: z.int().nonnegative(),
      concerns: listOf(z.string()),
    }),
  ),
  flags: listOf(z.string()).describe('Points that research flagged for review.'),
  e2e_test: z.nullable(endToEndTestSchema),
  flaky_tests: listOf(z.string()),
  warnings: listOf(z.string()),
  experiments: listOf(experimentSchema),
  branch: z
    .nullable(z.string())
    .describe("Branch with the cycle's accepted changes; null means no change was accepted."),
  commits: listOf(readonlyObject({ hash: z.string(), subject: z.string() })),
  files: listOf(z.string()).describe('Changed files.'),
  diff: z
    .nullable(readonlyObject({ text: z.string(), is_cut: z.boolean() }))
    .describe('Git diff of the changes; null means no changes.'),
});
/** Cycle of a loop: its bottleneck, its measurements and its outcome. */
export type OptimizationCycle = z.infer<typeof optimizationCycleSchema>;
