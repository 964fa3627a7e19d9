/**
 * What a profile is asked to say: where time goes, who allocates, who allocated what is still held, or
 * who waits for what.
 */
export const PROFILE_KINDS = ['cpu', 'allocation', 'heap', 'waits'] as const;
export type ProfileKind = (typeof PROFILE_KINDS)[number];

/** What a scenario can be profiled with, as `--with` takes it. */
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
export interface ProfileDepth {
  /** null: where time goes first, and then as deep as the rules of escalation say. */
  readonly kind: ProfileKind | null;
  /** Whether a map is made of it, where no kind and no other profiler is named. */
  readonly withMap: boolean;
  /** Whether functions may be asked themselves, and the project's tests run for it. */
  readonly mayInstrument: boolean;
  /** Profiled trials, each beside one without. */
  readonly trials: number;
  readonly profiler: ProfilerName;
}

/** Where nobody says otherwise. Six trials are the least that give an interval of 95 %. */
export const USUAL_DEPTH: ProfileDepth = {
  kind: null,
  withMap: true,
  mayInstrument: true,
  trials: 6,
  profiler: 'v8',
};
