/** Formats an ISO 8601 timestamp as `2026-11-24 14:15`, with seconds unless they are 0. */
export function formatClock(at: string): string {
  return at.slice(0, 19).replace('T', ' ').replace(/:00$/u, '');
}

/** Three digits of a number. */
export function formatThreeDigits(value: number): string {
  return String(Number(value.toPrecision(3)));
}
