import type { CalibrateEntry, CompareEntry, Provenance } from '../verdicts/verdict-entries.ts';

/**
 * Effect of more work on the instructions of a workload; measured once, so that a resumed bench
 * plants the same change.
 */
export interface GrowthEntry extends Provenance {
  readonly type: 'growth';
  readonly id: string;
  /** Growth of the instructions over growth of the work. */
  readonly workShare: number;
}

/**
 * Result of `perf-harness calibrate` for a workload, and the file it stored for comparisons to
 * read.
 */
export interface CalibratedEntry extends Omit<CalibrateEntry, 'type'> {
  readonly type: 'calibrated';
  readonly file: string;
}

/** A line of the bench's journal. */
export type InstructionsEntry = GrowthEntry | CalibratedEntry | CompareEntry;
