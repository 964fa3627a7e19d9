/**
 * Returns the means of all pairs of values, each with itself too, in ascending order, as a
 * reference for selection.
 */
export function computeWalshAverages(values: readonly number[]): Float64Array {
  const sorted = new Float64Array(values).sort();
  const averages: number[] = [];
  for (const [index, first] of sorted.entries()) {
    for (const second of sorted.subarray(index)) averages.push((first + second) / 2);
  }
  return new Float64Array(averages).sort();
}
