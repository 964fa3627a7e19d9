/** Measurements of a team that are read from files, so that they are the same each time and take no time. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ComparisonReport } from '../../harness/model/documents/run-report-and-comparison-document.ts';

/** Files of a project, each of which costs the number in its first line. */
export const COST_FILES = {
  'src/1.ts': '10\n',
  'src/2.ts': '10\n',
  'src/3.ts': '10\n',
  '.gitignore': '.workflow\n',
} as const;

/**
 * Returns the cost of a folder in milliseconds: the sum of the costs in its files, higher if two of
 * them clash, and without the saving of a file that duplicates the work of another.
 */
export function readBranchCost(folder: string): number {
  const [first, two, three] = ['1', '2', '3'].map((name) =>
    Number(readFileSync(join(folder, `src/${name}.ts`), 'utf8').split('\n')[0]),
  );
  const clash = first === 5 && three === 6 ? 12 : 0;
  const shared = first === 7 && three === 9 ? 1 : 0;
  return (first ?? 0) + (two ?? 0) + (three ?? 0) + clash + shared;
}

export const compareCostsOfBranches = async (
  _: unknown,
  base: string,
  head: string,
): Promise<ComparisonReport> => {
  const [before, after] = [readBranchCost(base), readBranchCost(head)];
  const ratio = after / before;
  const verdict = ratio < 0.99 ? 'improved' : ratio > 1.01 ? 'regressed' : 'unchanged';
  const comparison = {
    scenario: 'work',
    metric: 'wall_time',
    gated: true,
    ratio,
    verdict,
    base: before,
    head: after,
    low: ratio - 0.01,
    high: ratio + 0.01,
  };
  // Sound: no other fields are read.
  return { comparisons: [comparison] } as unknown as ComparisonReport;
};
