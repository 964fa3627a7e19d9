import { medianAbsoluteDeviation } from 'simple-statistics';
import { standardDeviation } from './quantile.ts';

/**
 * Makes the median absolute deviation of normal noise its standard deviation: 1/Φ⁻¹(3/4) (Rousseeuw
 * and Croux, Alternatives to the Median Absolute Deviation, JASA 88, 1993, 1).
 */
const MAD_FACTOR = 1.4826;

/** Median absolute deviation, as the standard deviation that normal noise would have; 0 where half the values tie. */
export function medianDeviation(sample: readonly number[]): number {
  return sample.length === 0 ? Number.NaN : MAD_FACTOR * medianAbsoluteDeviation(sample);
}

/** Standard deviation that single outliers do not move; the plain one where half the values tie. */
export function robustSpread(sample: readonly number[]): number {
  const deviation = medianDeviation(sample);
  return deviation > 0 ? deviation : standardDeviation(sample);
}
