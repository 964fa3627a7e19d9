import type { ServerMeasurements } from '../../model/server-measurements.ts';
import { SERVER_METRICS, type SERVER_METRICS_ON_REQUEST } from '../../model/server-metric-names.ts';
import type { MetricReadings } from '../metric-readings.ts';
import type { ProbeReading } from '../probe/server-probe.ts';
import type { PoolAccount, WaitTotals } from '../probe/server-probe-messages.ts';
import type { ProcessObservations } from './sample-server-processes.ts';

interface ServerObservations {
  readonly answered: number;
  /** CPU time, milliseconds, or why it is not known. */
  readonly cpuMs: number | string;
  /** Peak memory of the largest process, bytes; null: the system does not report it. */
  readonly peakBytes: number | null;
  /** Readings of its Node.js processes, or why there are none. */
  readonly probe: ProbeReading | string;
  readonly watched: ProcessObservations;
  /** null if the clients recorded no slices. */
  readonly side: ServerMeasurements | null;
}

/** Reason where the system gives no accounts of processes. */
export const UNREPORTED = 'the system does not report the resource usage of the server processes';
const NO_POOL =
  'no connection was requested from a known pool; only pg and mysql2 pools are watched';
const NO_QUERY = 'no query by a known library was observed; only pg and mysql2 queries are timed';

type Compute = (observed: ServerObservations) => number | string;

export function computeServerMetrics(
  requested: readonly string[],
  observed: ServerObservations,
): MetricReadings {
  const names: readonly string[] = [...SERVER_METRICS, ...requested];
  const wanted = Object.entries(METRICS).filter(([name]) => names.includes(name));
  return Object.fromEntries(wanted.map(([name, compute]) => [name, compute(observed)]));
}

const ofNode =
  (value: (probe: ProbeReading, observed: ServerObservations) => number | string): Compute =>
  (observed) =>
    typeof observed.probe === 'string' ? observed.probe : value(observed.probe, observed);

/** Reads the maximum over all pools. */
const ofPools = (value: (pool: PoolAccount) => number): Compute =>
  ofNode(({ pools }) => (pools.length === 0 ? NO_POOL : Math.max(...pools.map(value))));

const ofQueries = (value: (waits: WaitTotals) => number): Compute =>
  ofNode(({ queries }) => (queries.count === 0 ? NO_QUERY : value(queries)));

const METRICS: Readonly<
  Record<(typeof SERVER_METRICS)[number] | (typeof SERVER_METRICS_ON_REQUEST)[number], Compute>
> = {
  cpu_time: ({ cpuMs, answered }) => (typeof cpuMs === 'string' ? cpuMs : cpuMs / answered),
  memory_peak: ({ peakBytes }) => peakBytes ?? UNREPORTED,
  gc_time: ofNode(({ gcMs }, { answered }) => gcMs / answered),
  gc_count: ofNode(({ gcCount }, { answered }) => gcCount / answered),
  'event_loop_delay.p99': ofNode(({ delay }) => delay.p99Ms),
  event_loop_utilization: ofNode(
    ({ utilization }, { side }) => side?.loop?.utilization ?? utilization,
  ),
  'event_loop_delay.p50': ofNode(({ delay }) => delay.p50Ms),
  'event_loop_delay.max': ofNode(({ delay }) => delay.maxMs),
  cpu_cores: ({ side }) => {
    if (side === null || side.cpu === null || side.durationMs === 0) return UNREPORTED;
    return side.cpu.usedMs / side.durationMs;
  },
  memory_growth: ({ watched: { moments } }) => {
    const [first, last] = [moments[0], moments.at(-1)];
    if (first === undefined || last === undefined) return UNREPORTED;
    return last.residentBytes - first.residentBytes;
  },
  open_handles: ({ watched: { moments } }) => {
    const files = moments.flatMap((moment) => moment.files ?? []);
    return files.length === 0 ? UNREPORTED : Math.max(...files);
  },
  open_sockets: ({ watched }) => watched.mostSockets ?? UNREPORTED,
  'pool_wait.p50': ofPools(({ waits }) => waits.p50Ms),
  'pool_wait.p95': ofPools(({ waits }) => waits.p95Ms),
  'pool_wait.max': ofPools(({ waits }) => waits.maxMs),
  pool_waiting: ofPools(({ mostWaiting }) => mostWaiting),
  'query_time.p50': ofQueries(({ p50Ms }) => p50Ms),
  'query_time.p95': ofQueries(({ p95Ms }) => p95Ms),
};

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
