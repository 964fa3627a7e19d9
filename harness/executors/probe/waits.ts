/** Runs in the measured server: how long it waited for things of one kind. */
import { createHistogram } from 'node:perf_hooks';
import type { WaitTotals } from './server-probe-messages.ts';

const NS_PER_MS = 1e6;

export interface Waits {
  readonly add: (timeMs: number) => void;
  readonly totals: () => WaitTotals;
  readonly reset: () => void;
}

export function createWaits(): Waits {
  const histogram = createHistogram();
  let [count, sumMs] = [0, 0];
  const percentile = (percent: number): number =>
    count === 0 ? 0 : histogram.percentile(percent) / NS_PER_MS;
  return {
    add: (timeMs) => {
      count += 1;
      sumMs += timeMs;
      histogram.record(Math.max(1, Math.round(timeMs * NS_PER_MS)));
    },
    totals: () => ({
      count,
      sumMs,
      p50Ms: percentile(50),
      p95Ms: percentile(95),
      maxMs: count === 0 ? 0 : histogram.max / NS_PER_MS,
    }),
    reset: () => {
      [count, sumMs] = [0, 0];
      histogram.reset();
    },
  };
}
