import { createHash } from 'node:crypto';
import type { MemorySample } from './instrumented-call-recorder.ts';

export interface PlannedFunction {
  readonly name: string;
  /** From the root of the project, with `/`. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** True if calls are inspected for the memory that they leave behind. */
  readonly watchesMemory: boolean;
}

/** Text that is put into a file; it has no line breaks, so that no line moves. */
export interface Insertion {
  /** Offset in UTF-16 units. */
  readonly at: number;
  readonly text: string;
}

export interface PlannedFile {
  /** As Node.js names it when it loads it, links resolved. */
  readonly url: string;
  /** Hash of the text that the offsets refer to: any other text is left alone. */
  readonly hash: string;
  readonly insertions: readonly Insertion[];
}

export interface InstrumentationPlan {
  /** Functions by the index that instrumented bodies pass. */
  readonly functions: readonly Pick<PlannedFunction, 'watchesMemory'>[];
  /** Empty if files are instrumented on disk. */
  readonly files: readonly PlannedFile[];
}

export function hashText(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Most functions, since a call stores those around it as bits of a number. */
export const MAX_INSTRUMENTED_FUNCTIONS = 24;

/** Name of the global symbol by which instrumented functions find the recorder. */
export const RECORDER_SYMBOL = 'perf-harness.instrument';

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
