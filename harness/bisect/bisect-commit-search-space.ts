import type { Host } from '../host.ts';
import type { BisectedChange, BisectReport } from '../model/documents/bisect-document.ts';
import type { ComparedSide } from '../model/documents/run-report-and-comparison-document.ts';
import { shortCommit } from '../model/short-commit.ts';
import { type CommitRange, listChangedFiles } from './commit-range.ts';

/** Range of consecutive changes, both ends included; empty if `last` is before `first`. */
export interface ChangeRange {
  readonly first: number;
  readonly last: number;
}

/** Range of the first `count` changes after the good end. */
export function firstChangesRange(count: number): ChangeRange {
  return { first: 1, last: count };
}

/** The ordered changes between good and bad. */
export interface ChangeSearchSpace {
  readonly over: BisectReport['over'];
  readonly good: ComparedSide;
  readonly bad: ComparedSide;
  /** Oldest first; at least one. */
  readonly changes: readonly BisectedChange[];
  /** True if a change can be measured without those before it. */
  readonly areIndependent: boolean;
  /** Paths of the files that changes touch, for the reader. */
  readonly filesOf: (range: ChangeRange) => Promise<readonly string[]>;
}

/** The commits between two ends as changes. */
export function createCommitSearchSpace(
  host: Host,
  found: CommitRange,
  names: { readonly good: string; readonly bad: string },
  signal: AbortSignal,
): ChangeSearchSpace {
  const { repository, good, bad, commits } = found;
  return {
    over: 'commits',
    good: { label: names.good, source: 'ref', commit: good },
    bad: { label: names.bad, source: 'ref', commit: bad },
    changes: commits,
    areIndependent: false,
    filesOf: ({ first, last }) =>
      listChangedFiles(
        host,
        repository,
        commitAtPosition(found, first - 1),
        commitAtPosition(found, last),
        signal,
      ),
  };
}

/** Returns the full hash of the commit that contains the first `place` changes. */
export function commitAtPosition({ good, bad, commits }: CommitRange, place: number): string {
  return place === 0 ? good : (commits[place - 1]?.commit ?? bad);
}

/** Labels a range's last commit: the user's own name for either end, else the short hash. */
export function commitLabel(
  found: CommitRange,
  names: { readonly good: string; readonly bad: string },
  { last }: ChangeRange,
): string {
  if (last === 0) return names.good;
  return last === found.commits.length ? names.bad : shortCommit(commitAtPosition(found, last));
}

/** Returns the search space of changes that are no commits, each with a label. */
export function createLabelledSearchSpace(
  { over, good, bad }: Pick<ChangeSearchSpace, 'over' | 'good' | 'bad'>,
  labels: readonly string[],
): ChangeSearchSpace {
  return {
    over,
    good,
    bad,
    changes: labels.map((label) => ({
      label,
      commit: null,
      subject: null,
      author: null,
      date: null,
    })),
    areIndependent: true,
    filesOf: async () => [],
  };
}

/** True if a range contains the change at an index, from 0. */
export function isInRange({ first, last }: ChangeRange, index: number): boolean {
  return index + 1 >= first && index + 1 <= last;
}
