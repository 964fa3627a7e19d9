import { createTestJudge, type TestRun } from '../../optimize/index.ts';

/** Effect of a change on tests, some of which may have failed before it. */
export type TestComparison =
  | { readonly state: 'passed'; readonly known: readonly string[] }
  | {
      readonly state: 'failed';
      /** Names of tests that fail only with the change; empty if the output names none. */
      readonly failing: readonly string[];
      readonly message: string;
      /** In 50 lines at the most. */
      readonly output: string;
    }
  | { readonly state: 'undecided'; readonly reason: string };

/** Runs the tests of a side. */
export interface TestRunners {
  readonly base: () => Promise<TestRun>;
  readonly head: () => Promise<TestRun>;
}

/**
 * Separates tests that a change broke from tests that failed before it and from flaky tests (D7).
 * Where the base passes, runs are repeated as in batch apply; where it fails, only tests that it
 * does not fail are counted.
 */
export async function compareTests({ base, head }: TestRunners): Promise<TestComparison> {
  const before = await base();
  if (before.state === 'failed') return againstFailing(before, await head());
  const verdict = await createTestJudge(base).judge(head);
  if (verdict.state === 'passed') return { state: 'passed', known: verdict.flaky };
  const { failing, message, output } = verdict.run;
  return { state: 'failed', failing, message, output };
}

type FailedRun = Extract<TestRun, { state: 'failed' }>;

function againstFailing(before: FailedRun, after: TestRun): TestComparison {
  if (after.state === 'passed') return { state: 'passed', known: before.failing };
  if (before.failing.length === 0 || after.failing.length === 0) {
    const reason =
      'the tests also fail without the change, and their output does not name the failing tests';
    return { state: 'undecided', reason };
  }
  const known = new Set(before.failing);
  const failing = after.failing.filter((name) => !known.has(name));
  if (failing.length === 0) return { state: 'passed', known: after.failing };
  return { state: 'failed', failing, message: after.message, output: after.output };
}
