const DAY_MS = 86_400_000;
/** Days of each unit. */
const DAYS: Readonly<Record<string, number>> = { d: 1, w: 7, m: 30, y: 365 };

/** Parses `30d`, `12w`, `6m` or `2y` to milliseconds; null if it is none of these. */
export function parseAge(text: string): number | null {
  const [, count, unit] = /^(\d{1,4})([dwmy])$/u.exec(text) ?? [];
  return count === undefined || unit === undefined
    ? null
    : Number(count) * (DAYS[unit] ?? 0) * DAY_MS;
}
