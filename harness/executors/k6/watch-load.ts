import type { Host } from '../../host.ts';
import type { ClientSlices } from '../latency/client-slices.ts';
import {
  beginUsage,
  type ClientSide,
  type ServerUse,
  type UsageSources,
  type UsageStretch,
} from '../server/server-usage.ts';
import {
  type ProcessWatch,
  type WatchedProcesses,
  watchProcesses,
} from '../server/watch-processes.ts';

/** Looks at the server, and at k6 itself, while a script runs. */
export interface LoadWatch {
  /** Before the script does anything. */
  readonly onReady: () => Promise<void>;
  /** A process of k6 has been started. */
  readonly onStart: (pid: number) => void;
  /** All of them have ended, and nobody has read yet what they wrote. */
  readonly onEnded: () => Promise<void>;
  /** What became known of the server; null where it is not ours. */
  readonly use: (clients: ClientSide) => ServerUse | null;
  /** The processes of k6. */
  readonly generators: () => readonly WatchedProcesses[];
  /** What k6 wrote by the wall clock, on the clock that all processes share. */
  readonly onSharedClock: (slices: ClientSlices | null) => ClientSlices | null;
}

/** @param sources - null: the server is not ours. */
export function watchLoad(clock: Host['clock'], sources: UsageSources | null): LoadWatch {
  const toSharedMs = clock.monotonicMs() - clock.now().getTime();
  const watches: ProcessWatch[] = [];
  let generators: readonly WatchedProcesses[] = [];
  let stretch: UsageStretch | null = null;
  let use: ((clients: ClientSide) => ServerUse) | null = null;
  return {
    onReady: async () => {
      if (sources !== null) stretch = await beginUsage(sources);
    },
    onStart: (pid) => watches.push(watchProcesses([pid])),
    onEnded: async () => {
      generators = watches.map((watch) => watch.end());
      use = (await stretch?.end()) ?? null;
    },
    use: (clients) => use?.(clients) ?? null,
    generators: () => generators,
    onSharedClock: (slices) =>
      slices === null
        ? null
        : {
            ...slices,
            startMs: slices.startMs + toSharedMs,
            endMs: slices.endMs + toSharedMs,
          },
  };
}
