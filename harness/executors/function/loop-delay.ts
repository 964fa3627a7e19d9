import { monitorEventLoopDelay, performance } from 'node:perf_hooks';

/** Interval of the timer that feels the delay, milliseconds; the default of Node.js. */
const RESOLUTION_MS = 10;

/** What the event loop did over a stretch of time. */
export interface LoopActivity {
  /** 99th percentile of how late a timer fired, milliseconds; null where none fired. */
  readonly delayMs: number | null;
  /** How often the loop turned. */
  readonly turns: number;
}

/** Watches the event loop until the function that comes back is called. */
export function watchLoop(): () => LoopActivity {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  histogram.enable();
  const before = performance.nodeTiming.uvMetricsInfo.loopCount;
  return () => {
    histogram.disable();
    const turns = performance.nodeTiming.uvMetricsInfo.loopCount - before;
    // The histogram holds the time between two firings, in nanoseconds.
    const lateMs = histogram.percentile(99) / 1e6 - RESOLUTION_MS;
    return { delayMs: histogram.count === 0 ? null : Math.max(0, lateMs), turns };
  };
}
