import type { Host } from '../../host.ts';
import type { Block } from '../../model/trial.ts';
import {
  beginUsageMeasurement,
  type ClientObservations,
  type ServerUsage,
  type UsageMeasurement,
  type UsageSources,
} from '../server/measure-server-resource-usage.ts';
import {
  type ProcessObservations,
  type ProcessWatch,
  sampleServerProcesses,
} from '../server/sample-server-processes.ts';
import type { LoadPeriod } from './k6-cpu-usage-notes.ts';
import type { K6Results } from './read-k6-json-output-results.ts';

/** Difference of wall clock and monotonic clock from which it is a step, milliseconds. */
const LEAST_STEP_MS = 100;
/** The kernel lets a time service slow or hasten the clock by up to 0.0005 (adjtimex(2)). */
const SLEWED_SHARE = 0.001;

export interface K6LoadWatch {
  readonly onReady: () => Promise<void>;
  readonly onStart: (pid: number) => void;
  /** Called after all k6 processes have ended, and before their output is read. */
  readonly onEnded: () => Promise<void>;
  /** Returns the usage of the server; null where it is not ours. */
  readonly use: (clients: ClientObservations) => ServerUsage | null;
  readonly generators: () => readonly ProcessObservations[];
  /** Converts k6's results from the wall clock to the clock that all processes share. */
  readonly onSharedClock: (results: K6Results) => SharedClockResults;
}

/**
 * Results on the shared clock. If the wall clock was set during the run, rates are over all of k6's
 * run and there are no slices.
 */
export interface SharedClockResults {
  readonly results: K6Results;
  /** Period with requests in flight; the whole k6 run if the wall clock was set; null if none. */
  readonly load: LoadPeriod | null;
  readonly notes: NonNullable<Block['notes']>;
}

/** @param sources - null: the server is not ours. */
export function watchServerUnderK6Load(
  clock: Host['clock'],
  sources: UsageSources | null,
): K6LoadWatch {
  const toSharedMs = offsetOf(clock);
  let [startMs, changedMs, tookMs] = [clock.monotonicMs(), 0, 0];
  const watches: ProcessWatch[] = [];
  let generators: readonly ProcessObservations[] = [];
  let stretch: UsageMeasurement | null = null;
  let use: ((clients: ClientObservations) => ServerUsage) | null = null;
  return {
    onReady: async () => {
      if (sources !== null) stretch = await beginUsageMeasurement(sources);
      startMs = clock.monotonicMs();
    },
    onStart: (pid) => watches.push(sampleServerProcesses([pid])),
    onEnded: async () => {
      tookMs = clock.monotonicMs() - startMs;
      changedMs = toSharedMs - offsetOf(clock);
      generators = watches.map((watch) => watch.end());
      use = (await stretch?.end()) ?? null;
    },
    use: (clients) => use?.(clients) ?? null,
    generators: () => generators,
    onSharedClock: (results): SharedClockResults => {
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

function offsetOf({ monotonicMs, now }: Host['clock']): number {
  return monotonicMs() - now().getTime();
}
