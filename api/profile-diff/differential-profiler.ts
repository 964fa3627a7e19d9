import type { Host } from '../../harness/host.ts';
import type { Profiler } from '../../harness/model/program/profiler.ts';
import { createCpuProfiler } from '../../profilers/v8/cpu-profiler.ts';

/** Twice V8's own rate: units are short, and the cost is the same on both sides. */
const INTERVAL_US = 500;
/** A sample that came later than this has waited for a processor. */
const LONGEST_SAMPLE_MS = (1.5 * INTERVAL_US) / 1_000;

/** What takes the profiles of both sides: rather often, and blind for what other programs do. */
export function differentialProfiler(host: Host): Profiler {
  return createCpuProfiler(host, {
    intervalUs: INTERVAL_US,
    longestSampleMs: LONGEST_SAMPLE_MS,
  });
}
