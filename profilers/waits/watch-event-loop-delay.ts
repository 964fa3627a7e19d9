/** Runs in the measured process: how late its event loop is, again and again. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { monotonicMs } from '../../harness/probe/monotonic-clock.ts';
import { createColumns } from './growable-typed-array-columns.ts';
import { DELAY_COLUMNS, type WrittenWaits } from './wait-file-format.ts';

/** Interval of the timer that feels the delay, milliseconds; the default of Node.js. */
const RESOLUTION_MS = 10;
const LOOK_MS = 100;
const NS_PER_MS = 1e6;

/** Starts reading the delay. The returned function takes a last reading and returns all. */
export function watchEventLoopDelay(): () => WrittenWaits['delays'] {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  const looks = createColumns(DELAY_COLUMNS);
  const look = (): void => {
    const { count, mean } = histogram;
    if (count === 0) return;
    // The histogram contains the time between two firings of the timer.
    looks.add({ at: monotonicMs(), mean: Math.max(0, mean / NS_PER_MS - RESOLUTION_MS), count });
    histogram.reset();
  };
  histogram.enable();
  setInterval(look, LOOK_MS).unref();
  return () => {
    look();
    return looks.encoded();
  };
}
