import { PerformanceObserver } from 'node:perf_hooks';
import { now, turnLoop } from './clock.ts';
import type { Collections } from './heap-meter.ts';
import type { AroundBatch } from './time-batches.ts';

/**
 * Watches the collector within batches only: where hooks run between them, what those throw away is
 * collected there as well, and is not the calls'. A PerformanceObserver, since V8's own profiler does
 * not say when a collection was.
 */
export function watchCollectionsWithin(): AroundBatch & {
  readonly stop: () => Promise<Pick<Collections, 'count' | 'timeMs'>>;
} {
  const opened: number[] = [];
  const closed: number[] = [];
  const entries: { readonly startTime: number; readonly duration: number }[] = [];
  const observer = new PerformanceObserver((list) => entries.push(...list.getEntries()));
  observer.observe({ entryTypes: ['gc'] });
  return {
    open: () => {
      opened.push(now());
    },
    close: () => {
      closed.push(now());
    },
    stop: async () => {
      // Node.js tells of a collection when the event loop turns, and observers in the turn after that.
      await turnLoop();
      await turnLoop();
      entries.push(...observer.takeRecords());
      observer.disconnect();
      const isWithin = (timeMs: number): boolean => {
        const batch = lastBefore(opened, timeMs);
        return batch !== null && timeMs <= (closed[batch] ?? Number.POSITIVE_INFINITY);
      };
      const own = entries.filter(({ startTime }) => isWithin(startTime));
      return { count: own.length, timeMs: own.reduce((sum, { duration }) => sum + duration, 0) };
    },
  };
}

/** Place of the last of the ascending times that is not after this one; null: all are. */
function lastBefore(times: readonly number[], timeMs: number): number | null {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? Number.POSITIVE_INFINITY) <= timeMs) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? null : low - 1;
}
