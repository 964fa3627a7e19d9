import type { ServerMeasurements } from '../../model/server-measurements.ts';
import type { MetricResults } from '../probe/metric-results.ts';

/**
 * Returns the busy share of a server's capacity, from 0 to 1: of its busiest event loop, or of one
 * core if it is not Node.js, since a server may be unable to use further cores. null if nothing is
 * known.
 */
export function computeServerUtilization(side: ServerMeasurements | null): number | null {
  if (side === null) return null;
  if (side.loop !== null) return side.loop.utilization;
  if (side.cpu === null || side.durationMs === 0) return null;
  return Math.min(1, side.cpu.usedMs / side.durationMs);
}

/** Busy share of the server where clients kept no slices: from its counts over the whole stretch. */
export function computeOverallUtilization(
  { measurements }: MetricResults,
  { answered, tookMs }: { readonly answered: number; readonly tookMs: number },
): number | null {
  const { event_loop_utilization: utilization, cpu_time: cpuMs } = measurements;
  if (utilization !== undefined) return utilization;
  if (cpuMs === undefined || tookMs === 0) return null;
  return Math.min(1, (cpuMs * answered) / tookMs);
}
