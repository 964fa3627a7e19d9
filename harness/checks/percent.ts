/** A ratio as people read it: 0.243 as `24.3 %`. */
export function percent(ratio: number, digits = 1): string {
  return `${(ratio * 100).toFixed(digits)} %`;
}

/** A change with its sign: 0.1 as `+10.0 %`. */
export function signedPercent(ratio: number): string {
  return `${ratio < 0 ? '−' : '+'}${percent(Math.abs(ratio))}`;
}
