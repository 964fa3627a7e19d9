const NS_PER_MS = 1e6;

/** Milliseconds on the clock that all processes of a machine share and nobody sets. */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint()) / NS_PER_MS;
}

/** What is added to `performance.now()` of this thread to have that time. */
export function monotonicOffsetMs(): number {
  return monotonicMs() - performance.now();
}
