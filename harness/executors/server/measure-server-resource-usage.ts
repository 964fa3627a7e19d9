import { currentPlatform } from '../../host/platform/current-platform.ts';
import type { ProcessAccount } from '../../host/platform/process-reader.ts';
import type { ServerMeasurements } from '../../model/server-measurements.ts';
import type { ClientSlices } from '../latency/client-latency-histograms-by-time-slice.ts';
import {
  availableMetric,
  type MetricResults,
  mergeMetricResults,
  unavailableMetric,
} from '../probe/available-and-unavailable-metrics.ts';
import type { ProgramObserver } from '../probe/program-observer.ts';
import type { ProbeReading, ServerProbe } from '../probe/server-probe.ts';
import { buildServerSideMeasurements } from './build-server-side-measurements.ts';
import {
  computeRequestedMetrics,
  type ServerObservations,
} from './compute-requested-server-metrics.ts';
import { sampleServerProcesses } from './sample-server-processes.ts';

export interface UsageSources {
  /** Processes that the server consists of now. */
  readonly members: () => readonly number[];
  /** null if it could not be opened; the reason is in `noProbe`. */
  readonly probe: ServerProbe | null;
  readonly noProbe: string;
  /** Counts inside the server that the scenario requests. */
  readonly counts: ProgramObserver;
  /** Metrics that the scenario requests beyond those of its kind. */
  readonly wanted: readonly string[];
}

/** Observations of the clients during a stretch of load. */
export interface ClientObservations {
  /** Requests that the server answered. */
  readonly answered: number;
  /** null if the clients recorded none. */
  readonly slices: ClientSlices | null;
}

/** Usage of the server. */
export interface ServerUsage {
  readonly counted: MetricResults;
  /** null if the clients recorded no slices. */
  readonly side: ServerMeasurements | null;
}

/** A stretch of load during which the server's use is counted. */
export interface UsageMeasurement {
  /** Ends the measurement. The returned function combines it with the clients' observations. */
  readonly end: () => Promise<(clients: ClientObservations) => ServerUsage>;
}

/** State at the start or end of the measurement. */
interface Snapshot {
  readonly probe: ProbeReading | null;
  readonly accounts: readonly ProcessAccount[];
}

/** Time, ms, a tree counts as unchanged: listing all processes takes a quarter of a short load. */
const REMEMBERED_MS = 250;

/**
 * Measures many short rounds: processes are listed only occasionally, at the start of a round, so
 * that none appears in the middle.
 */
export function createRoundUsageMeasurer(): typeof beginUsageMeasurement {
  let known: readonly number[] = [];
  let askedMs = Number.NEGATIVE_INFINITY;
  return (sources) => {
    const now = performance.now();
    if (now - askedMs > REMEMBERED_MS) {
      known = sources.members();
      askedMs = now;
    }
    const members = known;
    return beginUsageMeasurement({ ...sources, members: () => members });
  };
}

export async function beginUsageMeasurement(sources: UsageSources): Promise<UsageMeasurement> {
  const before = await snapshot(sources, 'mark');
  const watch = sampleServerProcesses(before.accounts.map(({ pid }) => pid));
  // The probe has flushed its counts by now, and does so again before the last reading.
  const endCounts = sources.counts.begin();
  return {
    end: async () => {
      const watched = watch.end();
      const after = await snapshot(sources, 'read');
      const noProbe = whyNoProbe(after, sources.noProbe);
      const probe = noProbe === null ? after.probe : null;
      const cpuMs = cpuUsed(before, after);
      return ({ answered, slices }) => {
        const known = typeof cpuMs === 'number' ? cpuMs : null;
        const side =
          slices === null
            ? null
            : buildServerSideMeasurements({ clients: slices, probe, watched, cpuMs: known });
        const observed = { probe, noProbe: noProbe ?? '', watched, side };
        return {
          counted: mergeMetricResults(
            typeof cpuMs === 'number'
              ? availableMetric('cpu_time', cpuMs / answered)
              : unavailableMetric('cpu_time', cpuMs),
            memoryPeak(after),
            ofNode(observed, answered),
            computeRequestedMetrics(sources.wanted, observed),
            endCounts(answered),
          ),
          side,
        };
      };
    },
  };
}

async function snapshot({ probe, members }: UsageSources, at: 'mark' | 'read'): Promise<Snapshot> {
  // The probe is marked after reading the kernel's accounts and read before them, so that this work
  // is not part of its period.
  const reading = at === 'read' ? await (probe?.read() ?? null) : null;
  const accounts = currentPlatform().processes.accounts(members());
  return { probe: at === 'mark' ? await (probe?.mark() ?? null) : reading, accounts };
}

const NOT_TOLD = 'the system does not report the resource usage of the server processes';

/** CPU time of the stretch, milliseconds, or why it is not known. */
function cpuUsed(before: Snapshot, after: Snapshot): number | string {
  const [startMs, endMs] = [cpuOf(before), cpuOf(after)];
  if (startMs === null || endMs === null) return NOT_TOLD;
  // CPU time of an ended process goes to its parent; it is lost if the parent had ended first.
  return endMs < startMs ? 'server processes exited during the load run' : endMs - startMs;
}

/**
 * Returns the CPU time of the tree: exact from each Node.js process, and from the kernel's accounts
 * for all other and ended processes.
 */
function cpuOf({ probe, accounts }: Snapshot): number | null {
  const probed = new Map(probe?.processes.map(({ pid, cpuMs }) => [pid, cpuMs]));
  if (accounts.length === 0 && probed.size === 0) return null;
  const inAccounts = new Set(accounts.map(({ pid }) => pid));
  const others = [...probed].filter(([pid]) => !inAccounts.has(pid));
  return [
    ...accounts.map(
      (account) => (probed.get(account.pid) ?? account.ownCpuMs) + account.endedChildrenCpuMs,
    ),
    ...others.map(([, cpuMs]) => cpuMs),
  ].reduce((sum, value) => sum + value, 0);
}

/** Prefers kernel accounts: a process's own peak includes its parent's, passed on by Linux. */
function memoryPeak({ probe, accounts }: Snapshot): MetricResults {
  const sources = accounts.length > 0 ? accounts : (probe?.processes ?? []);
  const peaks = sources.flatMap(({ peakBytes }) => peakBytes ?? []);
  return peaks.length === 0
    ? unavailableMetric('memory_peak', NOT_TOLD)
    : availableMetric('memory_peak', Math.max(...peaks));
}

/** Returns why no Node.js process reported anything; null if a process did. */
function whyNoProbe({ probe }: Snapshot, noProbe: string): string | null {
  if (probe === null) return noProbe;
  if (probe.silent > 0)
    return 'the server did not respond within 5 s because its event loop was blocked';
  return probe.processes.length === 0
    ? 'the server is not a Node.js program, or its command removes NODE_OPTIONS'
    : null;
}

/** Returns metrics that only Node.js can report. */
function ofNode({ probe, noProbe, side }: ServerObservations, answered: number): MetricResults {
  const names = ['gc_time', 'gc_count', 'event_loop_delay.p99', 'event_loop_utilization'];
  if (probe === null)
    return mergeMetricResults(...names.map((name) => unavailableMetric(name, noProbe)));
  return {
    measurements: {
      gc_time: probe.gcMs / answered,
      gc_count: probe.gcCount / answered,
      'event_loop_delay.p99': probe.delay.p99Ms,
      event_loop_utilization: side?.loop?.utilization ?? probe.utilization,
    },
    unavailable: {},
  };
}
