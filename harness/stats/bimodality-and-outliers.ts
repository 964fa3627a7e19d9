import { median, medianDeviation } from './descriptive-statistics.ts';
import { ascending } from './order-statistics.ts';

/** Two groups of values with a wide gap between them. */
export interface TwoModes {
  readonly low: { readonly count: number; readonly center: number };
  readonly high: { readonly count: number; readonly center: number };
}

/** Fewer values cannot tell two modes from chance. */
export const FEWEST_FOR_MODES = 6;
/** A smaller group is a few outliers, not a mode. */
const SMALLEST_SHARE = 0.2;

/**
 * Splits a sample in two at its widest gap, if that gap is wide compared with the ranges of both
 * sides, each with at least a fifth of the values. The limit was fitted to simulations, so that it
 * finds two modes in fewer than 1 % of unimodal samples of 6 to 100 values (normal, log-normal with
 * a log-deviation of 0.5, uniform, exponential, normal with a tenth of outliers).
 */
export function twoModes(sample: readonly number[]): TwoModes | null {
  const n = sample.length;
  if (n < FEWEST_FOR_MODES) return null;
  const sorted = ascending(sample);
  const fewest = Math.max(2, Math.ceil(SMALLEST_SHARE * n));
  let best = { at: 0, gap: 0, range: 0 };
  for (let at = fewest; at <= n - fewest; at += 1) {
    const gap = valueAt(sorted, at) - valueAt(sorted, at - 1);
    const range = Math.max(
      valueAt(sorted, at - 1) - valueAt(sorted, 0),
      valueAt(sorted, n - 1) - valueAt(sorted, at),
    );
    // gap / range, written so that a range of 0 counts as a very large ratio.
    if (gap * best.range >= best.gap * range && gap > 0) best = { at, gap, range };
  }
  if (best.gap <= widestByChance(n) * best.range) return null;
  const low = sorted.slice(0, best.at);
  const high = sorted.slice(best.at);
  return {
    low: { count: low.length, center: median(low) },
    high: { count: high.length, center: median(high) },
  };
}

/** Returns gap / range that a unimodal sample of this size exceeds with probability ~0.5 %. */
function widestByChance(n: number): number {
  return 1 / (0.065 * n - 0.3);
}

function valueAt(sorted: readonly number[], index: number): number {
  return sorted[index] ?? Number.NaN;
}

/** Fewer values have no reliable spread to be far from. */
const FEWEST = 6;

/**
 * Returns the positions of values far from the rest: more than 4.4 + 30/n robust standard
 * deviations from the median. The usual 3.5 (Iglewicz and Hoaglin, How to Detect and Handle
 * Outliers, 1993) reports an outlier in 10 to 20 % of normal samples of a run's size; this limit,
 * fitted to simulations, in about 1 %. None if more than half of the values are equal.
 */
export function outliers(sample: readonly number[]): readonly number[] {
  const n = sample.length;
  if (n < FEWEST) return [];
  const center = median(sample);
  const spread = medianDeviation(sample);
  if (spread === 0) return [];
  const limit = (4.4 + 30 / n) * spread;
  return [...sample.keys()].filter((index) => Math.abs((sample[index] ?? center) - center) > limit);
}
