import { runTests } from '../../../optimize/index.ts';
import { compareTests } from '../../base-comparison/find-tests-broken-by-change.ts';
import { type BranchDiff, firstChangedLine } from '../read/branch-diff.ts';
import {
  type CheckFinding,
  completedCheck,
  notAutomatedCheck,
  type ReviewCheck,
} from './review-check.ts';

/** Names of failing tests that a finding lists; the rest are counted. */
const MAX_NAMES = 3;

/** Runs the project's own tests, and reports those that fail only with the branch. */
export const CHANGED_TESTS: ReviewCheck = {
  id: 'tests',
  dimension: 'correctness',
  run: async (branch, { testCommand }) => {
    if (testCommand === null) return notAutomatedCheck('the project has no tests');
    const { worktree } = branch;
    const outcome = await compareTests({
      base: () => branch.at('base', () => runTests(worktree, testCommand)),
      head: () => branch.at('head', () => runTests(worktree, testCommand)),
    });
    switch (outcome.state) {
      case 'passed':
        return completedCheck([]);
      case 'undecided':
        return notAutomatedCheck(outcome.reason);
      case 'failed': {
        const place = placeIn(branch, outcome.output);
        const shown = outcome.failing.slice(0, MAX_NAMES);
        const more = outcome.failing.length - shown.length;
        const names = shown.length === 0 ? outcome.message : shown.join(', ');
        return completedCheck([
          {
            ...place,
            message: `tests fail with the branch but pass without it: ${names}${more > 0 ? ` and ${more} more` : ''}`,
            fix: `run \`${testCommand}\` in the branch and fix the failures`,
          },
        ]);
      }
    }
  },
};

/**
 * Returns the first place in the branch's own files that the output names, such as a stack frame,
 * else the first changed line.
 */
function placeIn({ files }: BranchDiff, output: string): Pick<CheckFinding, 'file' | 'line'> {
  for (const [, path = '', line = '1'] of output.matchAll(/([\w@./-]+\.\w+):(\d+)/gu)) {
    const named = files.find((file) => path === file.path || path.endsWith(`/${file.path}`));
    if (named !== undefined) return { file: named.path, line: Math.max(1, Number(line)) };
  }
  const [first] = files;
  return { file: first.path, line: firstChangedLine(first) };
}
