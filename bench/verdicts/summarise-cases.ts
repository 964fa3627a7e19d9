import { median, robustSpread } from '../../harness/stats/descriptive-statistics.ts';
import { type BenchRow, type BenchTable, NO_PEER } from '../bench-result.ts';
import type { CompareCase } from './compare-cases.ts';
import { formatSignedPercent } from './format-signed-percent.ts';
import { type CalibrationEntries, calibratedSpread, MAX_SPREAD } from './summarise-calibrations.ts';
import type { CompareEntry } from './verdict-entries.ts';
import { findWorkload } from './workloads.ts';

/** A case with its comparisons. */
export interface CaseResult {
  readonly compareCase: CompareCase;
  readonly planned: number;
  readonly entries: readonly CompareEntry[];
}

/** Returns a row for the verdicts of each case, and a row for its seconds if they are claimed. */
export function caseRows(
  results: readonly CaseResult[],
  calibrated: CalibrationEntries,
): readonly BenchRow[] {
  return results.flatMap((result) => {
    const isWhole = result.planned >= result.compareCase.runs;
    if (!isWhole) return [sampleRow(result)];
    const noise = noiseText(result, calibrated);
    return [verdictRow(result, noise), ...timeRows(result, noise)];
  });
}

/** Noise of a pair on the workloads of a case. */
function noiseText({ compareCase }: CaseResult, calibrated: CalibrationEntries): string {
  const spreads = compareCase.workloads.flatMap(
    (name) => calibratedSpread(calibrated, name, metricOf(compareCase, name)) ?? [],
  );
  if (spreads.length === 0) return '';
  const ends = [...new Set([Math.min(...spreads), Math.max(...spreads)])];
  return `; calibrated spread of a pair ${ends.map((end) => (100 * end).toFixed(1)).join(' to ')} %`;
}

/** The metric that a case is about on a workload. */
function metricOf({ promise }: CompareCase, workload: string): string {
  return promise.metric ?? findWorkload(workload).metric;
}

function verdictRow(result: CaseResult, noise: string): BenchRow {
  const { compareCase, entries } = result;
  const { promise, title, runs } = compareCase;
  const { type, count: limit } = promise.limit;
  const count = countVerdicts(result);
  const isWithin = type === 'at-most' ? count <= limit : count >= limit;
  return claim(
    `${title}: ${promise.verdicts.join(' or ')}`,
    `${count} of ${entries.length}${besidesText(result)}${noise}`,
    `${type === 'at-most' ? 'at most' : 'at least'} ${limit} of ${runs}`,
    entries.length >= runs && isWithin,
  );
}

/** Returns a count's details: the number of inconclusive comparisons, or the metric concerned. */
function besidesText({ compareCase, entries }: CaseResult): string {
  if (compareCase.change.type === 'none') {
    const isOpen = ({ metrics }: CompareEntry): boolean =>
      Object.values(metrics).some(({ gated, verdict }) => gated && verdict === 'inconclusive');
    return ` (${entries.filter(isOpen).length} inconclusive)`;
  }
  if (compareCase.promise.metric !== null) return '';
  const own = entries.filter(({ workload, metrics }) => {
    const verdict = metrics[metricOf(compareCase, workload)]?.verdict ?? '';
    return compareCase.promise.verdicts.some((promisedVerdict) => promisedVerdict === verdict);
  });
  return ` (${own.length} in ${metricOf(compareCase, compareCase.workloads[0] ?? '')})`;
}

function timeRows({ compareCase, entries }: CaseResult, noise: string): readonly BenchRow[] {
  const { promise, title, runs } = compareCase;
  if (promise.medianSeconds === null || entries.length === 0) return [];
  const seconds = median(entries.map((entry) => entry.seconds));
  const pairs = median(
    entries.flatMap((entry) => pairsOf([entry], metricOf(compareCase, entry.workload))),
  );
  return [
    claim(
      `${title}: median time`,
      `${seconds.toFixed(1)} s, ${pairs.toFixed(0)} pairs${noise}`,
      `at most ${promise.medianSeconds} s`,
      entries.length >= runs && seconds <= promise.medianSeconds,
    ),
  ];
}

/** Reports a case too small for a rate: no comparison may be wrong, all verdicts are listed. */
function sampleRow(result: CaseResult): BenchRow {
  const { compareCase, planned, entries } = result;
  const wrong = entries.filter((entry) => isWrongVerdict(compareCase, entry)).length;
  const { verdicts, limit } = compareCase.promise;
  const found =
    limit.type === 'at-least' ? `, ${countVerdicts(result)} ${verdicts.join(' or ')}` : '';
  return claim(
    `${compareCase.title}: wrong verdicts`,
    `${wrong} of ${entries.length}${found}`,
    `none of ${planned}`,
    entries.length >= planned && wrong === 0,
  );
}

/** True if a gated metric was reported changed when it was not, or in the wrong direction. */
export function isWrongVerdict({ change }: CompareCase, { metrics }: CompareEntry): boolean {
  const wrong = change.type === 'none' ? ['regressed', 'improved'] : ['improved'];
  return Object.values(metrics).some(({ gated, verdict }) => gated && wrong.includes(verdict));
}

/** Returns a row for all comparisons of identical code, once every case has its planned number. */
export function identicalCodeRows(results: readonly CaseResult[]): readonly BenchRow[] {
  const same = results.filter(({ compareCase }) => compareCase.change.type === 'none');
  const planned = same.reduce((sum, { compareCase }) => sum + compareCase.runs, 0);
  const entries = same.flatMap((result) => result.entries);
  if (entries.length < planned || planned === 0) return [];
  const wrong = same.reduce(
    (sum, { compareCase, entries: own }) =>
      sum + own.filter((entry) => isWrongVerdict(compareCase, entry)).length,
    0,
  );
  const beside = same.filter(({ compareCase }) => compareCase.hasNeighbour === true);
  const neighbours = beside.reduce((sum, { entries: own }) => sum + own.length, 0);
  return [
    claim(
      `identical code, all kinds and margins, ${neighbours} of them beside a noisy neighbour: regressed or improved`,
      `${wrong} of ${entries.length}`,
      'none',
      wrong === 0,
    ),
  ];
}

/** Returns the share of comparisons whose verdict is reproduced from raw values alone. */
export function replayRows(results: readonly CaseResult[]): readonly BenchRow[] {
  const entries = results.flatMap((result) => result.entries);
  if (entries.length === 0) return [];
  const same = entries.filter(({ isReplayed }) => isReplayed).length;
  return [
    claim(
      'verdicts recomputed from raw values',
      `${same} of ${entries.length} the same`,
      'all',
      same === entries.length,
    ),
  ];
}

function claim(name: string, ours: string, limit: string, holds: boolean): BenchRow {
  return { name, ours, ...NO_PEER, limit, holds };
}

/** Comparisons with a verdict that the promise counts. */
export function countVerdicts({ compareCase, entries }: CaseResult): number {
  const { verdicts, metric } = compareCase.promise;
  return entries.filter(({ metrics }) =>
    Object.entries(metrics).some(
      ([name, outcome]) =>
        verdicts.includes(outcome.verdict) && (metric === null ? outcome.gated : name === metric),
    ),
  ).length;
}

/** Robust spread of the log-ratio of a pair, over all comparisons of identical code. */
export function measurePairSpread(
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

/** Builds a table of the verdicts, durations and pair noise of each case and workload. */
export function caseTable(results: readonly CaseResult[]): BenchTable {
  const body = results.flatMap((result) =>
    result.compareCase.workloads.flatMap((workload): readonly (readonly string[])[] => {
      const entries = result.entries.filter((entry) => entry.workload === workload);
      if (entries.length === 0) return [];
      const metric = metricOf(result.compareCase, workload);
      const spread = measurePairSpread(results, workload, metric);
      const ratios = entries.flatMap(({ metrics }) => metrics[metric]?.ratio ?? []);
      return [
        [
          result.compareCase.title,
          workload,
          verdictCounts(entries, metric),
          ungatedText(entries),
          ratios.length === 0 ? '' : formatSignedPercent(median(ratios) - 1),
          entries.length === 0 ? '' : median(pairsOf(entries, metric)).toFixed(0),
          median(entries.map(({ seconds }) => seconds)).toFixed(1),
          median(entries.map(({ setupSeconds }) => setupSeconds)).toFixed(1),
          spread === null
            ? ''
            : `${(100 * spread).toFixed(2)} %${spread > MAX_SPREAD ? ' (!)' : ''}`,
        ],
      ];
    }),
  );
  return {
    title: 'Each case by workload',
    note: `Verdicts are about the metric of the promise; others are metrics that do not decide and are judged one by one for the reader, each with an error rate of its own. Change, pairs, seconds and set-up are medians. Seconds run from the first unit to the last, warm-up and what lies between units included; set-up (start, snapshots, report) is not promised. The spread is the robust standard deviation of the log-ratio of a pair, over all comparisons of identical code; beyond ${100 * MAX_SPREAD} % (!) the machine was too noisy for the promises.${limitsText(results)}`,
    head: [
      'case',
      'workload',
      'verdicts',
      'others called',
      'change',
      'pairs',
      's',
      'set-up s',
      'spread of a pair',
    ],
    body,
  };
}

/** Lists the cases with a time limit for each stage. */
function limitsText(results: readonly CaseResult[]): string {
  const limited = results.filter(({ compareCase }) => compareCase.time !== null);
  if (limited.length === 0) return '';
  const texts = limited.map(({ compareCase: { title, time } }) => `${title}: ${time}`);
  return ` Compared with \`--time\`: ${texts.join('; ')}.`;
}

function pairsOf(entries: readonly CompareEntry[], metric: string): readonly number[] {
  return entries.map(({ screened, metrics }) => {
    const outcome = metrics[metric];
    const screen = screened[metric]?.length ?? 0;
    return outcome?.confirmed === true ? screen + outcome.pairs : screen;
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

/** Metrics that do not decide: how many of their verdicts see a change. */
function ungatedText(entries: readonly CompareEntry[]): string {
  const others = entries
    .flatMap(({ metrics }) => Object.values(metrics))
    .filter(({ gated }) => !gated);
  const called = others.filter(({ verdict }) => verdict === 'regressed' || verdict === 'improved');
  return others.length === 0 ? '' : `${called.length} of ${others.length}`;
}
