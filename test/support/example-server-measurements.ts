import type { ServerMeasurements } from '../../harness/model/server-measurements.ts';

/** Differences from a server with little load. */
export interface ServerMeasurementChanges
  extends Partial<Omit<ServerMeasurements, 'loop' | 'cpu'>> {
  readonly loop?: Partial<NonNullable<ServerMeasurements['loop']>> | null;
  readonly cpu?: Partial<NonNullable<ServerMeasurements['cpu']>> | null;
}

export const NO_WAITS = { count: 0, sumMs: 0, p50Ms: 0, p95Ms: 0, maxMs: 0 };

/** Returns the server side of 10 s of load: 10,000 responses, mean 2 ms, 1 s of event loop. */
export function createServerMeasurements(
  changes: ServerMeasurementChanges = {},
): ServerMeasurements {
  const { loop, cpu, ...others } = changes;
  return {
    answers: 10_000,
    answersMs: 20_000,
    durationMs: 10_000,
    loop: loop === null ? null : { utilization: 0.1, activeMs: 1_000, gcMs: 50, ...loop },
    cpu: cpu === null ? null : { usedMs: 1_000, waitedMs: 10, cores: 2, ...cpu },
    memory: { startBytes: 80e6, peakBytes: 90e6, endBytes: 85e6 },
    stalls: [],
    pools: [],
    queries: NO_WAITS,
    outgoing: NO_WAITS,
    timeline: {
      sliceMs: 200,
      answers: Array<number>(50).fill(200),
      p95: Array<number>(50).fill(3),
      max: Array<number>(50).fill(5),
      delay: Array<number>(50).fill(2),
      utilization: Array<number>(50).fill(0.1),
    },
    ...others,
  };
}
