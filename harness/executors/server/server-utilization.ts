import type { ServerMeasurements } from '../../model/server-measurements.ts';
import type { MetricReadings } from '../metric-readings.ts';

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

/** Computes the busy share of the server from its totals, for clients that recorded no slices. */
export function computeOverallUtilization(
  { event_loop_utilization: utilization, cpu_time: cpuMs }: MetricReadings,
  { answered, tookMs }: { readonly answered: number; readonly tookMs: number },
): number | null {
  if (typeof utilization === 'number') return utilization;
  return typeof cpuMs !== 'number' || tookMs === 0
    ? null
    : Math.min(1, (cpuMs * answered) / tookMs);
}
