import { mean, median, standardDeviation } from './quantile.ts';

/** From here on the standard deviation says more than the range. */
export const RANGE_BELOW = 5;

/**
 * Relative spread of a sample: (max − min) / median below five values, sample standard deviation
 * over mean from five on. 0 where the centre is 0.
 */
export function variation(sample: readonly number[]): number {
  const isSmall = sample.length < RANGE_BELOW;
  const center = Math.abs(isSmall ? median(sample) : mean(sample));
  if (center === 0) return 0;
  const spread = isSmall ? Math.max(...sample) - Math.min(...sample) : standardDeviation(sample);
  return spread / center;
}
