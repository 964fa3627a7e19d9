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

/** Fewer pairs do not predict the spread of more pairs. */
const FEWEST_FOR_SPREAD = 8;

/** Limits as someone wrote them. */
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
  const own = scenarios.find(({ name }) => name === scenario);
  return margin !== null || own?.regression[metric] !== undefined || own?.margin != null;
}

/** True if the whole interval is on the good side of the margin, all that a gate requires. */
export function isNoWorse(
  { metric, low, high, margin, modes, fails_more: failing }: Comparison,
  rules: ComparisonReport['rules'],
): boolean {
  if (failing === 'head') return false;
  if (low === null || high === null || modes?.differs === true) return false;
  if (rules === null) return false;
  return findMetric(metric)?.better === 'higher' ? low >= 1 - margin : high <= 1 + margin;
}

/** Refuses a margin the allowed pairs cannot decide. @param refused - Calibrated, by `limitKey`. */
export function refuseUndecidableMargin(
  change: Comparison,
  suite: Pick<ComparisonReport, 'rules' | 'runs' | 'comparisons'>,
  refused: ReadonlyMap<string, Refusal>,
): Refusal | null {
  const { rules, runs } = suite;
  const { verdict, spread, margin, scenario, metric, pooled_spread: pooled } = change;
  if (verdict !== 'inconclusive' || isNoWorse(change, rules)) return null;
  // Failing units keep it inconclusive, and no other limit would fix that.
  if (change.fails_more !== undefined) return null;
  const known = refused.get(limitKey(change));
  if (known !== undefined) return known;
  const nature = findMetric(metric)?.nature;
  if (spread === null || rules === null || nature === undefined || nature === 'exact') return null;
  const fewest = nature === 'timed' ? FEWEST_FOR_SPREAD : Math.min(...rules.counted_looks_own);
  if (change.pairs < fewest) return null;
  const own = runs.filter((run) => run.scenario === scenario);
  const pooledSpread = pooled && { sd: pooled.sd, degreesOfFreedom: pooled.degrees_of_freedom };
  return refuseUndetectableLimit({
    limit: margin,
    source: 'run',
    secondsPerPair: secondsPerPair(own, metric),
    // Uses the spread on which the verdict was based: not the calibrated spread if that proved too
    // small.
    ...(nature === 'timed'
      ? timedNoise(spread, rules)
      : countedNoise(spread, { pooledSpread, rules, sharing: reportCountedFamilySize(suite) })),
  });
}
