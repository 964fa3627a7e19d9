/** Three digits, or all before the point: `0.168`, `10.2`, `6300`. */
export function formatShortNumber(value: number): string {
  return String(value >= 100 ? Number(value.toFixed(0)) : Number(value.toPrecision(3)));
}

/** Formats an amount: `480ms`, `1.5MB`, `250req/s`, written as values given to a loop are. */
export function formatUnitAmount(value: number, unit: string): string {
  return `${formatShortNumber(value)}${unit}`;
}

/** Formats `39.7%`; negative if it got worse. */
export function formatPercentage(value: number): string {
  return `${value.toFixed(1)}%`;
}
