/**
 * Runtime of a main thread as recorded by the preload of the CPU profiler; columns of equal length.
 */
export interface RuntimeRecord {
  /** Looks at the event loop, by their time on the machine's monotonic clock, milliseconds. */
  readonly looks: {
    readonly at: readonly number[];
    /** Delay of each. */
    readonly lateMs: readonly number[];
    /** Busy time of the loop since the thread began. */
    readonly activeMs: readonly number[];
    /** V8's heap, with memory outside of it that it holds. */
    readonly heapBytes: readonly number[];
  };
  /** Pauses of the garbage collector, as far as the event loop came round to tell of them. */
  readonly pauses: {
    readonly at: readonly number[];
    readonly durationMs: readonly number[];
    /** `perf_hooks.constants.NODE_PERFORMANCE_GC_*`. */
    readonly kind: readonly number[];
  };
}
