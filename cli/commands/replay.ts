import { isDeepStrictEqual } from 'node:util';
import { createComparisonStore } from '../../harness/history/comparison-store.ts';
import type { Host } from '../../harness/host.ts';
import { replayComparison } from '../../harness/live/replay.ts';
import type { Comparison, ComparisonReport } from '../../harness/model/document.ts';

/** Judges a saved comparison again from its raw values, and says where the outcome differs. */
export function replay(host: Host, stateFolder: string, key: string): ComparisonReport {
  const saved = createComparisonStore(host, stateFolder).load(key);
  const again = replayComparison(saved);
  const keyOf = ({ scenario, metric }: Comparison): string => JSON.stringify([scenario, metric]);
  const now = new Map(again.comparisons.map((one) => [keyOf(one), one]));
  // By what was saved: one that is no longer there differs too.
  const differing = saved.comparisons.filter((one) => !isDeepStrictEqual(one, now.get(keyOf(one))));
  const count = saved.comparisons.length;
  host.terminal.err(
    differing.length === 0
      ? `judged again from the raw values: all ${count} comparisons as saved\n`
      : `judged again from the raw values: ${differing.length} of ${count} comparisons differ from what was saved: ${differing
          .map(({ scenario, metric }) => `${metric} of ${scenario}`)
          .join(', ')}\n`,
  );
  return again;
}
