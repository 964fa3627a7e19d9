import type { ServerMeasurements, Stall } from '../../model/server-measurements.ts';
import {
  type ClientSlices,
  countBucketTimes,
  sumBucketTimes,
} from '../latency/client-latency-histograms-by-time-slice.ts';
import type { ProbeReading } from '../probe/server-probe.ts';
import type { ProbeStall } from '../probe/server-probe-messages.ts';
import { buildLoadTimeline, computeSliceRates } from './build-load-timeline.ts';
import type { ProcessesSnapshot, ProcessObservations } from './sample-server-processes.ts';

export interface ServerLoadObservations {
  readonly clients: ClientSlices;
  /** null where no Node.js process reported anything. */
  readonly probe: ProbeReading | null;
  readonly watched: ProcessObservations;
  /** CPU time of all of its processes; null: the system does not tell. */
  readonly cpuMs: number | null;
}

/** Builds the server-side measurements of a load, in the form stored in a record. */
export function buildServerSideMeasurements(seen: ServerLoadObservations): ServerMeasurements {
  const { clients, probe, watched, cpuMs } = seen;
  const { moments, cores } = watched;
  return {
    answers: clients.answers,
    answersMs: clients.sumMs,
    durationMs: clients.endMs - clients.startMs,
    loop: probe === null ? null : loopOf(probe, clients),
    cpu: cpuMs === null ? null : { usedMs: cpuMs, waitedMs: waitedIn(moments), cores },
    memory: memoryOf(moments),
    stalls: (probe?.stalls ?? []).flatMap((stall) => stallOf(stall, clients, moments)),
    pools: probe?.pools ?? [],
    queries: probe?.queries ?? null,
    outgoing: probe?.outgoing ?? null,
    timeline: buildLoadTimeline(clients, probe, watched),
  };
}

/** Computes utilization while serving clients; idle before the first and after the last. */
function loopOf(
  { slices, utilization, activeMs, gcMs }: ProbeReading,
  { startMs, endMs }: ClientSlices,
): ServerMeasurements['loop'] {
  const [busiest = []] = slices;
  const grid = { startMs, sliceMs: endMs - startMs, count: 1 };
  const [whole] = computeSliceRates(grid, busiest, (slice) => slice.activeMs);
  return { utilization: Math.min(1, whole ?? utilization), activeMs, gcMs };
}

function waitedIn(moments: readonly ProcessesSnapshot[]): number {
  return Math.max(0, (moments.at(-1)?.waitedMs ?? 0) - (moments[0]?.waitedMs ?? 0));
}

function memoryOf(moments: readonly ProcessesSnapshot[]): ServerMeasurements['memory'] {
  const [first, last] = [moments[0], moments.at(-1)];
  if (first === undefined || last === undefined) return null;
  return {
    startBytes: first.residentBytes,
    peakBytes: Math.max(...moments.map(({ residentBytes }) => residentBytes)),
    endBytes: last.residentBytes,
  };
}

/** Combines a stall with the requests that waited for its end; empty if outside the load. */
function stallOf(
  { endMs, lengthMs, cpuMs, gcMs }: ProbeStall,
  clients: ClientSlices,
  moments: readonly ProcessesSnapshot[],
): readonly Stall[] {
  const { startMs, sliceMs, slices } = clients;
  const fromMs = endMs - lengthMs;
  if (endMs < startMs || fromMs > startMs + slices.length * sliceMs) return [];
  // Waiting requests are answered when the stall is over, and in the open model also some time
  // after.
  const [first, last] = [fromMs, endMs + lengthMs].map((ms) =>
    Math.max(0, Math.floor((ms - startMs) / sliceMs)),
  );
  const answered = slices.slice(first, (last ?? 0) + 1).flat();
  return [
    {
      atMs: fromMs - startMs,
      lengthMs,
      cpuMs,
      gcMs: Math.min(gcMs, lengthMs),
      waitedMs: waitedBetween(moments, fromMs, endMs),
      answers: countBucketTimes(answered, lengthMs / 2),
      answersMs: sumBucketTimes(answered, lengthMs / 2),
    },
  ];
}

function waitedBetween(
  moments: readonly ProcessesSnapshot[],
  fromMs: number,
  toMs: number,
): number | null {
  const before = moments.findLast(({ atMs }) => atMs <= fromMs) ?? moments[0];
  const after = moments.find(({ atMs }) => atMs >= toMs) ?? moments.at(-1);
  if (before === undefined || after === undefined) return null;
  return Math.min(toMs - fromMs, Math.max(0, after.waitedMs - before.waitedMs));
}
