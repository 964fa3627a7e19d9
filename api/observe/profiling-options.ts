/** Kinds of profile: CPU time, allocations, retained memory by allocating function, and waits. */
export const PROFILE_KINDS = ['cpu', 'allocation', 'heap', 'waits'] as const;
export type ProfileKind = (typeof PROFILE_KINDS)[number];

/** Profilers for scenarios, as accepted by `--with`. */
export const PROFILER_NAMES = [
  'v8',
  '0x',
  'clinic-doctor',
  'clinic-flame',
  'clinic-heapprofiler',
  'clinic-bubbleprof',
  'callgrind',
  'perf',
] as const;
export type ProfilerName = (typeof PROFILER_NAMES)[number];

/** Depth of profiling a scenario, and the profiler. */
export interface ProfilingOptions {
  /** Kind of profile; null: CPU time first, then as deep as the escalation rules require. */
  readonly kind: ProfileKind | null;
  /** True: also build a map, unless a kind or another profiler is named. */
  readonly withMap: boolean;
  /** True: functions may be instrumented, and the project's tests run to check the result. */
  readonly mayInstrument: boolean;
  /** Number of profiled trials, each paired with a plain trial. */
  readonly trials: number;
  readonly profiler: ProfilerName;
}

/** Defaults. Six trials are the minimum for a 95 % interval. */
export const DEFAULT_PROFILING_OPTIONS: ProfilingOptions = {
  kind: null,
  withMap: true,
  mayInstrument: true,
  trials: 6,
  profiler: 'v8',
};
