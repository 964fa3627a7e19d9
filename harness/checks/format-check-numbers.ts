/** A ratio as people read it: 0.243 as `24.3 %`. */
export function formatPercent(ratio: number, digits = 1): string {
  return `${(ratio * 100).toFixed(digits)} %`;
}

/** A change with its sign: 0.1 as `+10.0 %`. */
export function formatSignedPercent(ratio: number): string {
  return `${ratio < 0 ? '−' : '+'}${formatPercent(Math.abs(ratio))}`;
}

/** A p-value as it is written: `p = 0.004`, and `p < 0.001` below that. */
export function formatPValue(pValue: number): string {
  return pValue < 0.001 ? 'p < 0.001' : `p = ${pValue.toFixed(3)}`;
}

/** A time as people read it: `1.02 s`, `48.3 ms`, `0.25 ms`. */
export function formatMilliseconds(timeMs: number): string {
  if (timeMs >= 1_000) return `${(timeMs / 1_000).toFixed(2)} s`;
  return `${timeMs.toFixed(timeMs >= 100 ? 0 : timeMs >= 1 ? 1 : 2)} ms`;
}
