import { median } from '../../harness/stats/quantile.ts';
import { robustSpread } from '../../harness/stats/robust-spread.ts';
import type { BenchRow, BenchTable } from '../bench-result.ts';
import type { CompareCase } from './cases.ts';
import type { CompareEntry } from './entries.ts';
import { workloadOf } from './workloads.ts';

/** Of a pair, on the workloads that promises are made for. */
const MOST_SPREAD = 0.03;

/** A case with the comparisons that were made of it. */
export interface CaseResult {
  readonly compareCase: CompareCase;
  readonly planned: number;
  readonly entries: readonly CompareEntry[];
}

/** A row for the verdicts of each case, and one for its seconds where they are promised. */
export function caseRows(results: readonly CaseResult[]): readonly BenchRow[] {
  return results.flatMap((result) => {
    const { compareCase, planned, entries } = result;
    const { promise, title } = compareCase;
    const count = countOf(result);
    const limit = scaledLimit(compareCase, planned);
    const isComplete = planned > 0 && entries.length >= planned;
    const inLimit = promise.limit.type === 'at-most' ? count <= limit : count >= limit;
    const rows: BenchRow[] = [
      claim(
        `${title}: ${promise.verdicts.join(' or ')}`,
        `${count} of ${entries.length}`,
        `${promise.limit.type === 'at-most' ? 'at most' : 'at least'} ${limit} of ${planned}`,
        isComplete && inLimit,
      ),
    ];
    if (promise.medianSeconds !== null && entries.length > 0) {
      const seconds = median(entries.map((entry) => entry.seconds));
      rows.push(
        claim(
          `${title}: median time`,
          `${seconds.toFixed(1)} s`,
          `at most ${promise.medianSeconds} s`,
          isComplete && seconds <= promise.medianSeconds,
        ),
      );
    }
    return rows;
  });
}

function claim(name: string, ours: string, limit: string, holds: boolean): BenchRow {
  return { name, ours, peer: '', ratio: null, low: null, high: null, limit, holds };
}

/** Comparisons with a verdict that the promise counts. */
export function countOf({ compareCase, entries }: CaseResult): number {
  const { verdicts, metric } = compareCase.promise;
  return entries.filter(({ metrics }) =>
    Object.entries(metrics).some(
      ([name, one]) =>
        verdicts.includes(one.verdict) && (metric === null ? one.gated : name === metric),
    ),
  ).length;
}

/** What is promised of so many comparisons, no easier than of all of them. */
export function scaledLimit({ promise, runs }: CompareCase, planned: number): number {
  const share = (promise.limit.count * planned) / runs;
  return promise.limit.type === 'at-most' ? Math.floor(share) : Math.ceil(share);
}

/** Robust spread of the log-ratio of a pair, over all comparisons of identical code. */
export function spreadOf(
  results: readonly CaseResult[],
  workload: string,
  metric: string,
): number | null {
  const ratios = results
    .filter(({ compareCase }) => compareCase.change.type === 'none')
    .flatMap(({ entries }) => entries)
    .filter((entry) => entry.workload === workload)
    .flatMap(({ screened }) => screened[metric] ?? []);
  return ratios.length < 8 ? null : robustSpread(ratios);
}

/** Each case and workload: what was said, how soon, and how noisy a pair was. */
export function caseTable(results: readonly CaseResult[]): BenchTable {
  const body = results.flatMap((result) =>
    result.compareCase.workloads.flatMap((workload): readonly (readonly string[])[] => {
      const entries = result.entries.filter((entry) => entry.workload === workload);
      if (entries.length === 0) return [];
      const metric = result.compareCase.promise.metric ?? workloadOf(workload).metric;
      const spread = spreadOf(results, workload, metric);
      const ratios = entries.flatMap(({ metrics }) => metrics[metric]?.ratio ?? []);
      return [
        [
          result.compareCase.title,
          workload,
          verdictCounts(entries, metric),
          ratios.length === 0 ? '' : percent(median(ratios) - 1),
          entries.length === 0 ? '' : median(pairsOf(entries, metric)).toFixed(0),
          median(entries.map(({ seconds }) => seconds)).toFixed(1),
          median(entries.map(({ setupSeconds }) => setupSeconds)).toFixed(1),
          spread === null
            ? ''
            : `${(100 * spread).toFixed(2)} %${spread > MOST_SPREAD ? ' (!)' : ''}`,
        ],
      ];
    }),
  );
  return {
    title: 'Each case by workload',
    note: `Change, pairs, seconds and set-up are medians. Seconds run from the first unit to the last, warm-up and what lies between units included; set-up (start, snapshots, report) is not promised. The spread is the robust standard deviation of the log-ratio of a pair, over all comparisons of identical code; beyond ${100 * MOST_SPREAD} % (!) the machine was too noisy for the promises.`,
    head: ['case', 'workload', 'verdicts', 'change', 'pairs', 's', 'set-up s', 'spread of a pair'],
    body,
  };
}

function pairsOf(entries: readonly CompareEntry[], metric: string): readonly number[] {
  return entries.map(({ screened, metrics }) => {
    const one = metrics[metric];
    const screen = screened[metric]?.length ?? 0;
    return one?.confirmed === true ? screen + one.pairs : screen;
  });
}

function verdictCounts(entries: readonly CompareEntry[], metric: string): string {
  const counts = new Map<string, number>();
  for (const { metrics } of entries) {
    const verdict = metrics[metric]?.verdict ?? 'none';
    counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
  }
  return [...counts].map(([verdict, count]) => `${count} ${verdict}`).join(', ');
}

function percent(share: number): string {
  return `${share >= 0 ? '+' : '−'}${Math.abs(100 * share).toFixed(2)} %`;
}
