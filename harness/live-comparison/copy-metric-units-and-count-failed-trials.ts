import type { UnitFailures } from '../gate/decide/downgrade-verdict-on-unequal-failures.ts';
import type { SideId } from '../model/base-or-head-of-comparison.ts';
import type { RunRecord } from '../model/documents/run-record.ts';
import type { Comparison } from '../model/documents/run-report-and-comparison-document.ts';
import type { Trial } from '../model/trial.ts';

/** Replaces units of comparisons by their runs', since only scripts know their metrics' units. */
export function copyMetricUnitsFromRuns(
  comparisons: readonly Comparison[],
  runs: readonly RunRecord[],
): readonly Comparison[] {
  return comparisons.map((comparison) => {
    const run = runs.find(({ scenario }) => scenario === comparison.scenario);
    const unit = run?.metrics[comparison.metric]?.unit ?? comparison.unit;
    return unit === comparison.unit ? comparison : { ...comparison, unit };
  });
}

/** Counts the failed units of the timed passes; failures under valgrind say nothing about speed. */
export function countFailedTrials(
  trials: Readonly<Record<SideId, readonly Trial[]>>,
): UnitFailures {
  const failed = (side: SideId): number =>
    trials[side].filter(
      ({ state, warmup, pass }) => state === 'failed' && !warmup && pass === undefined,
    ).length;
  return { base: failed('a'), head: failed('b') };
}
