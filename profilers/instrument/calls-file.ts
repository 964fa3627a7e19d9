import type { MemorySample } from './memory-sampler.ts';

export const CALLS_FORMAT = 1;

/** What a thread writes of its calls. */
export interface WrittenCalls {
  readonly format: typeof CALLS_FORMAT;
  /** Where the first slot begins, by the machine's monotonic clock. */
  readonly startMs: number;
  /** Of a slot. */
  readonly widthMs: number;
  /** Slot, function, then the fields of `FIELDS`. */
  readonly rows: readonly (readonly number[])[];
  readonly memory: readonly MemorySample[];
  /** URLs of files that were instrumented. */
  readonly loaded: readonly string[];
  /** URLs of files that somebody else had changed before, and that were left alone. */
  readonly changed: readonly string[];
}
