import type { Comparison } from '../../harness/model/documents/run-report-and-comparison-document.ts';
import type { BenchJournalEntry } from '../verdicts/bench-journal.ts';

/**
 * Number of gates of each kind: functions with some slower among them, functions all unchanged,
 * servers, and a hundred functions of which five have changed files.
 */
export const GATE_COUNTS = { planted: 20, none: 20, servers: 10, files: 5 } as const;
/** Time budget of each gate. */
export const BUDGET_SECONDS = { planted: 300, none: 300, servers: 300, files: 60 } as const;
/** Twentieths more work of the functions that are slower. */
export const PLANTED_SLOWDOWNS = [1, 1, 2] as const;
export type SuiteKind = keyof typeof GATE_COUNTS;

/** One gate on a suite. */
export interface SuiteEntry extends BenchJournalEntry {
  readonly kind: SuiteKind;
  /** By name: how many twentieths more work is done at a time. */
  readonly planted: Readonly<Record<string, number>>;
  /** From start to exit. */
  readonly seconds: number;
  readonly exitCode: number;
  /** Verdict on the judged metric, by scenario. */
  readonly verdicts: Readonly<Record<string, Comparison['verdict']>>;
  /** Number of pairs that each verdict rests on. */
  readonly pairs: readonly number[];
  readonly at: string;
  readonly commit: string;
  readonly node: string;
  readonly machine: string;
}
