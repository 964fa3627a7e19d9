import { z } from 'zod';
import type { TestComparison } from '../optimizer/find-new-compile-test-failures.ts';
import { BENCH_VERDICTS, type BenchVerdict } from '../session/task-completion.ts';
import { criterionSchema } from '../success-criterion.ts';

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
    improvement: z
      .number()
      .describe('Improvement in percent of the baseline; negative values are worse.'),
    shown: z
      .enum(['better', 'worse', 'unchanged', 'nothing'])
      .describe('Result of the comparison, taking noise into account.'),
    decides: z
      .boolean()
      .describe(
        'Whether a regression in this metric fails the benchmark. A metric can be gated by its kind, a budget or a margin.',
      ),
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
  .describe('Step whose self time grew the most.');

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
    comparison: z.string().nullable().describe('Name under which the comparison is saved.'),
    metrics: z.array(metricSchema).readonly(),
    criteria: z.array(z.object({ criterion: criterionSchema, ...judged }).readonly()).readonly(),
    missing: z
      .array(z.object({ scenario: z.string(), metric: z.string(), reason: z.string() }).readonly())
      .readonly()
      .describe('Metrics that lack a baseline value or a current value.'),
    tests: testsSchema,
    regressions: z
      .array(z.object({ scenario: z.string(), metric: z.string() }).readonly())
      .readonly()
      .describe('Metrics whose regression is enough on its own to fail the benchmark.'),
    grown_step: stepSchema.nullable(),
    overall: verdictSchema,
  })
  .strict()
  .readonly()
  .superRefine((document, context) => {
    const wrong = (message: string): void => context.addIssue({ code: 'custom', message });
    for (const { metric, baseline, current, better, improvement } of document.metrics) {
      if (improvement === computeImprovement(baseline, current, better)) continue;
      wrong(`the improvement of ${metric} does not match its baseline and current values`);
    }
    if (document.overall !== overallOf(document))
      wrong('`overall` is not the worst of all verdicts');
  });
/** `benchmark-results.json` (TPB-07). */
export type Benchmark = z.infer<typeof benchmarkSchema>;
/** A metric with both of its values, not judged yet; the noise of the machine is not in `shown`. */
export type MeasuredMetric = Omit<Benchmark['metrics'][number], 'verdict' | 'reason'>;
/** Step that takes longer than before, per operation, without the steps below it. */
export type SlowedStep = NonNullable<Benchmark['grown_step']>;

function overallOf({
  metrics,
  criteria,
  tests,
}: Pick<Benchmark, 'metrics' | 'criteria' | 'tests'>) {
  const all = [...metrics, ...criteria].map(({ verdict }) => verdict);
  return worstVerdict(tests?.state === 'failed' ? [...all, 'FAIL'] : all);
}

/** Decimal digits kept of a percentage, so that 5 % stays 5 % despite binary fractions. */
const DIGITS = 9;

/** Returns the improvement in percent of the baseline; 100 or −100 for a baseline of 0. */
export function computeImprovement(
  baseline: number,
  current: number,
  better: MeasuredMetric['better'],
): number {
  if (baseline === current) return 0;
  const gained = better === 'lower' ? baseline - current : current - baseline;
  if (baseline === 0) return gained > 0 ? 100 : -100;
  return Number(((gained / Math.abs(baseline)) * 100).toFixed(DIGITS));
}

/** The worst of some verdicts. */
export function worstVerdict(verdicts: readonly BenchVerdict[]): BenchVerdict {
  return BENCH_VERDICTS.findLast((benchVerdict) => verdicts.includes(benchVerdict)) ?? 'PASS';
}

export function createBenchmarkDocument({
  comparison,
  figures: { missing },
  judged: { metrics, criteria, overall },
  tests,
  grownStep,
}: {
  readonly comparison: string | null;
  readonly figures: Pick<Benchmark, 'missing'>;
  readonly judged: Pick<Benchmark, 'metrics' | 'criteria' | 'overall'>;
  readonly tests: TestComparison | null;
  readonly grownStep: SlowedStep | null;
}): Benchmark {
  return {
    schema: BENCHMARK_SCHEMA,
    comparison,
    metrics,
    criteria,
    missing,
    tests: testsSchema.parse(tests),
    regressions: metrics
      .filter(({ verdict }) => verdict === 'FAIL')
      .map(({ scenario, metric }) => ({ scenario, metric })),
    grown_step: grownStep,
    overall,
  };
}
