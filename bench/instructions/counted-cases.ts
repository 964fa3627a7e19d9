import { findWorkload, type Workload } from '../verdicts/workloads.ts';

/** A program whose instructions are counted. */
export interface CountedCase {
  readonly workload: Workload;
  /** Repetitions of the work on the base. */
  readonly amount: number;
}

/** Amount for the script, reduced since it runs about fifty times slower under callgrind. */
const SCRIPT_AMOUNT = 4_000;

/** Three functions and a command, with amounts of which half a per cent is a whole number. */
export const COUNTED_CASES: readonly CountedCase[] = [
  { workload: findWorkload('parse'), amount: 200 },
  { workload: findWorkload('map'), amount: 2_000 },
  { workload: findWorkload('matrix'), amount: 200 },
  { workload: findWorkload('command'), amount: SCRIPT_AMOUNT },
];

/** By how much the slower side's instructions are to be more. */
export const SLOWDOWN_STEP = 0.005;
