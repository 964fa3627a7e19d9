import type { Comparison } from '../../harness/model/documents/document.ts';
import type { JournalEntry } from '../verdicts/journal.ts';

/** Gates of each kind. */
export const GATES = 20;
export const KINDS = ['planted', 'none'] as const;
export type SuiteKind = (typeof KINDS)[number];

/** One gate of the suite. */
export interface SuiteEntry extends JournalEntry {
  readonly kind: SuiteKind;
  /** By name: how many twentieths more work a call does. */
  readonly planted: Readonly<Record<string, number>>;
  /** From start to exit. */
  readonly seconds: number;
  readonly exitCode: number;
  /** Of wall_time, by function. */
  readonly verdicts: Readonly<Record<string, Comparison['verdict']>>;
  /** That each verdict rests on. */
  readonly pairs: readonly number[];
  readonly at: string;
  readonly commit: string;
  readonly node: string;
  readonly machine: string;
}
