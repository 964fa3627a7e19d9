import { describe, expect, it, test } from 'vitest';
import { createTestJudge } from '../../../../plugins/optimize/strike/judge-test-runs.ts';
import {
  failingTests,
  type TestRun,
} from '../../../../plugins/optimize/strike/run-project-tests.ts';

const passed: TestRun = { state: 'passed' };
const fails = (...failing: string[]): TestRun => ({
  state: 'failed',
  message: 'exit code 1',
  output: '',
  failing,
  crashed: false,
});

/** Returns one test run after another, repeating the last, and counts them. */
function runs(...given: readonly [TestRun, ...TestRun[]]) {
  let count = 0;
  const run = async (): Promise<TestRun> => {
    count += 1;
    return given[Math.min(count, given.length) - 1] ?? given[0];
  };
  return { run, count: () => count };
}

describe('judging tests', () => {
  test('what passes is run once, and the base is not run', async () => {
    const [base, head] = [runs(passed), runs(passed)];
    const verdict = await createTestJudge(base.run).judge(head.run);
    expect([verdict.state, head.count(), base.count()]).toEqual(['passed', 1, 0]);
  });

  it('D7: a test that fails on the base too is quarantined, and the change is not to blame', async () => {
    const base = runs(passed, fails('flaky'), passed);
    const judge = createTestJudge(base.run);
    expect(await judge.judge(runs(fails('flaky')).run)).toEqual({
      state: 'passed',
      flaky: ['flaky'],
    });
    expect(judge.quarantined()).toEqual(['flaky']);
  });

  it('D7: one that is broken besides a flaky one is to blame', async () => {
    const judge = createTestJudge(runs(fails('flaky')).run);
    const verdict = await judge.judge(runs(fails('flaky', 'broken')).run);
    expect(verdict).toMatchObject({ state: 'failed', unsteady: false });
  });

  it('D7: one that fails now and then with the change only, as a race does, counts against it', async () => {
    const base = runs(passed);
    const verdict = await createTestJudge(base.run).judge(runs(fails('race'), passed).run);
    expect(verdict).toMatchObject({ state: 'failed', unsteady: true });
    expect(base.count()).toBe(7);
  });

  test('the base is not run again for each failure', async () => {
    const base = runs(passed);
    const judge = createTestJudge(base.run);
    for (let index = 0; index < 5; index += 1) await judge.judge(runs(fails('broken')).run);
    expect(base.count()).toBe(2);
  });

  test('where the output names no tests, they are one', async () => {
    const judge = createTestJudge(runs(fails()).run);
    expect(await judge.judge(runs(fails()).run)).toMatchObject({ state: 'passed' });
  });
});

test('names of failing tests are read from what the usual runners print', () => {
  expect(failingTests('ok 1 - a\nnot ok 2 - the sum is right # time=3\n')).toEqual([
    'the sum is right',
  ]);
  expect(failingTests('✖ failing tests:\n\n  ✖ adds two (1.5ms)\n')).toEqual(['adds two']);
  expect(failingTests(' FAIL  test/a.test.ts > adds\n')).toEqual(['test/a.test.ts > adds']);
  expect(failingTests('  ● sums › adds\n')).toEqual(['sums › adds']);
  expect(failingTests('all is well\n')).toEqual([]);
});
