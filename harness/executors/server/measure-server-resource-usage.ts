import { currentPlatform } from '../../host/platform/current-platform.ts';
import type { ProcessAccount } from '../../host/platform/process-reader.ts';
import type { ServerMeasurements } from '../../model/server-measurements.ts';
import type { ClientSlices } from '../latency/client-latency-histograms-by-time-slice.ts';
import type { MetricReadings } from '../metric-readings.ts';
import type { ProgramObserver } from '../probe/program-observers.ts';
import type { ProbeReading, ServerProbe } from '../probe/server-probe.ts';
import { buildServerSideMeasurements } from './build-server-side-measurements.ts';
import { computeServerMetrics, UNREPORTED } from './compute-server-metrics.ts';
import { sampleServerProcesses } from './sample-server-processes.ts';

export interface UsageSources {
  /** Processes that the server consists of now. */
  readonly members: () => readonly number[];
  /** The reason if it could not be opened. */
  readonly probe: ServerProbe | string;
  /** Counts inside the server that the scenario requests. */
  readonly counts: ProgramObserver;
  /** Metrics that the scenario requests beyond those of its kind. */
  readonly wanted: readonly string[];
}

export interface ClientObservations {
  readonly answered: number;
  /** null if the clients recorded none. */
  readonly slices: ClientSlices | null;
}

export interface ServerUsage {
  readonly counted: MetricReadings;
  /** null if the clients recorded no slices. */
  readonly side: ServerMeasurements | null;
}

export interface UsageMeasurement {
  /** Ends the measurement. The returned function combines it with the clients' observations. */
  readonly end: () => Promise<(clients: ClientObservations) => ServerUsage>;
}

interface Snapshot {
  readonly probe: ProbeReading | string;
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
  let listedMs = Number.NEGATIVE_INFINITY;
  return (sources) => {
    const now = performance.now();
    if (now - listedMs > REMEMBERED_MS) {
      known = sources.members();
      listedMs = now;
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
      const probe = usableReading(after.probe);
      const cpuMs = cpuUsed(before, after);
      const peakBytes = memoryPeak(after);
      return ({ answered, slices }) => {
        const side =
          slices === null
            ? null
            : buildServerSideMeasurements({
                clients: slices,
                probe: typeof probe === 'string' ? null : probe,
                watched,
                cpuMs: typeof cpuMs === 'string' ? null : cpuMs,
              });
        const observed = { answered, cpuMs, peakBytes, probe, watched, side };
        const counted = computeServerMetrics(sources.wanted, observed);
        return { counted: { ...counted, ...endCounts(answered) }, side };
      };
    },
  };
}

async function snapshot({ probe, members }: UsageSources, at: 'mark' | 'read'): Promise<Snapshot> {
  const ask = async (): Promise<ProbeReading | string> =>
    typeof probe === 'string' ? probe : probe[at]();
  // The probe is marked after reading the kernel's accounts and read before them, so that this work
  // is not part of its period.
  const reading = at === 'read' ? await ask() : '';
  const accounts = currentPlatform().processes.accounts(members());
  return { probe: at === 'mark' ? await ask() : reading, accounts };
}

/** CPU time of the stretch, milliseconds, or why it is not known. */
function cpuUsed(before: Snapshot, after: Snapshot): number | string {
  const [startMs, endMs] = [cpuOf(before), cpuOf(after)];
  if (startMs === null || endMs === null) return UNREPORTED;
  // CPU time of an ended process goes to its parent; it is lost if the parent had ended first.
  return endMs < startMs ? 'server processes exited during the load run' : endMs - startMs;
}

/**
 * Returns the CPU time of the tree: exact from each Node.js process, and from the kernel's accounts
 * for all other and ended processes.
 */
function cpuOf({ probe, accounts }: Snapshot): number | null {
  const probed = new Map(probedProcesses(probe).map(({ pid, cpuMs }) => [pid, cpuMs]));
  if (accounts.length === 0 && probed.size === 0) return null;
  let sumMs = 0;
  for (const { pid, ownCpuMs, endedChildrenCpuMs } of accounts) {
    sumMs += (probed.get(pid) ?? ownCpuMs) + endedChildrenCpuMs;
    probed.delete(pid);
  }
  for (const cpuMs of probed.values()) sumMs += cpuMs;
  return sumMs;
}

/** Prefers kernel accounts: a process's own peak includes its parent's, passed on by Linux. */
function memoryPeak({ probe, accounts }: Snapshot): number | null {
  const sources = accounts.length > 0 ? accounts : probedProcesses(probe);
  const peaks = sources.flatMap(({ peakBytes }) => peakBytes ?? []);
  return peaks.length === 0 ? null : Math.max(...peaks);
}

function probedProcesses(probe: Snapshot['probe']): ProbeReading['processes'] {
  return typeof probe === 'string' ? [] : probe.processes;
}

/** Returns the reading, or why no Node.js process reported all of it. */
function usableReading(probe: Snapshot['probe']): Snapshot['probe'] {
  if (typeof probe === 'string') return probe;
  if (probe.silent > 0)
    return 'the server did not respond within 5 s because its event loop was blocked';
  return probe.processes.length === 0
    ? 'the server is not a Node.js program, or its command removes NODE_OPTIONS'
    : probe;
}
