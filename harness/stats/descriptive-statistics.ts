import {
  mean as meanOf,
  medianAbsoluteDeviation,
  median as medianOf,
  quantileSorted,
  sampleStandardDeviation,
} from 'simple-statistics';

/** Returns the middle value, or the mean of the two middle values. NaN for an empty sample. */
export function median(sample: readonly number[]): number {
  return sample.length === 0 ? Number.NaN : medianOf(sample);
}

/**
 * Returns the quantile, interpolated between the two nearest ranks. NaN for an empty sample.
 * @param sorted - Ascending. @param share - 0 … 1.
 */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  // Sound: the library reads only the length and the elements.
  return sorted.length === 0 ? Number.NaN : quantileSorted(sorted as number[], share);
}

/** Returns the arithmetic mean. NaN for an empty sample. */
export function mean(sample: readonly number[]): number {
  return sample.length === 0 ? Number.NaN : meanOf(sample);
}

/** Returns the sample standard deviation (n − 1). 0 for fewer than two values. */
export function standardDeviation(sample: readonly number[]): number {
  return sample.length < 2 ? 0 : sampleStandardDeviation(sample);
}

/** 1/Φ⁻¹(3/4) (Rousseeuw and Croux, Alternatives to the Median Absolute Deviation, JASA 88, 1993, 1). */
const MAD_FACTOR = 1.4826;

/** Returns the median absolute deviation, scaled to a normal standard deviation; 0 if half are equal. */
export function medianDeviation(sample: readonly number[]): number {
  return sample.length === 0 ? Number.NaN : MAD_FACTOR * medianAbsoluteDeviation(sample);
}

/** Returns a standard deviation that is robust to outliers, unless half of the values are equal. */
export function robustSpread(sample: readonly number[]): number {
  const deviation = medianDeviation(sample);
  return deviation > 0 ? deviation : standardDeviation(sample);
}
