import { decideSuite } from '../../harness/gate/decide/decide-suite.ts';
import { DEFAULT_RULES } from '../../harness/gate/decide/rules.ts';
import { marginFor } from '../../harness/gate/margin-for.ts';
import { metricOf } from '../../harness/model/metric.ts';
import { median } from '../../harness/stats/quantile.ts';
import type { BenchResult, BenchRow } from '../bench-result.ts';
import { CASE_NAMES } from './cases.ts';
import type { Measured } from './measure-piece.ts';
import type { Purpose } from './pieces.ts';

/** What is promised: spread of pairs of the same code, seconds of a pair and of a comparison. */
const MOST_SPREAD = { instructions: 0.0004, allocated: 0.005 } as const;
const MOST_PAIR_S = 8;
const MOST_COMPARISON_S = 30;

type Metric = Measured['metric'];

/** Everything that is known, as claims. */
export function summarise(measured: readonly Measured[]): BenchResult {
  const rows = [
    ...CASE_NAMES.flatMap((name) => spreadRow(measured, 'instructions', name)),
    ...CASE_NAMES.flatMap((name) => spreadRow(measured, 'allocated', name)),
    ...pairSeconds(measured),
    ...verdicts(measured, 'same', 'of the same code: alarms', (alarms) => alarms === 0),
    ...verdicts(
      measured,
      'slower',
      'half a percent more work: found',
      (found, all) => found === all,
    ),
    ...comparisonSeconds(measured),
  ];
  return { title: 'Instructions and allocated bytes', method: METHOD, rows };
}

const METHOD =
  'Pairs of fresh processes with V8 seeds of their own, both sides in folders of their own that a coin swaps. Spread: standard deviation of the log-ratio of pairs of the same code. A comparison is three pairs, judged by the default rules at a margin of 0.3 % with the spread of the calibration pairs. Half a percent more work is one round more in 200.';

function spreadRow(measured: readonly Measured[], metric: Metric, workload: string): BenchRow[] {
  const { sd, pairs } = spreadOf(measured, metric, workload);
  if (pairs < 2) return [];
  const most = MOST_SPREAD[metric];
  return [
    row({
      name: `spread of ${metric}, ${workload}`,
      ours: `${(sd * 100).toFixed(4)} % (${pairs} pairs)`,
      limit: `at most ${most * 100} %`,
      holds: sd <= most,
    }),
  ];
}

/** Root mean square of the log-ratios: that of equal code is known to be 0. */
function spreadOf(measured: readonly Measured[], metric: Metric, workload: string) {
  const ratios = measured
    .filter((one) => one.purpose === 'calibrate' && one.metric === metric)
    .filter((one) => one.workload === workload)
    .flatMap(({ base, head }) => base.map((value, index) => Math.log((head[index] ?? 0) / value)));
  const squares = ratios.reduce((sum, ratio) => sum + ratio ** 2, 0);
  return { sd: Math.sqrt(squares / Math.max(1, ratios.length)), pairs: ratios.length };
}

function pairSeconds(measured: readonly Measured[]): BenchRow[] {
  const counted = measured.filter(({ metric }) => metric === 'instructions');
  if (counted.length === 0) return [];
  const seconds = median(counted.flatMap(({ pairMs }) => pairMs)) / 1_000;
  return [
    row({
      name: 'a pair whose instructions are counted',
      ours: `${seconds.toFixed(1)} s in the median`,
      limit: `under ${MOST_PAIR_S} s`,
      holds: seconds < MOST_PAIR_S,
    }),
  ];
}

function comparisonSeconds(measured: readonly Measured[]): BenchRow[] {
  const compared = measured.filter(({ pairs }) => pairs >= 3);
  if (compared.length === 0) return [];
  const each = compared.map(({ pairMs }) => pairMs.reduce((sum, ms) => sum + ms, 0) / 1_000);
  const longest = Math.max(...each);
  return [
    row({
      name: 'a comparison of three pairs',
      ours: `${median(each).toFixed(1)} s in the median, ${longest.toFixed(1)} s at the most`,
      limit: `each within ${MOST_COMPARISON_S} s`,
      holds: longest <= MOST_COMPARISON_S,
    }),
  ];
}

function verdicts(
  measured: readonly Measured[],
  purpose: Purpose,
  name: string,
  suffices: (changed: number, all: number) => boolean,
): BenchRow[] {
  const compared = measured.filter((one) => one.purpose === purpose && one.pairs >= 3);
  if (compared.length === 0) return [];
  const wanted = purpose === 'slower' ? ['regressed'] : ['regressed', 'improved'];
  const changed = compared.filter((one) => wanted.includes(judge(one, measured))).length;
  return [
    row({
      name: `${compared.length} comparisons, ${name}`,
      ours: `${changed}`,
      limit: purpose === 'slower' ? 'every one' : 'none',
      holds: suffices(changed, compared.length),
    }),
  ];
}

function judge(one: Measured, measured: readonly Measured[]): string {
  const { metric, workload, base, head } = one;
  const { sd, pairs } = spreadOf(measured, metric, workload);
  const { nature, better } = metricOf(metric);
  const margin = marginFor({ name: metric, nature }, { regression: {}, margin: null });
  const evidence = {
    scenario: workload,
    metric,
    nature,
    better,
    gated: true,
    margin,
    screen: { base, head },
    confirm: { base: [], head: [] },
    pooledSpread: { sd, degreesOfFreedom: Math.max(1, pairs - 1) },
  };
  const decided = decideSuite([{ evidence: [evidence], trouble: null }], DEFAULT_RULES);
  return decided.comparisons[0]?.verdict ?? 'incomparable';
}

function row(claim: Pick<BenchRow, 'name' | 'ours' | 'limit' | 'holds'>): BenchRow {
  return { ...claim, peer: '', ratio: null, low: null, high: null };
}
