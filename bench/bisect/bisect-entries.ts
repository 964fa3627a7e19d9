import type { BisectReport } from '../../harness/model/documents/bisect-document.ts';
import type { Comparison } from '../../harness/model/documents/run-report-and-comparison-document.ts';
import type { DoseResponseEntry, Provenance } from '../verdicts/verdict-entries.ts';

/** One history, searched by perf-harness and by halving. */
export interface SearchEntry extends Provenance {
  readonly type: 'search';
  readonly id: string;
  readonly workload: string;
  readonly culprit: number;
  /** Work of the culprit relative to the commit before it. */
  readonly work: number;
  readonly outcome: BisectReport['outcome'];
  /** Number of the confirmed commit; null: none. */
  readonly found: number | null;
  readonly pairs: BisectReport['pairs'];
  /** Duration of the whole command, snapshots included. */
  readonly wallSeconds: number;
  readonly measuringSeconds: number;
  /** Search of the same history by halving, each step a `compare` with the good commit. */
  readonly halving: {
    readonly found: number;
    readonly pairs: number;
    readonly wallSeconds: number;
  };
  /** Comparison of the two ends; its spread is the robust spread of the log-ratios of the pairs. */
  readonly ends: Pick<
    Comparison,
    'verdict' | 'reason' | 'ratio' | 'low' | 'high' | 'spread'
  > | null;
  /** Traces that the search left in the repository; empty: none. */
  readonly traces: string;
}

/** A line of the bench's journal: a history, or how much more work a step of 5 % is. */
export type BisectEntry = SearchEntry | DoseResponseEntry;
