/** Activity of the runtime in a stretch, on the busiest main thread of one unit. */
export interface RuntimeTrace {
  /** Length of the observed part of the stretch. */
  readonly durationMs: number;
  /** null if the event loop was blocked throughout and never reported. */
  readonly gc: GcTrace | null;
  readonly eventLoop: EventLoopTrace;
  /** Minimum of the heap in the last quarter less that in the first, bytes; null: the stretch was too short. */
  readonly heapGrowthBytes: number | null;
}

/** Kinds of pauses of V8's garbage collector. */
export const GC_KINDS = ['minor', 'major', 'incremental', 'weak_callbacks'] as const;
export type GcKind = (typeof GC_KINDS)[number];

export interface GcTrace {
  readonly count: number;
  readonly longestMs: number;
  readonly timeMs: Readonly<Record<GcKind, number>>;
}

export interface EventLoopTrace {
  /** Lateness of timers, milliseconds. */
  readonly delayP50Ms: number;
  readonly delayP99Ms: number;
  /** Share of the stretch that the loop was busy, from 0 to 1. */
  readonly utilisation: number;
}
