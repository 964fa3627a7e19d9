import { createHash } from 'node:crypto';
import type { Insertion } from './insert-recorder-calls.ts';

/** A function that is to tell its calls. */
export interface PlannedFunction {
  readonly name: string;
  /** From the root of the project, with `/`. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** True if calls are inspected for the memory that they leave behind. */
  readonly watchesMemory: boolean;
}

export interface PlannedFile {
  /** As Node.js names it when it loads it, links resolved. */
  readonly url: string;
  /** Hash of the text that the offsets refer to: any other text is left alone. */
  readonly hash: string;
  readonly insertions: readonly Insertion[];
}

/** Plan that the preload reads, as JSON. */
export interface InstrumentationPlan {
  /** Functions by the index that instrumented bodies pass. */
  readonly functions: readonly Pick<PlannedFunction, 'watchesMemory'>[];
  /** Empty if files are instrumented on disk. */
  readonly files: readonly PlannedFile[];
}

/** Returns a hash by which two texts are distinguished. */
export function hashText(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Most functions, since a call stores those around it as bits of a number. */
export const MAX_INSTRUMENTED_FUNCTIONS = 24;
