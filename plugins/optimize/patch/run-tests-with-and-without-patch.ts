import { measure } from 'perf-harness/plugin';
import type { PatchCheckReport } from '../document/patch-check-document.ts';
import { createTestJudge } from '../strike/distinguish-broken-from-flaky-tests.ts';
import { runTests } from '../strike/run-project-tests.ts';
import { restoreState } from '../strike/save-and-restore-worktree.ts';
import type { Worktree } from '../strike/trial-worktrees.ts';

/** A state of the project in a worktree. */
export interface PatchSide {
  readonly worktree: Worktree;
  readonly tree: string;
}

/** Runs the tests on the patch; if they fail without it as well, they say nothing about it. */
export async function testPatch(
  base: PatchSide,
  head: PatchSide,
): Promise<PatchCheckReport['tests']> {
  const { worktree } = base;
  const command = measure.findSuiteCommand(worktree.host, worktree.root);
  if (command === null) {
    return { state: 'absent', command, reason: 'the project has no tests to run' };
  }
  const run = async (side: PatchSide) => {
    await restoreState(side.worktree, side.tree);
    return runTests(side.worktree, command);
  };
  let before = await run(base);
  if (before.state === 'failed') before = await run(base);
  if (before.state === 'failed') {
    return { state: 'fail-before', command, reason: wordsOf(before) };
  }
  const verdict = await createTestJudge(() => run(base)).judge(() => run(head));
  return verdict.state === 'failed'
    ? { state: 'failed', command, reason: wordsOf(verdict.run) }
    : { state: 'passed', command, reason: null };
}

function wordsOf({
  failing,
  message,
}: {
  readonly failing: readonly string[];
  readonly message: string;
}): string {
  return failing.length === 0 ? message : failing.slice(0, 3).join(', ');
}
