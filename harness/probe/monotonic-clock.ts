const NS_PER_MS = 1e6;
/** Taken before code of users runs, whose fake timers may put another in its place. */
const hrtime = process.hrtime.bigint.bind(process.hrtime);

/** Milliseconds on the clock that all processes of a machine share and nobody sets. */
export function monotonicMs(): number {
  return Number(hrtime()) / NS_PER_MS;
}

/** Returns the offset from `performance.now()` of this thread to that clock. */
export function monotonicOffsetMs(): number {
  return monotonicMs() - performance.now();
}
