import type { Comparison } from '../../model/documents/run-report-and-comparison-document.ts';
import type { Finding } from '../../model/finding.ts';
import type { Better, Nature } from '../../model/metric.ts';

/** One value per pair and side, in measurement order; both lists have the same length. */
export interface PairedValues {
  readonly base: readonly number[];
  readonly head: readonly number[];
  /** Slot of the base in each pair; absent: unknown, as in simulations. */
  readonly slots?: readonly (0 | 1)[];
  /** Reason why there are no values: which side lacks the metric, and why. */
  readonly missing?: string | undefined;
}

/** Spread of the log-ratio of a pair, known from pairs of the same code. */
export interface PooledSpread {
  /** Standard deviation. */
  readonly sd: number;
  /** Degrees of freedom of the estimate: the number of pairs minus one for each series. */
  readonly degreesOfFreedom: number;
}

/** All evidence for a verdict about one metric of one scenario. Finite numbers only. */
export interface MetricEvidence {
  readonly scenario: string;
  readonly metric: string;
  readonly nature: Nature;
  readonly better: Better;
  /** True if the metric shares the error rate and decides the verdict of the suite. */
  readonly gated: boolean;
  /** Change that counts as none, as a ratio: 0.02 is 2 %. */
  readonly margin: number;
  /** Pairs by which candidates are selected. */
  readonly screen: PairedValues;
  /** Fresh pairs of candidates, measured after the screening of all scenarios. */
  readonly confirm: PairedValues;
  /** Calibrated spread of counted metrics. Absent: the spread of the pairs themselves is used. */
  readonly pooledSpread?: PooledSpread;
}

/** Parts of a comparison that depend on the nature of the metric. */
export type Outcome = Omit<
  Comparison,
  'scenario' | 'metric' | 'unit' | 'base' | 'head' | 'pairs' | 'margin' | 'gated'
> & {
  /** Pairs on which the interval is based. */
  readonly values: PairedValues;
  readonly findings: readonly Finding[];
};

export function firstPairs({ base, head, slots }: PairedValues, pairs: number): PairedValues {
  const first = { base: base.slice(0, pairs), head: head.slice(0, pairs) };
  return slots === undefined ? first : { ...first, slots: slots.slice(0, pairs) };
}

/** Reason why pairs are insufficient evidence. */
export type PairEvidenceGap = 'too-few' | 'one-order';

interface PairRequirements {
  readonly minPairs: number;
  /** Minimum number of pairs in the rarer of the two orders; 0: any. */
  readonly minOfRarerOrder: number;
}

/** Returns why the first `pairs` pairs cannot give a verdict without confirmation; null: they can. */
export function findPairEvidenceGap(
  values: PairedValues,
  pairs: number,
  { minPairs, minOfRarerOrder }: PairRequirements,
): PairEvidenceGap | null {
  if (pairs < minPairs) return 'too-few';
  return countRarerOrder(values, pairs) < minOfRarerOrder ? 'one-order' : null;
}

/**
 * Counts how many of the first `pairs` pairs have the rarer of the two orders; Infinity if the order
 * is unknown. The second unit of a pair may differ because it is second (the first filled a cache,
 * inserted the row) or because of its folder. If all pairs have the same order, which happens with
 * probability 2 · 2⁻ⁿ, 6 % for five pairs, the values cannot distinguish that from a change. The
 * signed-rank test accounts for it; verdicts based on the values alone need this check.
 */
function countRarerOrder({ slots }: PairedValues, pairs: number): number {
  if (slots === undefined) return Number.POSITIVE_INFINITY;
  const first = slots.slice(0, pairs).filter((slot) => slot === 0).length;
  return Math.min(first, Math.min(slots.length, pairs) - first);
}

/** Reason why pairs with only one order cannot show a change. */
export const ONE_ORDER_REASON =
  'the same side ran first in nearly every pair, which alone may explain the difference';
