import type { MemorySample } from './call-retained-memory-sampler.ts';

export const CALLS_FORMAT = 1;

export interface ThreadCallsFile {
  readonly format: typeof CALLS_FORMAT;
  /** Start of the first slot, on the machine's monotonic clock. */
  readonly startMs: number;
  readonly widthMs: number;
  /** Slot, function, then the fields of `FIELDS`. */
  readonly rows: readonly (readonly number[])[];
  readonly memory: readonly MemorySample[];
  readonly loaded: readonly string[];
  /** URLs of files that were changed by another tool and therefore not instrumented. */
  readonly changed: readonly string[];
}
