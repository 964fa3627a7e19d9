import type { UnitFailures } from '../gate/decide/unequal-failures.ts';
import type { Comparison } from '../model/documents/comparison-document.ts';
import type { RunRecord } from '../model/documents/run-record.ts';
import type { SideId } from '../model/side.ts';
import type { Trial } from '../model/trial.ts';

/** Comparisons in the units that their runs have: what a script makes itself only it can tell. */
export function applyRunUnits(
  comparisons: readonly Comparison[],
  runs: readonly RunRecord[],
): readonly Comparison[] {
  return comparisons.map((comparison) => {
    const run = runs.find(({ scenario }) => scenario === comparison.scenario);
    const unit = run?.metrics[comparison.metric]?.unit ?? comparison.unit;
    return unit === comparison.unit ? comparison : { ...comparison, unit };
  });
}

/** Timed units that failed where they counted; what fails under valgrind says nothing of how long it takes. */
export function countUnitFailures(
  trials: Readonly<Record<SideId, readonly Trial[]>>,
): UnitFailures {
  const failed = (side: SideId): number =>
    trials[side].filter(
      ({ state, warmup, pass }) => state === 'failed' && !warmup && pass === undefined,
    ).length;
  return { base: failed('a'), head: failed('b') };
}
