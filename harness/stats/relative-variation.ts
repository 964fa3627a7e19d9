import { mean, median, standardDeviation } from './descriptive-statistics.ts';

/** Sample size from which the standard deviation is more informative than the range. */
export const DEVIATION_FROM = 5;
/** Variation above which a measurement counts as unstable (OPT-38, ruling D1); 20 % is still fine. */
export const MAX_VARIATION = 0.2;
/** Tolerance for rounding: 0.9, 1.0 and 1.1 vary by 0.20000000000000007, which is 20 %. */
const ROUNDING = 1e-9;

/** Returns (max − min) / median below five values, else standard deviation / mean; 0 if that is 0. */
export function variation(sample: readonly number[]): number {
  return sample.length < DEVIATION_FROM ? relativeRange(sample) : relativeDeviation(sample);
}

/** Returns (max − min) / median; 0 if the median is 0. */
export function relativeRange(sample: readonly number[]): number {
  return relative(Math.max(...sample) - Math.min(...sample), median(sample));
}

/** Returns sample standard deviation / mean; 0 if the mean is 0, or below two values. */
export function relativeDeviation(sample: readonly number[]): number {
  return relative(standardDeviation(sample), mean(sample));
}

/** True if a sample varies too much to be summarized by one number. */
export function isUnstable(value: number): boolean {
  return value > MAX_VARIATION + ROUNDING;
}

function relative(spread: number, center: number): number {
  return center === 0 ? 0 : spread / Math.abs(center);
}
