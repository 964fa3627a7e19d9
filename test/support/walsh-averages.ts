/** Returns the means of all pairs, each with itself too, ascending: a selection reference. */
export function computeWalshAverages(values: readonly number[]): Float64Array {
  const sorted = new Float64Array(values).sort();
  const averages: number[] = [];
  for (const [index, first] of sorted.entries()) {
    for (const second of sorted.subarray(index)) averages.push((first + second) / 2);
  }
  return new Float64Array(averages).sort();
}
