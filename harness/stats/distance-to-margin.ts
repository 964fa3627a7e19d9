/** Log-ratios between these two count as no change; the margin is a ratio, 0.02 is 2 %. */
export function marginLimits(margin: number): { readonly low: number; readonly high: number } {
  // A margin of 1 or more leaves nothing that could be called an improvement.
  return { low: Math.log(Math.max(0, 1 - margin)), high: Math.log1p(margin) };
}

/** Where a log-ratio lies against the margin, and how far it is from the nearer end; never negative. */
export function distanceToMargin(
  logRatio: number,
  margin: number,
): { readonly isWithin: boolean; readonly distance: number } {
  const { low, high } = marginLimits(margin);
  if (logRatio > high) return { isWithin: false, distance: logRatio - high };
  if (logRatio < low) return { isWithin: false, distance: low - logRatio };
  return { isWithin: true, distance: Math.min(high - logRatio, logRatio - low) };
}
