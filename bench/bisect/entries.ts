import type { BisectReport } from '../../harness/model/documents/bisect-document.ts';
import type { Comparison } from '../../harness/model/documents/document.ts';
import type { DoseEntry, Provenance } from '../verdicts/entries.ts';

/** One history, searched by perf-harness and by halving. */
export interface SearchEntry extends Provenance {
  readonly type: 'search';
  readonly id: string;
  readonly workload: string;
  readonly culprit: number;
  /** How often the culprit does the work for each time of the commit before it. */
  readonly work: number;
  readonly outcome: BisectReport['outcome'];
  /** The commit that was confirmed; null: none. */
  readonly found: number | null;
  readonly pairs: BisectReport['pairs'];
  /** Of the whole command, snapshots included. */
  readonly wallSeconds: number;
  readonly measuringSeconds: number;
  /** The same history by `compare` against the good commit, halving at each of its answers. */
  readonly halving: {
    readonly found: number;
    readonly pairs: number;
    readonly wallSeconds: number;
  };
  /** What the ends gave; its spread is the robust one of the log-ratio of a pair. */
  readonly ends: Pick<
    Comparison,
    'verdict' | 'reason' | 'ratio' | 'low' | 'high' | 'spread'
  > | null;
  /** What the search left in the repository; empty: nothing. */
  readonly traces: string;
}

/** A line of the bench's journal: a history, or how much more work a step of 5 % is. */
export type BisectEntry = SearchEntry | DoseEntry;
