/** Returns the median; for an even number, the mean of the middle two; null if no values. */
export function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle];
  if (upper === undefined) return null;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

export function medianDeviation(values: readonly number[]): number {
  const center = median(values) ?? 0;
  return median(values.map((value) => Math.abs(value - center))) ?? 0;
}
