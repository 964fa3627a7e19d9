import type {
  MetricEvidence,
  PairedValues,
} from '../../harness/gate/decide/paired-metric-evidence.ts';

/** Returns a gated timed metric, margin 2 %, no pairs, with fields overridden by the test. */
export function metricEvidence(fields: Partial<MetricEvidence> = {}): MetricEvidence {
  return {
    scenario: 'parse',
    metric: 'wall_time',
    nature: 'timed',
    better: 'lower',
    gated: true,
    margin: 0.02,
    screen: { base: [], head: [] },
    confirm: { base: [], head: [] },
    ...fields,
  };
}

/** Returns pairs with a base near 10 whose heads are slower by these percentages, in order. */
export function pairsWithChanges(...percentages: readonly number[]): PairedValues {
  const base = percentages.map((_, index) => 10 + 0.01 * (index % 3));
  return { base, head: base.map((value, index) => value * (1 + (percentages[index] ?? 0) / 100)) };
}

/** Returns this many pairs whose percentages are spread evenly over the range, in a mixed order. */
export function pairsInRange(count: number, from: number, to: number): PairedValues {
  // Golden-section steps, so that any run of consecutive pairs covers the whole range.
  let step = Math.max(1, Math.round(0.618 * count));
  while (commonFactor(step, count) > 1) step += 1;
  return pairsWithChanges(
    ...Array.from({ length: count }, (_, index) => {
      const place = (index * step) % count;
      return from + ((to - from) * place) / Math.max(1, count - 1);
    }),
  );
}

function commonFactor(dividend: number, other: number): number {
  return other === 0 ? dividend : commonFactor(other, dividend % other);
}
