import type { TestComparison } from '../optimizer/find-new-compile-test-failures.ts';
import { BENCH_VERDICTS, type BenchVerdict } from '../session/task-completion.ts';
import type { SuccessCriterion } from '../success-criterion.ts';

export interface Judged {
  readonly verdict: BenchVerdict;
  readonly reason: string;
}

/** A metric with both of its values, not judged yet. */
export interface MeasuredMetric {
  readonly scenario: string;
  readonly metric: string;
  readonly unit: string;
  readonly better: 'lower' | 'higher';
  readonly baseline: number;
  readonly current: number;
  /** Percent of the baseline; negative values are worse. */
  readonly improvement: number;
  /** Result of the comparison, taking noise into account. */
  readonly shown: 'better' | 'worse' | 'unchanged' | 'nothing';
  /** True if a regression in this metric fails the benchmark: a kind, a budget or a margin gates it. */
  readonly decides: boolean;
}

/** Step that takes longer than before, per operation, without the steps below it. */
export interface SlowedStep {
  readonly function: string;
  readonly location: string | null;
  readonly before_ms: number;
  readonly after_ms: number;
}

/** `benchmark-results.json` (TPB-07). */
export interface Benchmark {
  readonly schema: 'perf-harness/team-benchmark@1';
  readonly comparison: null;
  readonly metrics: readonly (MeasuredMetric & Judged)[];
  readonly criteria: readonly ({ readonly criterion: SuccessCriterion } & Judged)[];
  /** Metrics that lack a baseline value or a current value. */
  readonly missing: readonly {
    readonly scenario: string;
    readonly metric: string;
    readonly reason: string;
  }[];
  /** null: the project has no tests. */
  readonly tests:
    | Exclude<TestComparison, { state: 'failed' }>
    | Omit<Extract<TestComparison, { state: 'failed' }>, 'output'>
    | null;
  /** Metrics whose regression is enough on its own to fail the benchmark. */
  readonly regressions: readonly { readonly scenario: string; readonly metric: string }[];
  readonly grown_step: SlowedStep | null;
  readonly overall: BenchVerdict;
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

export function worstVerdict(verdicts: readonly BenchVerdict[]): BenchVerdict {
  return BENCH_VERDICTS.findLast((benchVerdict) => verdicts.includes(benchVerdict)) ?? 'PASS';
}

export function createBenchmarkDocument({
  judged,
  tests,
  ...others
}: {
  readonly judged: Pick<Benchmark, 'metrics' | 'criteria' | 'overall'>;
  readonly tests: TestComparison | null;
} & Pick<Benchmark, 'missing' | 'grown_step'>): Benchmark {
  return {
    schema: 'perf-harness/team-benchmark@1',
    comparison: null,
    ...judged,
    ...others,
    tests:
      tests?.state === 'failed'
        ? { state: tests.state, failing: tests.failing, message: tests.message }
        : tests,
    regressions: judged.metrics
      .filter(({ verdict }) => verdict === 'FAIL')
      .map(({ scenario, metric }) => ({ scenario, metric })),
  };
}
