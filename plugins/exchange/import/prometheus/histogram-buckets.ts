/** Cumulative counts of a histogram by the upper ends of its buckets, in the unit of the metric. */
export type HistogramBuckets = ReadonlyMap<number, number>;

/** Stands for a value above the last bucket bound, where only a lower bound is known. */
export const ABOVE_LAST_BUCKET = 'beyond';

/**
 * Returns the quantile for a share, like Prometheus' histogram_quantile: linear interpolation
 * within a bucket, of which the first starts at 0.
 * @returns null where nothing was counted; `ABOVE_LAST_BUCKET` where it is above the last bound.
 */
export function bucketQuantile(
  buckets: HistogramBuckets,
  share: number,
): number | typeof ABOVE_LAST_BUCKET | null {
  const ends = [...buckets].toSorted(([a], [b]) => a - b);
  const total = Math.max(0, ...ends.map(([, count]) => count));
  if (total === 0) return null;
  const rank = share * total;
  let [lower, below] = [0, 0];
  for (const [end, counted] of ends) {
    // Incomplete scrapes may leave a cumulative bucket below its predecessor.
    const count = Math.max(counted, below);
    if (count >= rank && count > below) {
      if (end === Number.POSITIVE_INFINITY) return ABOVE_LAST_BUCKET;
      return lower + (end - lower) * ((rank - below) / (count - below));
    }
    [lower, below] = [Math.max(0, end), count];
  }
  return ABOVE_LAST_BUCKET;
}

/** Returns the largest finite bucket bound; null if there is none. */
export function lastBucketBound(buckets: HistogramBuckets): number | null {
  const ends = [...buckets.keys()].filter(Number.isFinite);
  return ends.length === 0 ? null : Math.max(...ends);
}
