import type { Host } from '../../host.ts';
import type { Block } from '../../model/trial.ts';
import type { ClientSlices } from '../latency/client-latency-histograms-by-time-slice.ts';
import {
  beginUsageMeasurement,
  type ClientObservations,
  type ServerUsage,
  type UsageMeasurement,
  type UsageSources,
} from '../server/measure-server-resource-usage.ts';
import {
  type ProcessesSnapshot,
  type ProcessObservations,
  type ProcessWatch,
  sampleServerProcesses,
} from '../server/sample-server-processes.ts';
import type { K6Results } from './read-k6-json-output-results.ts';

/** Difference of wall clock and monotonic clock from which it is a step, milliseconds. */
const LEAST_STEP_MS = 100;
/** The kernel lets a time service slow or hasten the clock by up to 0.0005 (adjtimex(2)). */
const SLEWED_SHARE = 0.001;

/**
 * Results on the shared clock. If the wall clock was set during the run, rates are over all of k6's
 * run and there are no slices.
 */
interface SharedClockResults {
  readonly results: K6Results;
  /** Period with requests in flight; the whole k6 run if the wall clock was set; null if none. */
  readonly load: LoadPeriod | null;
  readonly notes: NonNullable<Block['notes']>;
}

/** @param sources - null: the server is not ours. */
export function watchServerUnderK6Load(clock: Host['clock'], sources: UsageSources | null) {
  const toSharedMs = offsetOf(clock);
  let [startMs, changedMs, tookMs] = [clock.monotonicMs(), 0, 0];
  const watches: ProcessWatch[] = [];
  let generators: readonly ProcessObservations[] = [];
  let stretch: UsageMeasurement | null = null;
  let use: ((clients: ClientObservations) => ServerUsage) | null = null;
  return {
    /** Called before the script does anything. */
    onReady: async (): Promise<void> => {
      if (sources !== null) stretch = await beginUsageMeasurement(sources);
      startMs = clock.monotonicMs();
    },
    /** Called with each process of k6. */
    onStart: (pid: number): void => void watches.push(sampleServerProcesses([pid])),
    /** Called after all k6 processes have ended, and before their output is read. */
    onEnded: async (): Promise<void> => {
      tookMs = clock.monotonicMs() - startMs;
      changedMs = toSharedMs - offsetOf(clock);
      generators = watches.map((watch) => watch.end());
      use = (await stretch?.end()) ?? null;
    },
    /** Returns the usage of the server; null where it is not ours. */
    use: (clients: ClientObservations): ServerUsage | null => use?.(clients) ?? null,
    /** Observations of the processes of k6. */
    generators: () => generators,
    /** Converts k6's results from the wall clock to the clock that all processes share. */
    onSharedClock: (results: K6Results): SharedClockResults => {
      const { slices } = results;
      if (Math.abs(changedMs) > Math.max(LEAST_STEP_MS, SLEWED_SHARE * tookMs)) {
        return {
          results: { ...results, seconds: tookMs / 1_000, slices: null },
          load: slices && { startMs, endMs: startMs + tookMs, sumMs: slices.sumMs },
          notes: { clock_changed_ms: Math.round(changedMs) },
        };
      }
      const shared = slices && {
        ...slices,
        startMs: slices.startMs + toSharedMs,
        endMs: slices.endMs + toSharedMs,
      };
      return { results: { ...results, slices: shared }, load: shared, notes: {} };
    },
  };
}

export type K6LoadWatch = ReturnType<typeof watchServerUnderK6Load>;

function offsetOf({ monotonicMs, now }: Host['clock']): number {
  return monotonicMs() - now().getTime();
}

/** k6's guide to large tests: keep a fifth of the CPU idle, beyond which response times grow. */
const SATURATED_SHARE = 0.8;
/** Share of total response time from which k6's own waiting for a CPU distorts it. */
const SHIFTED_SHARE = 0.1;
/** Above this share k6 was never short of work, only of cores that others used. */
const WANTED_SHARE = 0.9;
/** Shortest load to judge by, since k6 starts with all cores, milliseconds. */
const SHORTEST_MS = 500;

/** When load was sent, on the clock of all processes, and all its response times together. */
type LoadPeriod = Pick<ClientSlices, 'startMs' | 'endMs' | 'sumMs'>;

/**
 * Returns notes on k6's own use of the machine while it sent load: cores in use, cores that it may
 * run on, and the time that its threads were runnable without a core, as a share of all response
 * time. Empty where the system does not report it.
 * @param busy - Busy share of the server, from 0 to 1; null: unknown, or the server is not ours.
 * @param load - null: there was no request.
 */
export function describeK6CpuUsage(
  generators: readonly ProcessObservations[],
  busy: number | null,
  load: LoadPeriod | null,
): NonNullable<Block['notes']> {
  if (load === null) return {};
  const spans = generators.flatMap(({ moments }) => within(moments, load) ?? []);
  const known = generators.flatMap((generator) => generator.cores ?? []);
  if (spans.length === 0 || known.length === 0) return {};
  const cores = Math.max(...known);
  const sum = (of: (span: Span) => number): number =>
    spans.reduce((total, span) => total + of(span), 0);
  const elapsedMs = sum(({ first, last }) => last.atMs - first.atMs) / spans.length;
  const used = sum(({ first, last }) => last.cpuMs - first.cpuMs) / elapsedMs;
  const waitedMs = sum(({ first, last }) => last.waitedMs - first.waitedMs);
  const shifted = load.sumMs === 0 ? 0 : waitedMs / load.sumMs;
  const wanted = used + waitedMs / elapsedMs;
  const isFull = used > SATURATED_SHARE * cores || wanted > WANTED_SHARE * cores;
  const isStarved = wanted > SATURATED_SHARE * cores && shifted > SHIFTED_SHARE;
  // In a closed loop of two stations, the busier station sets the pace.
  const isServerBusier = busy !== null && busy > wanted / cores;
  return {
    generator_cpu_cores: used,
    generator_cores: cores,
    generator_wait_share: shifted,
    ...(busy === null ? {} : { server_busy: busy }),
    generator_saturated: (isFull || isStarved) && !isServerBusier,
  };
}

interface Span {
  readonly first: ProcessesSnapshot;
  readonly last: ProcessesSnapshot;
}

function within(
  moments: readonly ProcessesSnapshot[],
  { startMs, endMs }: LoadPeriod,
): Span | null {
  const under = moments.filter(({ atMs }) => atMs >= startMs && atMs <= endMs);
  const [first, last] = [under[0], under.at(-1)];
  if (first === undefined || last === undefined) return null;
  return last.atMs - first.atMs < SHORTEST_MS ? null : { first, last };
}
