const NS_PER_MS = 1e6;
/** Captured before user code runs, whose fake timers may replace it. */
const hrtime = process.hrtime.bigint.bind(process.hrtime);

/** Milliseconds on the monotonic clock shared by all processes of the machine. */
export function monotonicMs(): number {
  return Number(hrtime()) / NS_PER_MS;
}

/** Returns the offset from `performance.now()` of this thread to that clock. */
export function monotonicOffsetMs(): number {
  return monotonicMs() - performance.now();
}
