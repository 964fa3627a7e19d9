/** Clock and counters of a worker, bound before user code is loaded, which may fake timers. */

export const now: () => number = performance.now.bind(performance);

const usage = process.cpuUsage.bind(process);

/** Returns user and system CPU time of the whole process so far, microseconds. */
export function processCpuMicroseconds(): number {
  const { user, system } = usage();
  return user + system;
}

const originalSetImmediate = setImmediate;

export function yieldToEventLoop(): Promise<void> {
  return new Promise((resolve) => {
    originalSetImmediate(resolve);
  });
}

const READINGS = 500;

/** Measures the smallest observed step of the clock, milliseconds: its resolution or its cost. */
export function measureClockResolution(): number {
  let smallest = Number.POSITIVE_INFINITY;
  for (let index = 0; index < READINGS; index += 1) {
    const before = now();
    const step = now() - before;
    if (step > 0 && step < smallest) smallest = step;
  }
  return Number.isFinite(smallest) ? smallest : 0.001;
}
