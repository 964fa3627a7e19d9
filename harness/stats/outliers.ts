import { median } from './quantile.ts';
import { medianDeviation } from './robust-spread.ts';

/** Fewer values have no reliable spread to be far from. */
const FEWEST = 6;

/**
 * Positions of the values that lie far from the rest: more than 4.4 + 30/n robust standard
 * deviations from the median. The usual 3.5 (Iglewicz and Hoaglin, How to Detect and Handle
 * Outliers, 1993) calls out something in 10 to 20 % of normal samples of a run's size; this limit,
 * fitted to simulations, in about 1 %. None where more than half of the values are equal.
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
