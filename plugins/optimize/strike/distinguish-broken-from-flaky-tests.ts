import type { TestRun } from './run-project-tests.ts';

/** Runs the tests once in the current state of one side. */
export type RunOnce = () => Promise<TestRun>;

/** Verdict on whether a change caused the test failures. */
export type TestVerdict =
  | { readonly state: 'passed'; readonly flaky: readonly string[] }
  | {
      readonly state: 'failed';
      readonly run: Extract<TestRun, { state: 'failed' }>;
      /** Failed once and passed once with the change, and always passed without it. */
      readonly unsteady: boolean;
    };

/** Distinguishes tests broken by a change from tests that are flaky without it. */
export interface TestJudge {
  readonly judge: (run: RunOnce) => Promise<TestVerdict>;
  /** Tests that fail now and then without any change. */
  readonly quarantined: () => readonly string[];
  /**
   * Returns true if the tests still pass without any change. Runs nothing if none of them has
   * failed that way; else repeats them until they pass once, a few times at most.
   */
  readonly stillPass: () => Promise<boolean>;
}

/** Runs of the base that have to pass before it is taken for steady. */
const BASE_RUNS = 3;
/** Same count if tests passed once with the change, as they then fail only some of the time. */
const BASE_RUNS_UNSTEADY = 8;
/** Failing base runs in a row after which tests are given up; a flaky suite would pass one. */
const BASE_RUNS_GIVEN_UP = 5;
/** Placeholder for the whole suite, if its output does not name the failed tests. */
const ALL = 'the tests';

/**
 * Judges the runs of one session against a base that is known to have passed once. A failing run is
 * repeated; tests that fail again, or failed only once, are compared with more runs of the base,
 * which are reused later. A test that fails there too is quarantined: its result no longer counts.
 */
export function createTestJudge(runBase: RunOnce): TestJudge {
  const quarantined = new Set<string>();
  let baseRuns = 1;

  const namesOf = (run: TestRun): readonly string[] => {
    if (run.state === 'passed') return [];
    return run.failing.length > 0 ? run.failing : [ALL];
  };
  const isExempt = (run: TestRun): boolean => namesOf(run).every((name) => quarantined.has(name));
  const watchBase = async (runs: number, suspects: readonly string[]): Promise<void> => {
    while (baseRuns < runs && !suspects.every((name) => quarantined.has(name))) {
      baseRuns += 1;
      for (const name of namesOf(await runBase())) quarantined.add(name);
    }
  };
  return {
    quarantined: () => [...quarantined],
    stillPass: async () => {
      if (quarantined.size === 0) return true;
      for (let count = 0; count < BASE_RUNS_GIVEN_UP; count += 1) {
        if ((await runBase()).state === 'passed') return true;
      }
      return false;
    },
    judge: async (run) => {
      const first = await run();
      if (isExempt(first)) return { state: 'passed', flaky: namesOf(first) };
      const second = await run();
      const unsteady = isExempt(second);
      const suspects = namesOf(unsteady ? first : second);
      await watchBase(unsteady ? BASE_RUNS_UNSTEADY : BASE_RUNS, suspects);
      if (isExempt(first) || (isExempt(second) && !unsteady)) {
        return { state: 'passed', flaky: suspects };
      }
      const failed = second.state === 'failed' && !unsteady ? second : first;
      if (failed.state === 'passed') return { state: 'passed', flaky: [] };
      return { state: 'failed', run: failed, unsteady };
    },
  };
}
