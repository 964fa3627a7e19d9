import { isDeepStrictEqual } from 'node:util';
import { createComparisonStore } from '../../harness/history/comparison-store.ts';
import type { Host } from '../../harness/host.ts';
import { replayComparison } from '../../harness/live/replay.ts';
import type { Comparison, ComparisonReport } from '../../harness/model/document.ts';

/** A saved comparison as it is judged now. */
export interface Replayed {
  readonly report: ComparisonReport;
  /** Whether that is what was saved. */
  readonly isAsSaved: boolean;
}

/** Judges a saved comparison again from its raw values, and says where the outcome differs. */
export function replay(host: Host, stateFolder: string, key: string): Replayed {
  const saved = createComparisonStore(host, stateFolder).load(key);
  const report = replayComparison(saved);
  const differing = differences(saved, report);
  const count = saved.comparisons.length;
  const said =
    differing.length > 0
      ? `${differing.length} of ${count} comparisons differ from what was saved: ${differing
          .map(({ scenario, metric }) => `${metric} of ${scenario}`)
          .join(', ')}`
      : `all ${count} comparisons as saved`;
  const isSameVerdict = saved.verdict === report.verdict;
  const over = isSameVerdict
    ? ''
    : `; the verdict over all is "${report.verdict}", where "${saved.verdict}" was saved`;
  host.terminal.err(`judged again from the raw values: ${said}${over}\n`);
  return { report, isAsSaved: differing.length === 0 && isSameVerdict };
}

/** What was saved and comes out otherwise, or not at all. */
function differences(saved: ComparisonReport, again: ComparisonReport): readonly Comparison[] {
  const keyOf = ({ scenario, metric }: Comparison): string => JSON.stringify([scenario, metric]);
  const now = new Map(again.comparisons.map((one) => [keyOf(one), one]));
  return saved.comparisons.filter((one) => !isDeepStrictEqual(one, now.get(keyOf(one))));
}
