const NS_PER_MS = 1e6;
/** Captured before user code runs, whose fake timers may replace it. */
const hrtime = process.hrtime.bigint.bind(process.hrtime);

/** Milliseconds on the monotonic clock shared by all processes of the machine. */
export function monotonicMs(): number {
  return Number(hrtime()) / NS_PER_MS;
}

/** Readings of both clocks, of which the closest pair counts. */
const READINGS = 8;

/**
 * Returns the offset from `performance.now()` of this thread to that clock. A thread may lose its
 * processor between two readings, so the clock is read between two readings of the thread's own,
 * several times; the closest readings bound the error by half of their distance.
 */
export function monotonicOffsetMs(
  own: () => number = () => performance.now(),
  shared: () => number = monotonicMs,
): number {
  let [offset, closest] = [0, Number.POSITIVE_INFINITY];
  for (let reading = 0; reading < READINGS; reading += 1) {
    const before = own();
    const at = shared();
    const after = own();
    if (after - before >= closest) continue;
    closest = after - before;
    offset = at - (before + after) / 2;
  }
  return offset;
}
