/** Runtime of a main thread from the CPU profiler's preload; columns of equal length. */
export interface GcAndEventLoopRecord {
  /** Readings of the event loop, by their time on the machine's monotonic clock, milliseconds. */
  readonly looks: {
    readonly at: readonly number[];
    /** Delay of each. */
    readonly lateMs: readonly number[];
    /** Busy time of the loop since the thread began. */
    readonly activeMs: readonly number[];
    /** V8's heap, including external memory. */
    readonly heapBytes: readonly number[];
  };
  /** Pauses of the garbage collector, as far as the event loop got to report them. */
  readonly pauses: {
    readonly at: readonly number[];
    readonly durationMs: readonly number[];
    /** `perf_hooks.constants.NODE_PERFORMANCE_GC_*`. */
    readonly kind: readonly number[];
  };
}
