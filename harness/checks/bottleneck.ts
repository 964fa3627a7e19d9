import { isPacedByGenerator, listLoadRuns } from '../model/load-generator-saturation.ts';
import type { CheckAfter } from '../model/measurement-validity-check-types.ts';
import type { BottleneckCause, FindBottleneckCause } from './bottleneck-cause.ts';
import { busyEventLoopCause } from './busy-event-loop-cause.ts';
import { collectServerMeasurements } from './collect-server-measurements.ts';
import { connectionPoolCause } from './connection-pool-cause.ts';
import { eventLoopStallCause } from './event-loop-stall-cause.ts';
import { upstreamWaitCause } from './upstream-wait-cause.ts';

const CAUSES: readonly FindBottleneckCause[] = [
  eventLoopStallCause,
  connectionPoolCause,
  busyEventLoopCause,
  upstreamWaitCause,
];

/**
 * Finds the part of the server that responses waited for; several are sorted by the share of the
 * response time they explain.
 */
export const bottleneck: CheckAfter = {
  id: 'bottleneck',
  check: ({ measured, scenario }) => {
    const sides = collectServerMeasurements(measured);
    if (sides.length === 0) return [];
    const load = {
      scenario,
      sides,
      isGeneratorSaturated: isPacedByGenerator(listLoadRuns(measured)),
    };
    const found = CAUSES.map((find) => find(load)).filter(
      (cause): cause is BottleneckCause => cause !== null,
    );
    return found.toSorted((a, b) => b.share - a.share).map(({ finding }) => finding);
  },
};
