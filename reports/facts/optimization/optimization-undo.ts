import type { OptimizationReport } from '../../../harness/model/documents/optimization-document.ts';
import { shortCommit } from '../../../harness/model/short-commit.ts';
import type { NextStep } from '../../next-step.ts';
import { commandWord } from '../../text/command-word.ts';
import { printable } from '../../text/printable.ts';

/** Where the changes are, and how to take them or to be rid of them. */
export interface BranchFacts {
  /** A branch a cycle, with a remark where the last one has not all of it. */
  readonly items: readonly string[];
  /** Which branch holds everything. */
  readonly sentence: string;
  /** To see, take, drop and undo the changes; none where nothing was changed. */
  readonly ways: readonly NextStep[];
}

export function branchFacts({ branches, base_commit: base }: OptimizationReport): BranchFacts {
  const last = branches.at(-1);
  if (last === undefined) {
    return { items: [], sentence: 'None: nothing was changed.', ways: [] };
  }
  const isWhole = branches.every(({ in_last: isInLast }) => isInLast);
  const name = commandWord(last.name);
  const all = branches.map((one) => commandWord(one.name)).join(' ');
  return {
    items: branches.map(
      ({ name: own, in_last: isInLast }) =>
        `${printable(own)}${isInLast ? '' : ' (not in the last one)'}`,
    ),
    sentence: isWhole
      ? `${printable(last.name)} contains all changes.`
      : 'No branch contains all changes.',
    ways: [
      { purpose: 'see the changes', command: `git diff ${shortCommit(base)}...${name}` },
      { purpose: 'take them into your branch', command: `git merge --no-ff ${name}` },
      { purpose: 'undo them after that', command: 'git revert -m 1 HEAD' },
      { purpose: 'drop them instead', command: `git branch -D ${all}` },
    ],
  };
}
