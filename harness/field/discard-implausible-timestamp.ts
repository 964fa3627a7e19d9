/** Before 2000, and after 2099, no user visited a page of today: a clock was wrong, or a file lies. */
const [FIRST_MS, LAST_MS] = [Date.UTC(2_000, 0), Date.UTC(2_100, 0)];

/** Returns a time in ms since 1970; null if implausible, and so treated as absent. */
export function plausibleMoment(ms: number): number | null {
  return ms >= FIRST_MS && ms < LAST_MS ? ms : null;
}
