/**
 * Walsh averages: means of all pairs of values, including each value with itself, counted and
 * selected without listing them. `sorted` is ascending everywhere.
 */

export function walshCount(n: number): number {
  return (n * (n + 1)) / 2;
}

/** Counts averages of at most `limit`. */
export function countAtMost(sorted: Float64Array, limit: number): number {
  let count = 0;
  // For each value, counts the partners from itself upwards; as the value grows, the last partner
  // moves down.
  let last = sorted.length - 1;
  for (let first = 0; first <= last; first += 1) {
    const value = sorted[first] ?? 0;
    while (last >= first && (value + (sorted[last] ?? 0)) / 2 > limit) last -= 1;
    count += last - first + 1;
  }
  return count;
}

/** Returns the k-th smallest average, k from 1: bisects until few are left or all are equal. */
export function kthAverage(sorted: Float64Array, k: number): number {
  let low = sorted[0] ?? Number.NaN;
  let high = sorted.at(-1) ?? Number.NaN;
  let atLow = countAtMost(sorted, low);
  if (atLow >= k) return low;
  let atHigh = walshCount(sorted.length);
  while (atHigh - atLow > MAX_SORTED) {
    const middle = low / 2 + high / 2;
    if (!(middle > low && middle < high)) return high;
    const count = countAtMost(sorted, middle);
    if (count >= k) [high, atHigh] = [middle, count];
    else [low, atLow] = [middle, count];
  }
  const found = averagesWithin(sorted, { low, high, count: atHigh - atLow });
  return found.sort()[k - atLow - 1] ?? high;
}

/** Number of averages up to which sorting them is faster than another bisection step. */
const MAX_SORTED = 16;

/** Lists the `count` averages above `low` and at most `high`. */
function averagesWithin(
  sorted: Float64Array,
  { low, high, count }: { readonly low: number; readonly high: number; readonly count: number },
): Float64Array {
  const found = new Float64Array(count);
  let position = 0;
  // As the value grows, the first and the last of its partners move down.
  let from = sorted.length;
  let last = sorted.length - 1;
  for (let first = 0; first <= last; first += 1) {
    const value = sorted[first] ?? 0;
    while (last >= first && (value + (sorted[last] ?? 0)) / 2 > high) last -= 1;
    while (from > 0 && (value + (sorted[from - 1] ?? 0)) / 2 > low) from -= 1;
    for (let partner = Math.max(from, first); partner <= last; partner += 1) {
      found[position] = (value + (sorted[partner] ?? 0)) / 2;
      position += 1;
    }
  }
  return found;
}

/**
 * Variance of the pseudo-median relative to that of the mean, for many normal values (Hodges and
 * Lehmann, Annals of Mathematical Statistics 34, 1963).
 */
export const PSEUDO_MEDIAN_VARIANCE = Math.PI / 3;

/** Hodges-Lehmann estimate of the centre: the median of the averages. */
export function pseudoMedian(sorted: Float64Array): number {
  const half = (walshCount(sorted.length) + 1) >> 1;
  const other = walshCount(sorted.length) + 1 - half;
  const lower = kthAverage(sorted, half);
  return other === half ? lower : (lower + kthAverage(sorted, other)) / 2;
}
