/**
 * Statistics that need only sorting. No packages are imported, because measured processes load this
 * module: their memory and load time would be attributed to the measured program.
 */

/** Returns the numbers in ascending order; the sample itself is not modified. */
export function ascending(sample: readonly number[]): number[] {
  return Array.from(new Float64Array(sample).sort());
}

/** Median for measured processes; elsewhere `median` of descriptive-statistics.ts is used. */
export function sampleMedian(sample: readonly number[]): number {
  const sorted = ascending(sample);
  const upper = sorted[sorted.length >> 1] ?? Number.NaN;
  return sorted.length % 2 === 1
    ? upper
    : ((sorted[(sorted.length >> 1) - 1] ?? upper) + upper) / 2;
}

/**
 * Returns the quantile by nearest rank, as load tools compute percentiles; null for an empty sample.
 * @param sorted - Ascending. @param share - In (0, 1].
 */
export function nearestRank(sorted: ArrayLike<number>, share: number): number | null {
  return sorted[Math.ceil(share * sorted.length) - 1] ?? null;
}
