import type { BisectedChange, BisectReport } from '../model/documents/bisect-document.ts';
import type { ComparedSide } from '../model/documents/document.ts';

/** Changes that follow each other, both included; none where `last` is before `first`. */
export interface ChangeRange {
  readonly first: number;
  readonly last: number;
}

/** Good with the first so many changes. */
export function firstChanges(count: number): ChangeRange {
  return { first: 1, last: count };
}

/** The ordered changes between good and bad. */
export interface ChangeSpace {
  readonly over: BisectReport['over'];
  readonly good: ComparedSide;
  readonly bad: ComparedSide;
  /** Oldest first; at least one. */
  readonly changes: readonly BisectedChange[];
  /** Whether a change can be measured without those before it. */
  readonly areIndependent: boolean;
  /** Paths of the files that changes touch, for the reader. */
  readonly filesOf: (range: ChangeRange) => Promise<readonly string[]>;
}
