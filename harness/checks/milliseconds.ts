/** A time as people read it: `1.02 s`, `48.3 ms`, `0.25 ms`. */
export function milliseconds(timeMs: number): string {
  if (timeMs >= 1_000) return `${(timeMs / 1_000).toFixed(2)} s`;
  return `${timeMs.toFixed(timeMs >= 100 ? 0 : timeMs >= 1 ? 1 : 2)} ms`;
}
