import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import type { AroundBatch } from './time-batches.ts';

/** Interval of the timer that feels the delay, milliseconds; the default of Node.js. */
const RESOLUTION_MS = 10;

/** What the event loop did while calls ran. */
export interface LoopActivity {
  /** 99th percentile of how late a timer fired, milliseconds; null where none fired. */
  readonly delayMs: number | null;
  /** How often the loop turned within batches. */
  readonly turns: number;
}

/**
 * Watches the event loop until `stop` is called.
 * @param seesDelay - With a timer of its own that feels how late timers are.
 */
export function watchLoop(seesDelay: boolean): AroundBatch & { readonly stop: () => LoopActivity } {
  const histogram = seesDelay ? monitorEventLoopDelay({ resolution: RESOLUTION_MS }) : null;
  histogram?.enable();
  let turns = 0;
  let before = 0;
  return {
    open: () => {
      before = loopCount();
    },
    close: () => {
      turns += loopCount() - before;
    },
    stop: () => {
      histogram?.disable();
      if (histogram === null || histogram.count === 0) return { delayMs: null, turns };
      // The histogram holds the time between two firings, in nanoseconds.
      const lateMs = histogram.percentile(99) / 1e6 - RESOLUTION_MS;
      return { delayMs: Math.max(0, lateMs), turns };
    },
  };
}

function loopCount(): number {
  return performance.nodeTiming.uvMetricsInfo.loopCount;
}
