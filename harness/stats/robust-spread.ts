import { median, standardDeviation } from './quantile.ts';

/**
 * Makes the median absolute deviation of normal noise its standard deviation: 1/Φ⁻¹(3/4) (Rousseeuw
 * and Croux, Alternatives to the Median Absolute Deviation, JASA 88, 1993, 1).
 */
export const MAD_FACTOR = 1.4826;

/** Standard deviation that single outliers do not move; the plain one where half the values tie. */
export function robustSpread(sample: readonly number[]): number {
  const center = median(sample);
  const deviation = median(sample.map((value) => Math.abs(value - center))) * MAD_FACTOR;
  return deviation > 0 ? deviation : standardDeviation(sample);
}
