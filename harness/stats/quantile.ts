/** The numbers in ascending order; the sample itself keeps its order of collection. */
export function ascending(sample: readonly number[]): number[] {
  return Array.from(new Float64Array(sample).sort());
}

/** Middle value, or the mean of the two middle ones. NaN for an empty sample. */
export function median(sample: readonly number[]): number {
  const sorted = ascending(sample);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/**
 * The smallest value that a share of the sample is not above (nearest rank), as load tools count
 * percentiles. @param sorted - Ascending. @param share - In (0, 1].
 */
export function nearestRank(sorted: ArrayLike<number>, share: number): number | null {
  return sorted[Math.ceil(share * sorted.length) - 1] ?? null;
}

export function mean(sample: readonly number[]): number {
  return sample.reduce((sum, value) => sum + value, 0) / sample.length;
}

/** Sample standard deviation (n − 1). 0 for fewer than two values. */
export function standardDeviation(sample: readonly number[]): number {
  if (sample.length < 2) return 0;
  const center = mean(sample);
  const squares = sample.reduce((sum, value) => sum + (value - center) ** 2, 0);
  return Math.sqrt(squares / (sample.length - 1));
}
