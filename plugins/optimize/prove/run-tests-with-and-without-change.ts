import { measure } from 'perf-harness/plugin';
import type { ProofTests } from '../document/proof-document.ts';
import { createTestJudge } from '../strike/distinguish-broken-from-flaky-tests.ts';
import { runTests, type TestRun } from '../strike/run-project-tests.ts';
import { restoreState } from '../strike/save-and-restore-worktree.ts';
import type { Worktree } from '../strike/trial-worktrees.ts';

/** A state of the project in a worktree. */
export interface ChangeSide {
  readonly worktree: Worktree;
  readonly tree: string;
}

type FailedRun = Extract<TestRun, { state: 'failed' }>;

/** Runs the tests on the change. Tests that fail without it as well say nothing about it. */
export async function testChange(base: ChangeSide, head: ChangeSide): Promise<ProofTests> {
  const { worktree } = base;
  const command = measure.findSuiteCommand(worktree.host, worktree.root);
  if (command === null) {
    const reason = 'the project has no tests to run';
    return { state: 'absent', command, reason, failing_before: [] };
  }
  const run = async (side: ChangeSide): Promise<TestRun> => {
    await restoreState(side.worktree, side.tree);
    return runTests(side.worktree, command);
  };
  let before = await run(base);
  // Flaky tests may pass the second time.
  const first = before;
  if (before.state === 'failed') before = await run(base);
  if (before.state === 'failed' && first.state === 'failed') {
    const known = [...new Set([...first.failing, ...before.failing])].sort();
    return { command, ...(await compareFailures(known, before, () => run(head))) };
  }
  const verdict = await createTestJudge(() => run(base)).judge(() => run(head));
  const failing = { command, failing_before: [] };
  return verdict.state === 'failed'
    ? { ...failing, state: 'failed', reason: summarize(verdict.run) }
    : { ...failing, state: 'passed', reason: null };
}

/** Compares the failing tests by name where some fail without the change. */
async function compareFailures(
  known: readonly string[],
  before: FailedRun,
  runHead: () => Promise<TestRun>,
): Promise<Omit<ProofTests, 'command'>> {
  if (known.length === 0) {
    return { state: 'fail-before', reason: summarize(before), failing_before: [] };
  }
  const newFailures = ({ failing }: FailedRun): readonly string[] =>
    failing.filter((name) => !known.includes(name));
  const first = await runHead();
  const isNew = first.state === 'failed' && newFailures(first).length > 0;
  const second = isNew ? await runHead() : first;
  if (second.state === 'failed') {
    const reason = summarize({ ...second, failing: newFailures(second) });
    // A run that crashed may have reached none of the tests.
    if (newFailures(second).length > 0) return { state: 'failed', reason, failing_before: known };
    if (second.failing.length === 0 || second.crashed) {
      return { state: 'fail-before', reason, failing_before: known };
    }
  }
  return { state: 'passed', reason: null, failing_before: known };
}

function summarize({ failing, message }: Pick<FailedRun, 'failing' | 'message'>): string {
  return failing.length === 0 ? message : failing.slice(0, 3).join(', ');
}
