/** What the preload of the CPU profiler saw of the runtime of a main thread; columns of equal length. */
export interface RuntimeRecord {
  /** Looks at the event loop, by their time on the machine's monotonic clock, milliseconds. */
  readonly looks: {
    readonly at: readonly number[];
    /** How late each came. */
    readonly lateMs: readonly number[];
    /** How long the loop had been busy since the thread began. */
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
