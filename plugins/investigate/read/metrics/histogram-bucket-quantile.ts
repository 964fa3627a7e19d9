/** Cumulative bucket of a histogram: the number of values up to a bound. */
export interface HistogramBucket {
  /** Upper edge; infinity for the last. */
  readonly until: number;
  readonly count: number;
}

/**
 * Returns a quantile, with values spread evenly within a bucket, like `histogram_quantile` of
 * Prometheus. Above the last bound it is that bound.
 *
 * @returns null where nothing was counted, or there is no bound.
 */
export function bucketQuantile(buckets: readonly HistogramBucket[], share: number): number | null {
  const sorted = buckets.toSorted((a, b) => a.until - b.until);
  const total = sorted.at(-1)?.count ?? 0;
  if (!(total > 0)) return null;
  const rank = share * total;
  const index = sorted.findIndex(({ count }) => count >= rank);
  const found = sorted[index];
  if (found === undefined) return null;
  const below = sorted[index - 1];
  if (found.until === Number.POSITIVE_INFINITY) return below?.until ?? null;
  const [start, counted] = [below?.until ?? Math.min(0, found.until), below?.count ?? 0];
  const within = found.count - counted;
  return within === 0 ? found.until : start + (found.until - start) * ((rank - counted) / within);
}

/**
 * Counts of a histogram since an earlier state, at its own bucket bounds. The earlier state may
 * have finer bounds, or fewer at either end. A lower count in any bucket means that the histogram
 * was reset to 0.
 *
 * @param before - Ascending, as is `now`.
 */
export function histogramIncrease(
  before: readonly HistogramBucket[],
  now: readonly HistogramBucket[],
): readonly HistogramBucket[] {
  let [place, counted] = [0, 0];
  const risen: HistogramBucket[] = [];
  for (const { until, count } of now) {
    for (; (before[place]?.until ?? Number.NaN) <= until; place += 1)
      counted = before[place]?.count ?? counted;
    risen.push({ until, count: count - counted });
  }
  let last = 0;
  for (const { count } of risen) {
    if (count < last) return now;
    last = count;
  }
  return risen;
}
