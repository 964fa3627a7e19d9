import { openSync, readSync } from 'node:fs';
import { nearestRank } from '../../stats/quantile.ts';

/** How often a second it is looked at what the generator waited for a processor, some microseconds each. */
const MOST_LOOKS_PER_S = 1_000;
/** Enough for its three numbers. */
const MOST_BYTES = 80;
const NS_PER_MS = 1e6;

/** Opened once: a load process runs many short loads. */
const waitedMs = openWaitClock();

/**
 * What the generator itself adds to response times where others want its processor: a request is on
 * its way and answered, and the generator, though ready to, does not run. The lag of the schedule does
 * not hold that: a process that has slept is woken at once, and one that has just run is not.
 */
export interface ProcessorWaits {
  /** Begins with a request, whose answer calls what it returns. */
  readonly begin: () => (() => void) | null;
  readonly p99Ms: () => number | null;
}

/** @param rate - Requests a second. */
export function watchProcessorWaits(rate: number): ProcessorWaits {
  const seenMs: number[] = [];
  const every = Math.ceil((2 * rate) / MOST_LOOKS_PER_S);
  let begun = 0;
  return {
    begin: () => {
      begun += 1;
      if (waitedMs === null || begun % every !== 0) return null;
      const fromMs = waitedMs();
      return () => {
        seenMs.push(waitedMs() - fromMs);
      };
    },
    p99Ms: () => nearestRank(Float64Array.from(seenMs).sort(), 0.99),
  };
}

/**
 * How long this thread was ready to run and had no processor so far, milliseconds: the second number
 * of /proc/self/schedstat (Linux, Documentation/scheduler/sched-stats.rst). A look takes some
 * microseconds. For the main thread of a process, whose number that of the process is.
 * @returns null where the system does not tell.
 */
function openWaitClock(): (() => number) | null {
  const buffer = Buffer.alloc(MOST_BYTES);
  let file: number;
  try {
    file = openSync('/proc/self/schedstat', 'r');
    readSync(file, buffer, 0, MOST_BYTES, 0);
  } catch {
    return null;
  }
  return () => {
    const length = readSync(file, buffer, 0, MOST_BYTES, 0);
    return Number(buffer.toString('latin1', 0, length).split(' ')[1]) / NS_PER_MS;
  };
}
