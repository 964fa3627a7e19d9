import type { Host } from 'perf-harness/plugin';
import type { ExecutionRequest } from '../plan-execution-types.ts';
import { createTestJudge, runTests, type TestVerdict } from '../run-project-tests.ts';
import { keepState, restoreState } from '../save-and-restore-worktree.ts';
import type { Worktree } from '../trial-worktrees.ts';

/** Passed, or the first failure of a state. */
export type TestOutcome =
  | { readonly state: 'passed'; readonly e2e: 'pass' | 'skipped' }
  | StageFailure;

/** Reason of the tests, of a check or of a measurement to refuse a state. */
export interface StageFailure {
  readonly state: 'failed';
  readonly e2e: 'fail' | 'skipped';
  /** One sentence. */
  readonly reason: string;
  /** Output of the tests; empty: it is not of tests. */
  readonly output: string;
  readonly crashed: boolean;
  /** True if the test failed once and passed once with the change, and always passed without it. */
  readonly unsteady: boolean;
}

/** Creates a failure that does not come from tests. */
export function createFailure(reason: string, crashed = false): StageFailure {
  return { state: 'failed', e2e: 'skipped', reason, output: '', crashed, unsteady: false };
}

/** Tests states of the project; runs of the start distinguish flaky from broken tests. */
export interface TestStage {
  /** Runs the tests, then the end-to-end test. */
  readonly test: (tree: string) => Promise<TestOutcome>;
  /** Tests repeatedly for up to a minute, since a race may pass by chance. */
  readonly testSteadily: (tree: string) => Promise<TestOutcome>;
  /** Fixes trivial breakage; returns the fixed state, or null if nothing was fixable. */
  readonly fix: (tree: string, failure: StageFailure) => Promise<string | null>;
  /** Tests that fail now and then without any change. */
  readonly flaky: () => readonly string[];
  /** Returns false if the tests now fail without any change. */
  readonly stillPass: () => Promise<boolean>;
}

export interface TestInput extends Pick<ExecutionRequest, 'repair' | 'testTimeoutMs'> {
  readonly host: Pick<Host, 'clock'>;
  readonly head: Worktree;
  readonly base: Worktree;
  readonly start: string;
  readonly testCommand: string;
  /** null: no end-to-end test passes without any change. */
  readonly e2eCommand: string | null;
}

export function openTestStage(input: TestInput): TestStage {
  const { host, head, base, start, testCommand, e2eCommand, testTimeoutMs, repair } = input;
  const run = async (worktree: Worktree, tree: string, command: string) => {
    await restoreState(worktree, tree);
    return runTests(worktree, command, testTimeoutMs);
  };
  const createJudge = (command: string) => createTestJudge(() => run(base, start, command));
  const suite = createJudge(testCommand);
  const e2e = e2eCommand === null ? null : { command: e2eCommand, judge: createJudge(e2eCommand) };
  const test = async (tree: string): Promise<TestOutcome> => {
    const verdict = await suite.judge(() => run(head, tree, testCommand));
    if (verdict.state === 'failed') return toStageFailure(verdict, 'skipped');
    if (e2e === null) return { state: 'passed', e2e: 'skipped' };
    const e2eVerdict = await e2e.judge.judge(() => run(head, tree, e2e.command));
    return e2eVerdict.state === 'failed'
      ? toStageFailure(e2eVerdict, 'fail')
      : { state: 'passed', e2e: 'pass' };
  };
  return {
    test,
    testSteadily: (tree) => testRepeatedly(host, () => test(tree)),
    fix: async (tree, { output }) => {
      if (repair === undefined) return null;
      await restoreState(head, tree);
      return (await repair(head, output)) ? keepState(head) : null;
    },
    flaky: suite.quarantined,
    stillPass: suite.stillPass,
  };
}

function toStageFailure(
  { run, unsteady }: Extract<TestVerdict, { state: 'failed' }>,
  e2e: StageFailure['e2e'],
): StageFailure {
  const names = run.failing.length === 0 ? run.message : run.failing.slice(0, 3).join(', ');
  const when = unsteady
    ? 'fails intermittently with the change, but never without it'
    : 'fails with the change';
  const reason = `${e2e === 'fail' ? 'the end-to-end test' : 'a test'} ${when} (${names})`;
  return { state: 'failed', e2e, reason, output: run.output, crashed: run.crashed, unsteady };
}

/** With five runs, a test that fails in two of five is caught in 92 of 100 cases. */
const STEADY_RUNS = 5;
const STEADY_LIMIT_MS = 60_000;

/** Tests at least twice, and as often as a minute has room for, until a test fails. */
async function testRepeatedly(
  { clock }: Pick<Host, 'clock'>,
  test: () => Promise<TestOutcome>,
): Promise<TestOutcome> {
  const started = clock.monotonicMs();
  let result = await test();
  for (let count = 1; result.state === 'passed' && count < STEADY_RUNS; count += 1) {
    const spentMs = clock.monotonicMs() - started;
    if (count > 1 && spentMs + spentMs / count > STEADY_LIMIT_MS) break;
    result = await test();
  }
  return result;
}
