import { isDeepStrictEqual } from 'node:util';
import { createComparisonStore } from '../../harness/history/comparison-store.ts';
import type { Host } from '../../harness/host.ts';
import { rejudgeComparisonFromTrials } from '../../harness/live-comparison/rejudge-comparison-from-trials.ts';
import type {
  Comparison,
  ComparisonReport,
} from '../../harness/model/documents/run-report-and-comparison-document.ts';
import { formatPercent } from '../../harness/model/value/format-percent.ts';
import { printNotice } from '../../registry/print-stderr-notice.ts';

/** A saved comparison as it is judged now. */
export interface RejudgedComparison {
  readonly report: ComparisonReport;
  /** True if the result equals the saved one. */
  readonly isAsSaved: boolean;
}

/** One metric of one scenario, saved and judged again; undefined: it has no new verdict. */
interface Row {
  readonly saved: Comparison;
  readonly again: Comparison | undefined;
}

/** Judges a saved comparison again from raw values; reports differences from saved verdicts. */
export async function rejudgeSavedComparison(
  host: Host,
  stateFolder: string,
  key: string,
): Promise<RejudgedComparison> {
  const saved = await createComparisonStore(host, stateFolder).load(key);
  const report = rejudgeComparisonFromTrials(saved);
  const differing = differences(saved, report);
  const missing = without(report.comparisons, saved.comparisons).map(nameOf);
  const isSameVerdict = saved.verdict === report.verdict;
  const parts = [
    saidOfSaved(differing, saved.comparisons.length),
    ...(missing.length === 0
      ? []
      : [`missing from the saved comparison (${missing.length}): ${missing.join(', ')}`]),
    ...(isSameVerdict
      ? []
      : [`the overall verdict is "${report.verdict}", but "${saved.verdict}" was saved`]),
  ];
  printNotice(host, `rejudged from the raw values: ${parts.join('; ')}`);
  return { report, isAsSaved: differing.length + missing.length === 0 && isSameVerdict };
}

/** Returns the saved comparisons whose outcome is now different or missing. */
function differences(saved: ComparisonReport, again: ComparisonReport): readonly Row[] {
  const now = new Map(again.comparisons.map((comparison) => [keyOf(comparison), comparison]));
  return saved.comparisons
    .map((comparison) => ({ saved: comparison, again: now.get(keyOf(comparison)) }))
    .filter((row) => !isDeepStrictEqual(row.saved, row.again));
}

function without(
  rows: readonly Comparison[],
  others: readonly Comparison[],
): readonly Comparison[] {
  const known = new Set(others.map(keyOf));
  return rows.filter((row) => !known.has(keyOf(row)));
}

function keyOf({ scenario, metric }: Comparison): string {
  return JSON.stringify([scenario, metric]);
}

function saidOfSaved(differing: readonly Row[], count: number): string {
  if (differing.length === 0) return `all ${count} comparisons match the saved results`;
  const names = differing.map(differenceOf).join(', ');
  return `${differing.length} of ${count} comparisons differ from the saved results: ${names}`;
}

function differenceOf({ saved, again }: Row): string {
  const what = nameOf(saved);
  if (again === undefined) return what;
  if (saved.margin !== again.margin) {
    return `${what} (margin ${formatPercent(again.margin)}, saved with ${formatPercent(saved.margin)})`;
  }
  if (saved.gated === again.gated) return what;
  return again.gated
    ? `${what} (determines the verdict, but was saved as not determining it)`
    : `${what} (does not determine the verdict, but was saved as determining it)`;
}

function nameOf({ scenario, metric }: Comparison): string {
  return `${metric} of ${scenario}`;
}
