import type { CalibrateEntry, CompareEntry, Provenance } from '../verdicts/verdict-entries.ts';

/** Work's effect on a workload's instructions, measured once: resumed benches plant the same. */
export interface GrowthEntry extends Provenance {
  readonly type: 'growth';
  readonly id: string;
  /** Growth of the instructions over growth of the work. */
  readonly workShare: number;
}

/** `perf-harness calibrate` result of a workload, and its stored file for comparisons to read. */
export interface CalibratedEntry extends Omit<CalibrateEntry, 'type'> {
  readonly type: 'calibrated';
  readonly file: string;
}

/** A line of the bench's journal. */
export type InstructionsEntry = GrowthEntry | CalibratedEntry | CompareEntry;
