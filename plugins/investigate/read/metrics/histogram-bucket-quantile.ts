/** Cumulative bucket of a histogram: the number of values up to a bound. */
export interface HistogramBucket {
  /** Upper edge; infinity for the last. */
  readonly until: number;
  readonly count: number;
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
