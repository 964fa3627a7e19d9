import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { addPreload } from '../../harness/host/process/preload-into-node.ts';
import type { Host } from '../../harness/host.ts';
import type {
  AttachedProfiler,
  Profiler,
  TimeInterval,
} from '../../harness/model/program/profiler.ts';
import type { RuntimeTrace } from '../../harness/model/program/runtime-trace.ts';
import type { Scenario } from '../../harness/model/scenario/scenario.ts';
import { createSourceLineReader } from './attribute-time-to-callees.ts';
import { readLoadedScriptTexts } from './loaded-script-texts.ts';
import { readCpuProfile } from './read-cpu-profile.ts';
import { readGcAndEventLoopRecord } from './read-gc-and-event-loop-record.ts';
import { readProfileFolder } from './read-profile-folder.ts';

/** V8's default, microseconds: a function that runs 0.1 s gets a hundred samples. */
const INTERVAL_US = 1_000;
/**
 * Sampling interval of a program that answers requests, which runs for seconds. Sampled each
 * millisecond, a saturated server loses 8 % of its throughput, where a signal costs as much as it
 * does in virtual machines, and sampled every second millisecond 5 % (bench/profiling.ts).
 */
export const SERVER_SAMPLING_INTERVAL_US = 4_000;
/**
 * Longest sample at the usual intervals, milliseconds: far above them, so that short waits for a
 * processor count as they come, on average for what runs most, and a long one does not decide.
 */
export const LONGEST_SAMPLE_MS = 100;
/** Folder of perf-harness, whose code in the measured process does not belong to the program. */
const OWN = fileURLToPath(new URL('../../', import.meta.url));

export interface CpuProfilerOptions {
  /** Sampling interval, microseconds. Default: V8's own, 1,000. */
  readonly intervalUs?: number;
  /** As of `readCpuProfile`. Default: 100. */
  readonly longestSampleMs?: number;
}

export function chooseSamplingInterval(scenario: Scenario): number {
  return 'server' in scenario ? SERVER_SAMPLING_INTERVAL_US : INTERVAL_US;
}

/**
 * Creates a profiler that uses V8's CPU profiler in every Node.js thread through a preload, with
 * lines and runtime activity.
 */
export function createCpuProfiler(
  host: Host,
  { intervalUs = INTERVAL_US, longestSampleMs = LONGEST_SAMPLE_MS }: CpuProfilerOptions = {},
): Profiler {
  return {
    id: 'v8-cpu',
    attach: (folder, nodeOptions): AttachedProfiler => ({
      env: {
        PERF_HARNESS_CPU_PROFILE: folder,
        PERF_HARNESS_CPU_INTERVAL_US: String(intervalUs),
        NODE_OPTIONS: addPreload(nodeOptions, import.meta.url, './cpu-profile-preload'),
      },
      read: async (stretch) => {
        const lineOf = createSourceLineReader(host, readLoadedScriptTexts(host, folder));
        const taken = readProfileFolder(host, folder, {
          ending: '.cpuprofile',
          mayBeEmpty: false,
          read: (bytes) => readCpuProfile(bytes, { longestSampleMs, stretch, own: OWN, lineOf }),
        });
        return { ...taken, runtime: busiest(host, folder, stretch) };
      },
    }),
  };
}

/** Returns the trace of the process whose event loop was the busiest. */
function busiest(host: Host, folder: string, stretch: TimeInterval): RuntimeTrace | null {
  const busyMs = ({ durationMs, eventLoop }: RuntimeTrace): number =>
    durationMs * eventLoop.utilisation;
  return host.files
    .list(folder)
    .filter((name) => name.endsWith('.runtime'))
    .map((name) => readGcAndEventLoopRecord(host.files.read(join(folder, name)) ?? '', stretch))
    .reduce((a, b) => (a === null || (b !== null && busyMs(b) > busyMs(a)) ? b : a), null);
}
