import type { CycleRecord, RunFacts } from '../optimization-loop-state.ts';
import { calculateImprovement, roundToTenth } from '../optimization-loop-stop-reason.ts';
import { findMetricDirection, type MetricName, readMetrics } from '../optimization-metrics.ts';

/** Result of all cycles together (OPT-62). */
export interface CycleAggregate {
  readonly metric: MetricName;
  /** Baseline of the first cycle; null if no cycle was completed. */
  readonly originalBaseline: number | null;
  /** Final value of the last cycle. */
  readonly final: number | null;
  /** From the first baseline to the last final value, not the sum of the cycles. One decimal. */
  readonly totalImprovementPct: number;
  readonly gains: readonly number[];
  /** `c1 H2`, in the order of the cycles. */
  readonly applied: readonly string[];
  readonly removed: readonly string[];
}

export function aggregateCycles(
  cycles: readonly CycleRecord[],
  metric: MetricName,
  tried: RunFacts['tried'],
): CycleAggregate {
  const value = (values: CycleRecord['final'] | undefined): number | null =>
    values === undefined ? null : (readMetrics(values)[metric] ?? null);
  const before = value(cycles[0]?.baseline);
  const after = value(cycles.at(-1)?.final);
  const total =
    before === null || after === null
      ? 0
      : roundToTenth(calculateImprovement(before, after, findMetricDirection(metric)));
  const named = (kept: boolean): readonly string[] =>
    tried
      .filter((triedChange) => triedChange.kept === kept)
      .map(({ cycle, id }) => `c${cycle} ${id}`);
  return {
    metric,
    originalBaseline: before,
    final: after,
    totalImprovementPct: total,
    gains: cycles.map(({ improvement_pct: gain }) => gain),
    applied: named(true),
    removed: named(false),
  };
}
