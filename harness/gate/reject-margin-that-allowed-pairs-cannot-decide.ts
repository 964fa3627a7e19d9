import type { Refusal } from '../model/documents/gate-document.ts';
import type {
  Comparison,
  ComparisonReport,
} from '../model/documents/run-report-and-comparison-document.ts';
import { secondsPerPair } from '../model/median-seconds-per-trial-pair.ts';
import { findMetric } from '../model/metric.ts';
import type { Scenario } from '../model/scenario/scenario.ts';
import { limitKey } from './gate-evidence.ts';
import { reportCountedFamilySize } from './multiple-comparison-family-size.ts';
import {
  countedNoise,
  refuseUndetectableLimit,
  timedNoise,
} from './refuse-limit-below-minimal-detectable-change.ts';

/** Minimum number of pairs whose spread predicts that of more pairs. */
const MIN_PAIRS_FOR_SPREAD = 8;

export interface StatedLimits {
  readonly scenarios: readonly Pick<Scenario, 'name' | 'regression' | 'margin'>[];
  /** The margin of the command line, as a ratio; null: the scenarios' own. */
  readonly margin: number | null;
}

/** True if the margin of a change was stated, on the command line or in its scenario. */
export function isMarginStated(
  { scenario, metric }: Pick<Comparison, 'scenario' | 'metric'>,
  { scenarios, margin }: StatedLimits,
): boolean {
  const stated = scenarios.find(({ name }) => name === scenario);
  return margin !== null || stated?.regression[metric] !== undefined || stated?.margin != null;
}

/** True if the interval excludes a change for the worse beyond the margin, as a gate requires. */
export function isNoWorse(
  { metric, low, high, margin, modes, fails_more: failing }: Comparison,
  rules: ComparisonReport['rules'],
): boolean {
  if (failing === 'head') return false;
  if (low === null || high === null || modes?.differs === true) return false;
  if (rules === null) return false;
  return findMetric(metric)?.better === 'higher' ? low >= 1 - margin : high <= 1 + margin;
}

/**
 * Refuses a margin on which the allowed pairs cannot decide.
 * @param refused - Limits that the calibration refuses, by `limitKey`.
 */
export function refuseUndecidableMargin(
  change: Comparison,
  suite: Pick<ComparisonReport, 'rules' | 'runs' | 'comparisons'>,
  refused: ReadonlyMap<string, Refusal>,
): Refusal | null {
  const { rules, runs } = suite;
  const { verdict, spread, margin, scenario, metric, pooled_spread: pooled } = change;
  if (verdict !== 'inconclusive' || isNoWorse(change, rules)) return null;
  // It is inconclusive because of failing units, whatever the limit is.
  if (change.fails_more !== undefined) return null;
  const known = refused.get(limitKey(change));
  if (known !== undefined) return known;
  const nature = findMetric(metric)?.nature;
  if (spread === null || rules === null || nature === undefined || nature === 'exact') return null;
  const minPairs = nature === 'timed' ? MIN_PAIRS_FOR_SPREAD : Math.min(...rules.counted_looks_own);
  if (change.pairs < minPairs) return null;
  const scenarioRuns = runs.filter((run) => run.scenario === scenario);
  const pooledSpread = pooled && { sd: pooled.sd, degreesOfFreedom: pooled.degrees_of_freedom };
  return refuseUndetectableLimit({
    limit: margin,
    source: 'run',
    secondsPerPair: secondsPerPair(scenarioRuns, metric),
    // The spread of the verdict, which is not the calibrated one if that proved too small.
    ...(nature === 'timed'
      ? timedNoise(spread, rules)
      : countedNoise(spread, { pooledSpread, rules, sharing: reportCountedFamilySize(suite) })),
  });
}
