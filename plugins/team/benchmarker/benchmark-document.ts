import { z } from 'zod';
import type { TestsAgainstBase } from '../against-base/new-failures.ts';
import { criterionSchema } from '../criterion.ts';
import { BENCH_VERDICTS } from '../session/verdicts.ts';
import { type Figures, improvementOf } from './figures.ts';
import { type JudgedBench, worst } from './judge-bench.ts';
import type { GrownStep } from './likely-step.ts';

const verdictSchema = z.enum(BENCH_VERDICTS);
const judged = { verdict: verdictSchema, reason: z.string() };

const metricSchema = z
  .object({
    scenario: z.string(),
    metric: z.string(),
    unit: z.string(),
    better: z.enum(['lower', 'higher']),
    baseline: z.number(),
    current: z.number(),
    improvement: z.number().describe('Percent of the baseline; negative: it is worse.'),
    shown: z
      .enum(['better', 'worse', 'unchanged', 'nothing'])
      .describe('What the comparison has shown beyond noise.'),
    decides: z.boolean().describe('Whether its regression fails; else it warns.'),
    ...judged,
  })
  .readonly();

const stepSchema = z
  .object({
    function: z.string(),
    location: z.string().nullable(),
    before_ms: z.number(),
    after_ms: z.number(),
  })
  .readonly()
  .describe('The step whose own time grew most.');

const testsSchema = z
  .discriminatedUnion('state', [
    z.object({ state: z.literal('passed') }),
    z.object({ state: z.literal('failed'), failing: z.array(z.string()), message: z.string() }),
    z.object({ state: z.literal('undecided'), reason: z.string() }),
  ])
  .nullable()
  .describe('null: the project has no tests.');

export const BENCHMARK_SCHEMA = 'perf-harness/team-benchmark@1';
export const benchmarkSchema = z
  .object({
    schema: z.literal(BENCHMARK_SCHEMA),
    comparison: z.string().nullable().describe('Under which the comparison is saved.'),
    metrics: z.array(metricSchema).readonly(),
    criteria: z.array(z.object({ criterion: criterionSchema, ...judged }).readonly()).readonly(),
    missing: z
      .array(z.object({ scenario: z.string(), metric: z.string(), reason: z.string() }).readonly())
      .readonly()
      .describe('Metrics without two values.'),
    tests: testsSchema,
    regressions: z
      .array(z.object({ scenario: z.string(), metric: z.string() }).readonly())
      .readonly()
      .describe('Metrics that fail by themselves.'),
    grown_step: stepSchema.nullable(),
    overall: verdictSchema,
  })
  .strict()
  .readonly()
  .superRefine((document, context) => {
    const wrong = (message: string): void => context.addIssue({ code: 'custom', message });
    for (const { metric, baseline, current, better, improvement } of document.metrics) {
      if (improvement === improvementOf(baseline, current, better)) continue;
      wrong(`the improvement of ${metric} does not follow from its two values`);
    }
    if (document.overall !== overallOf(document)) wrong('overall is not the worst of all verdicts');
  });
/** `benchmark-results.json` (TPB-07). */
export type Benchmark = z.infer<typeof benchmarkSchema>;

function overallOf({
  metrics,
  criteria,
  tests,
}: Pick<Benchmark, 'metrics' | 'criteria' | 'tests'>) {
  const all = [...metrics, ...criteria].map(({ verdict }) => verdict);
  return worst(tests?.state === 'failed' ? [...all, 'FAIL'] : all);
}

/** What a document is made of. */
export interface BenchParts {
  readonly comparison: string | null;
  readonly figures: Figures;
  readonly judged: JudgedBench;
  readonly tests: TestsAgainstBase | null;
  readonly grownStep: GrownStep | null;
}

export function benchmarkDocument(parts: BenchParts): Benchmark {
  const { comparison, figures, judged: all, tests, grownStep } = parts;
  return {
    schema: BENCHMARK_SCHEMA,
    comparison,
    metrics: all.metrics,
    criteria: all.criteria,
    missing: figures.missing,
    tests: testsOf(tests),
    regressions: all.metrics
      .filter(({ verdict }) => verdict === 'FAIL')
      .map(({ scenario, metric }) => ({ scenario, metric })),
    grown_step: grownStep,
    overall: all.overall,
  };
}

function testsOf(tests: TestsAgainstBase | null): Benchmark['tests'] {
  switch (tests?.state) {
    case undefined:
      return null;
    case 'passed':
      return { state: 'passed' };
    case 'undecided':
      return { state: 'undecided', reason: tests.reason };
    case 'failed':
      return { state: 'failed', failing: [...tests.failing], message: tests.message };
  }
}
