import { collectPairedValues } from '../live-comparison/collect-paired-metric-values.ts';
import type {
  Comparison,
  ComparisonReport,
} from '../model/documents/run-report-and-comparison-document.ts';
import type { Trial } from '../model/trial.ts';

export interface PairValues {
  readonly against: number;
  readonly at: number;
}

/** Returns all pairs of one metric in a live comparison, from screen and confirm stage. */
export function collectMetricValuePairs(
  { runs }: Pick<ComparisonReport, 'runs'>,
  { scenario, metric }: Pick<Comparison, 'scenario' | 'metric'>,
): readonly PairValues[] {
  const trials = (side: 'a' | 'b'): readonly Trial[] =>
    runs.find((run) => run.scenario === scenario && run.side === side)?.trials ?? [];
  const both = { a: trials('a'), b: trials('b') };
  return (['screen', 'confirm'] as const).flatMap((stage) => {
    const { base, head } = collectPairedValues(both, metric, stage);
    return base.map((against, index) => ({ against, at: head[index] ?? against }));
  });
}

/** Two places of an ordered list of changes, each by how many of the changes it has. */
export interface PositionPair {
  readonly at: number;
  readonly against: number;
}

/** All pairs that were measured between two places. */
export interface PositionEvidence extends PositionPair {
  readonly pairs: readonly PairValues[];
}

/** Bound on a log-ratio, since a metric may fall to zero: a factor of about 20,000. */
const FARTHEST = 10;

/**
 * Returns the effects of pairs on the search scale: log-ratios, or plain differences if the ends
 * have values that are not positive. The search fits effect and scale, so either works as long as
 * all pairs use the same.
 */
export function computePairEffects(
  pairs: readonly PairValues[],
  isRatio: boolean,
): readonly number[] {
  if (!isRatio) return pairs.map(({ at, against }) => at - against);
  return pairs.map(({ at, against }) => {
    const effect = Math.log(at / against);
    return Number.isNaN(effect) ? 0 : Math.max(-FARTHEST, Math.min(FARTHEST, effect));
  });
}

export function isRatioScale(pairs: readonly PairValues[]): boolean {
  return pairs.every(({ at, against }) => at > 0 && against > 0);
}

/** Returns the evidence with further pairs added, merged by position. */
export function addPairs(
  evidence: readonly PositionEvidence[],
  { at, against }: PositionPair,
  pairs: readonly PairValues[],
): readonly PositionEvidence[] {
  const isSame = (placeEvidence: PositionEvidence): boolean =>
    placeEvidence.at === at && placeEvidence.against === against;
  const known = evidence.find(isSame);
  const rest = evidence.filter((placeEvidence) => !isSame(placeEvidence));
  return [...rest, { at, against, pairs: [...(known?.pairs ?? []), ...pairs] }];
}
