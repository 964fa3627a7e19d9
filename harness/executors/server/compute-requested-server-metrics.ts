import type { ServerMeasurements } from '../../model/server-measurements.ts';
import { SERVER_METRICS_ON_REQUEST } from '../../model/server-metric-names.ts';
import {
  availableMetric,
  type MetricResults,
  mergeMetricResults,
  unavailableMetric,
} from '../probe/available-and-unavailable-metrics.ts';
import type { ProbeReading } from '../probe/server-probe.ts';
import type { WaitTotals } from '../probe/server-probe-messages.ts';
import type { ProcessObservations } from './sample-server-processes.ts';

type Name = (typeof SERVER_METRICS_ON_REQUEST)[number];

/** Observations of a server, or the reasons why there are none. */
export interface ServerObservations {
  /** null where no Node.js process reported anything; `noProbe` is the reason. */
  readonly probe: ProbeReading | null;
  readonly noProbe: string;
  readonly watched: ProcessObservations;
  /** null if the clients recorded no slices. */
  readonly side: ServerMeasurements | null;
}

const NOT_TOLD = 'the system does not report the resource usage of the server processes';
const NO_POOL =
  'no connection was requested from a known pool; only pg and mysql2 pools are watched';
const NO_QUERY = 'no query by a known library was observed; only pg and mysql2 queries are timed';

/** Computes the requested metrics. */
export function computeRequestedMetrics(
  wanted: readonly string[],
  observed: ServerObservations,
): MetricResults {
  const asked = SERVER_METRICS_ON_REQUEST.filter((name) => wanted.includes(name));
  return mergeMetricResults(...asked.map((name) => METRICS[name](name, observed)));
}

type Read = (name: Name, observed: ServerObservations) => MetricResults;

const ofNode =
  (value: (probe: ProbeReading) => number | string): Read =>
  (name, { probe, noProbe }) => {
    if (probe === null) return unavailableMetric(name, noProbe);
    const found = value(probe);
    return typeof found === 'string'
      ? unavailableMetric(name, found)
      : availableMetric(name, found);
  };

const ofProcesses =
  (value: (observed: ServerObservations) => number | null): Read =>
  (name, observed) => {
    const found = value(observed);
    return found === null ? unavailableMetric(name, NOT_TOLD) : availableMetric(name, found);
  };

/** Reads the maximum over all pools. */
const ofPools = (value: (waits: WaitTotals) => number): Read =>
  ofNode(({ pools }) =>
    pools.length === 0 ? NO_POOL : Math.max(...pools.map(({ waits }) => value(waits))),
  );

const ofQueries = (value: (waits: WaitTotals) => number): Read =>
  ofNode(({ queries }) => (queries.count === 0 ? NO_QUERY : value(queries)));

const METRICS: Readonly<Record<Name, Read>> = {
  'event_loop_delay.p50': ofNode(({ delay }) => delay.p50Ms),
  'event_loop_delay.max': ofNode(({ delay }) => delay.maxMs),
  cpu_cores: ofProcesses(({ side }) => {
    if (side === null || side.cpu === null || side.durationMs === 0) return null;
    return side.cpu.usedMs / side.durationMs;
  }),
  memory_growth: ofProcesses(({ watched: { moments } }) => {
    const [first, last] = [moments[0], moments.at(-1)];
    if (first === undefined || last === undefined) return null;
    return last.residentBytes - first.residentBytes;
  }),
  open_handles: ofProcesses(({ watched: { moments } }) => {
    const files = moments.flatMap((moment) => moment.files ?? []);
    return files.length === 0 ? null : Math.max(...files);
  }),
  open_sockets: ofProcesses(({ watched }) => watched.mostSockets),
  'pool_wait.p50': ofPools(({ p50Ms }) => p50Ms),
  'pool_wait.p95': ofPools(({ p95Ms }) => p95Ms),
  'pool_wait.max': ofPools(({ maxMs }) => maxMs),
  pool_waiting: ofNode(({ pools }) =>
    pools.length === 0 ? NO_POOL : Math.max(...pools.map(({ mostWaiting }) => mostWaiting)),
  ),
  'query_time.p50': ofQueries(({ p50Ms }) => p50Ms),
  'query_time.p95': ofQueries(({ p95Ms }) => p95Ms),
};
