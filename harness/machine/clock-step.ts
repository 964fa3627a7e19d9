/** Reads enough to see a step of 1 ms at least once, and to be over in well under that otherwise. */
const STEPS = 200;
const LONGEST_MS = 20;

/**
 * Smallest difference between two readings of the clock that was seen, milliseconds: the step of
 * the clock, or where that is finer, what reading it costs.
 */
export function clockStepMs(monotonicMs: () => number): number {
  const started = monotonicMs();
  let smallest = Number.POSITIVE_INFINITY;
  let last = started;
  for (let seen = 0; seen < STEPS && last - started < LONGEST_MS; ) {
    const now = monotonicMs();
    if (now === last) continue;
    smallest = Math.min(smallest, now - last);
    last = now;
    seen += 1;
  }
  return smallest;
}
