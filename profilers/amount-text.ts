/** Numbers as findings of profiles write them. */

/** A whole number: `58,194`. */
export function countText(value: number): string {
  return Math.round(value).toLocaleString('en');
}

/** Milliseconds with three digits, and all of them from 100 on: `0.264 ms`, `7.26 ms`, `1520 ms`. */
export function millisecondsText(value: number): string {
  return `${value >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)))} ms`;
}
