import { median, medianDeviation } from './descriptive-statistics.ts';
import { ascending } from './order-statistics.ts';

/** Two groups of values with a wide gap between them. */
export interface TwoModes {
  readonly low: { readonly count: number; readonly center: number };
  readonly high: { readonly count: number; readonly center: number };
}

/** Minimum number of values to distinguish two modes from chance. */
export const MIN_VALUES_FOR_MODES = 6;
/** Minimum share of the values in a mode; fewer are outliers. */
const MIN_MODE_SHARE = 0.2;

/**
 * Splits a sample in two at its widest gap, if that gap is wide compared with the ranges of both
 * sides, each with at least a fifth of the values. The limit was fitted to simulations, so that it
 * finds two modes in fewer than 1 % of unimodal samples of 6 to 100 values (normal, log-normal with
 * a log-deviation of 0.5, uniform, exponential, normal with a tenth of outliers).
 */
export function twoModes(sample: readonly number[]): TwoModes | null {
  const n = sample.length;
  if (n < MIN_VALUES_FOR_MODES) return null;
  const sorted = ascending(sample);
  const minCount = Math.max(2, Math.ceil(MIN_MODE_SHARE * n));
  let best = { at: 0, gap: 0, range: 0 };
  for (let at = minCount; at <= n - minCount; at += 1) {
    const gap = valueAt(sorted, at) - valueAt(sorted, at - 1);
    const range = Math.max(
      valueAt(sorted, at - 1) - valueAt(sorted, 0),
      valueAt(sorted, n - 1) - valueAt(sorted, at),
    );
    // gap / range, written so that a range of 0 counts as a very large ratio.
    if (gap * best.range >= best.gap * range && gap > 0) best = { at, gap, range };
  }
  if (best.gap <= gapRatioByChance(n) * best.range) return null;
  const low = sorted.slice(0, best.at);
  const high = sorted.slice(best.at);
  return {
    low: { count: low.length, center: median(low) },
    high: { count: high.length, center: median(high) },
  };
}

/** Returns gap / range that a unimodal sample of this size exceeds with probability ~0.5 %. */
function gapRatioByChance(n: number): number {
  return 1 / (0.065 * n - 0.3);
}

function valueAt(sorted: readonly number[], index: number): number {
  return sorted[index] ?? Number.NaN;
}

/** Minimum number of values for a reliable spread. */
const MIN_VALUES_FOR_OUTLIERS = 6;

/**
 * Returns the positions of values far from the rest: more than 4.4 + 30/n robust standard
 * deviations from the median. The usual 3.5 (Iglewicz and Hoaglin, How to Detect and Handle
 * Outliers, 1993) reports an outlier in 10 to 20 % of normal samples of a run's size; this limit,
 * fitted to simulations, in about 1 %. None if more than half of the values are equal.
 */
export function outliers(sample: readonly number[]): readonly number[] {
  const n = sample.length;
  if (n < MIN_VALUES_FOR_OUTLIERS) return [];
  const center = median(sample);
  const spread = medianDeviation(sample);
  if (spread === 0) return [];
  const limit = (4.4 + 30 / n) * spread;
  return [...sample.keys()].filter((index) => Math.abs((sample[index] ?? center) - center) > limit);
}
