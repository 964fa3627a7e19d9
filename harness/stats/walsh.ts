/**
 * Walsh averages, the means of all pairs of values and of each value with itself, counted and
 * selected without listing them. `sorted` ascends everywhere.
 */

/** How many there are of n values. */
export function walshCount(n: number): number {
  return (n * (n + 1)) / 2;
}

/** How many averages are at most `limit`. */
export function countAtMost(sorted: Float64Array, limit: number): number {
  let count = 0;
  // For each value the partners from itself upwards; as the value grows, the last one falls back.
  let last = sorted.length - 1;
  for (let first = 0; first <= last; first += 1) {
    const value = sorted[first] ?? 0;
    while (last >= first && (value + (sorted[last] ?? 0)) / 2 > limit) last -= 1;
    count += last - first + 1;
  }
  return count;
}

/** The k-th smallest average, k from 1, by bisection down to neighbouring doubles. */
export function kthAverage(sorted: Float64Array, k: number): number {
  let low = sorted[0] ?? Number.NaN;
  let high = sorted.at(-1) ?? Number.NaN;
  if (countAtMost(sorted, low) >= k) return low;
  for (;;) {
    const middle = low / 2 + high / 2;
    if (!(middle > low && middle < high)) return high;
    if (countAtMost(sorted, middle) >= k) high = middle;
    else low = middle;
  }
}

/** Hodges-Lehmann estimate of the centre: the median of the averages. */
export function pseudoMedian(sorted: Float64Array): number {
  const half = (walshCount(sorted.length) + 1) >> 1;
  const other = walshCount(sorted.length) + 1 - half;
  const lower = kthAverage(sorted, half);
  return other === half ? lower : (lower + kthAverage(sorted, other)) / 2;
}
