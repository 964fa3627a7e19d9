import type { Comparison } from '../model/documents/document.ts';
import type { RunRecord } from '../model/documents/record.ts';

/** Comparisons in the units that their runs have: what a script makes itself only it can tell. */
export function withOwnUnits(
  comparisons: readonly Comparison[],
  runs: readonly RunRecord[],
): readonly Comparison[] {
  return comparisons.map((comparison) => {
    const run = runs.find(({ scenario }) => scenario === comparison.scenario);
    const unit = run?.metrics[comparison.metric]?.unit ?? comparison.unit;
    return unit === comparison.unit ? comparison : { ...comparison, unit };
  });
}
