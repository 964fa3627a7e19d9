import { ownProcess } from '../../host/platform/own-process.ts';
import { nearestRank } from '../../stats/order-statistics.ts';

/** How often a second it is looked at what the generator waited for a processor, some microseconds each. */
const MOST_LOOKS_PER_S = 1_000;

/** Opened once: a load process runs many short loads. */
const readWaits = ownProcess().openWaitClock();

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
      if (readWaits === null || begun % every !== 0) return null;
      const from = readWaits();
      return () => {
        const { ms, stretches } = readWaits();
        seenMs.push(delayOf(ms - from.ms, stretches - from.stretches));
      };
    },
    p99Ms: () => nearestRank(Float64Array.from(seenMs).sort(), 0.99),
  };
}

/**
 * What waits may have added to one response time. While a server works on a request its generator runs
 * and waits many times for the sake of others, which delays nothing: only the last wait does, and
 * perhaps the first. So of many waits two of mean length count.
 */
function delayOf(waitedMs: number, stretches: number): number {
  return waitedMs / Math.max(1, stretches / 2);
}
