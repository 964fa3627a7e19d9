import { sideFigures } from '../../harness/gate/decide/side-figures.ts';
import { gatedMetrics } from '../../harness/gate/gated-metrics.ts';
import { judgeChange } from '../../harness/gate/judge-change.ts';
import { type Comparison, WITHOUT_PAIRS } from '../../harness/model/documents/document.ts';
import type { RunRecord } from '../../harness/model/documents/record.ts';
import { METRICS } from '../../harness/model/metric.ts';
import { medianDeviation } from '../../harness/stats/robust-spread.ts';
import { signedRankInterval } from '../../harness/stats/signed-rank.ts';
import { signedRankTail } from '../../harness/stats/signed-rank-test.ts';
import { PSEUDO_MEDIAN_VARIANCE } from '../../harness/stats/walsh.ts';
import { type PairFact, pairLookup } from '../../reports/facts/comparison/pair-facts.ts';

const CONFIDENCE = 0.95;
const MARGINS: Readonly<Record<string, number>> = { allocated: 0.01, instructions: 0.003 };
/** For a change to show with a chance of 80 %: 1.96 + 0.84 standard errors. */
const VISIBLE_AT = 2.8;

/**
 * The comparisons that the drawn pairs of a scenario give: interval, probability and spread by the
 * project's own statistics. Golden documents may say otherwise where they show a rarer end.
 */
export function liveComparisons(
  [base, head]: readonly [RunRecord, RunRecord],
  over: Readonly<Record<string, Partial<Comparison>>> = {},
): readonly Comparison[] {
  const pairsOf = pairLookup({ runs: [base, head] });
  const gated = gatedMetrics({ kind: base.kind, budgets: [], regression: {}, margin: null });
  return [...METRICS.values()].flatMap(({ name, unit, better, nature }): readonly Comparison[] => {
    const pairs = pairsOf(base.scenario, name);
    if (pairs.length === 0) return [];
    const confirm = pairs.filter(({ stage }) => stage === 'confirm');
    const deciding = confirm.length > 0 ? confirm : pairs;
    const margin = MARGINS[name] ?? 0.02;
    const change = changeOf(deciding);
    const isGated = gated.has(name) || name === 'allocated';
    const judged = judgeChange({ ...change, signs: [0, 0] }, margin, better);
    const isChange = judged.verdict === 'regressed' || judged.verdict === 'improved';
    const comparison: Comparison = {
      ...WITHOUT_PAIRS,
      scenario: base.scenario,
      metric: name,
      unit,
      ...judged,
      reason: judged.verdict === 'inconclusive' ? 'the interval holds the margin' : null,
      ...sideFigures(valuesOf(deciding), change.ratio, nature),
      ...change,
      margin,
      gated: isGated,
      pairs: pairs.length,
      screen_pairs: pairs.length - confirm.length,
      confirm_pairs: confirm.length,
      confirmed: isGated && isChange && confirm.length > 0,
      p_value: probability(deciding),
      needed_pairs: null,
      ...spreadOf(deciding),
    };
    return [{ ...comparison, ...over[name] }];
  });
}

function valuesOf(pairs: readonly PairFact[]): Record<'base' | 'head', readonly number[]> {
  return { base: pairs.map(({ base }) => base), head: pairs.map(({ head }) => head) };
}

function logRatios(pairs: readonly PairFact[]): readonly number[] {
  return pairs.flatMap(({ logRatio }) => (logRatio === null ? [] : [logRatio]));
}

function changeOf(pairs: readonly PairFact[]): Record<'ratio' | 'low' | 'high', number | null> {
  const differences = logRatios(pairs);
  if (differences.length === 0) return { ratio: null, low: null, high: null };
  const { estimate, low, high } = signedRankInterval(differences, CONFIDENCE);
  return { ratio: Math.exp(estimate), low: Math.exp(low), high: Math.exp(high) };
}

/** Two-sided exact signed-rank probability of equality. */
function probability(pairs: readonly PairFact[]): number | null {
  const differences = logRatios(pairs).filter((one) => one !== 0);
  if (differences.length === 0) return null;
  const ranked = differences.toSorted((a, b) => Math.abs(a) - Math.abs(b));
  const up = ranked.reduce((sum, one, index) => sum + (one > 0 ? index + 1 : 0), 0);
  const total = (ranked.length * (ranked.length + 1)) / 2;
  const tail = signedRankTail(ranked.length, Math.min(up, total - up));
  return Number(Math.min(1, 2 * tail).toPrecision(6));
}

function spreadOf(pairs: readonly PairFact[]): Pick<Comparison, 'spread' | 'floor'> {
  const differences = logRatios(pairs);
  if (differences.length === 0) return { spread: null, floor: null };
  const spread = medianDeviation(differences);
  const error = spread * Math.sqrt(PSEUDO_MEDIAN_VARIANCE / differences.length);
  return { spread, floor: Math.expm1(VISIBLE_AT * error) };
}
