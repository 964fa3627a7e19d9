import { type Block, display, shortCommit, type View } from 'perf-harness/plugin';
import type { OptimizationReport } from '../document/optimization-document.ts';

/** Names the branch that contains all changes. */
export function branchSentence({ branches }: OptimizationReport): string {
  const last = branches.at(-1);
  if (last === undefined) return 'None: nothing was changed.';
  const isWhole = branches.every(({ in_last: isInLast }) => isInLast);
  return isWhole
    ? `${display.printable(last.name)} contains all changes.`
    : 'No branch contains all changes.';
}

/** Returns the commands to see, merge, undo and drop the changes; empty if nothing was changed. */
export function branchSteps({
  branches,
  base_commit: base,
}: OptimizationReport): readonly NonNullable<View['next']>[] {
  const last = branches.at(-1);
  if (last === undefined) return [];
  const name = display.quoteCommandWord(last.name);
  const all = branches.map((branch) => display.quoteCommandWord(branch.name)).join(' ');
  return [
    { purpose: 'see the changes', command: `git diff ${shortCommit(base)}...${name}` },
    { purpose: 'merge the changes into your branch', command: `git merge --no-ff ${name}` },
    { purpose: 'revert the changes after the merge', command: 'git revert -m 1 HEAD' },
    { purpose: 'discard the changes instead', command: `git branch -D ${all}` },
  ];
}

/** A branch a cycle, and how to take or drop the changes; how to see them is the next step. */
export function branchBlocks(document: OptimizationReport): readonly Block[] {
  const { branches } = document;
  const sentence = branchSentence(document);
  if (branches.length === 0) return [{ type: 'text', title: 'Branches', text: sentence }];
  return [
    {
      type: 'list',
      title: 'Branches',
      noun: 'branch',
      items: branches.map(({ name, in_last: isInLast }) => ({
        text: `${display.printable(name)}${isInLast ? '' : ' (not contained in the last branch)'}`,
      })),
    },
    { type: 'text', text: `${sentence} Your own branch and working tree are unchanged.` },
    {
      type: 'code',
      title: 'Merge, revert or discard the changes',
      isPart: true,
      language: 'sh',
      lines: branchSteps(document)
        .slice(1)
        .flatMap(({ purpose, command }) => [`# ${purpose}`, command]),
    },
  ];
}
