import type { CalibrateEntry, CompareEntry, Provenance } from '../verdicts/entries.ts';

/** What more work does to the instructions of a workload; found once, so that a resumed bench plants the same. */
export interface GrowthEntry extends Provenance {
  readonly type: 'growth';
  readonly id: string;
  /** Growth of the instructions over growth of the work. */
  readonly workShare: number;
}

/** What `perf-harness calibrate` says of a workload, and the file that it left for comparisons to read. */
export interface CalibratedEntry extends Omit<CalibrateEntry, 'type'> {
  readonly type: 'calibrated';
  readonly file: string;
}

/** A line of the bench's journal. */
export type InstructionsEntry = GrowthEntry | CalibratedEntry | CompareEntry;
