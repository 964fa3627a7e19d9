/**
 * Statistics that need only sorting. No packages are imported, because measured processes load this
 * module: their memory and load time would be attributed to the measured program.
 */

/** Returns the numbers in ascending order; the sample itself is not modified. */
export function ascending(sample: readonly number[]): number[] {
  return Array.from(new Float64Array(sample).sort());
}

/** The median of a sample in a process that is measured; elsewhere `median` of descriptive-statistics.ts. */
export function sampleMedian(sample: readonly number[]): number {
  const sorted = ascending(sample);
  const upper = sorted[sorted.length >> 1] ?? Number.NaN;
  return sorted.length % 2 === 1
    ? upper
    : ((sorted[(sorted.length >> 1) - 1] ?? upper) + upper) / 2;
}

/**
 * The smallest value that a share of the sample is not above (nearest rank), as load tools count
 * percentiles. @param sorted - Ascending. @param share - In (0, 1].
 */
export function nearestRank(sorted: ArrayLike<number>, share: number): number | null {
  return sorted[Math.ceil(share * sorted.length) - 1] ?? null;
}
