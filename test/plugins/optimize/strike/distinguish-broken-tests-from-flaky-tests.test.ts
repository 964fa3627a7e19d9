import { describe, expect, it, test } from 'vitest';
import {
  createTestJudge,
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

describe('the test judge', () => {
  test('runs a passing change once, and the base not at all', async () => {
    const [base, head] = [runs(passed), runs(passed)];
    const verdict = await createTestJudge(base.run).judge(head.run);
    expect([verdict.state, head.count(), base.count()]).toEqual(['passed', 1, 0]);
  });

  it('D7: quarantines a test that fails on the base too, and does not blame the change', async () => {
    const base = runs(passed, fails('flaky'), passed);
    const judge = createTestJudge(base.run);
    expect(await judge.judge(runs(fails('flaky')).run)).toEqual({
      state: 'passed',
      flaky: ['flaky'],
    });
    expect(judge.quarantined()).toEqual(['flaky']);
  });

  it('D7: blames the change for a broken test next to a flaky test', async () => {
    const judge = createTestJudge(runs(fails('flaky')).run);
    const verdict = await judge.judge(runs(fails('flaky', 'broken')).run);
    expect(verdict).toMatchObject({ state: 'failed', unsteady: false });
  });

  it('D7: blames the change for a test that fails now and then only with it, as a race does', async () => {
    const base = runs(passed);
    const verdict = await createTestJudge(base.run).judge(runs(fails('race'), passed).run);
    expect(verdict).toMatchObject({ state: 'failed', unsteady: true });
    expect(base.count()).toBe(7);
  });

  test('does not run the base again for each failure', async () => {
    const base = runs(passed);
    const judge = createTestJudge(base.run);
    for (let index = 0; index < 5; index += 1) await judge.judge(runs(fails('broken')).run);
    expect(base.count()).toBe(2);
  });

  test('treats all tests as one when the output names none', async () => {
    const judge = createTestJudge(runs(fails()).run);
    expect(await judge.judge(runs(fails()).run)).toMatchObject({ state: 'passed' });
  });
});

test('reads the names of failing tests from the output of the usual runners', () => {
  expect(failingTests('ok 1 - a\nnot ok 2 - the sum is right # time=3\n')).toEqual([
    'the sum is right',
  ]);
  expect(failingTests('✖ failing tests:\n\n  ✖ adds two (1.5ms)\n')).toEqual(['adds two']);
  expect(failingTests(' FAIL  test/a.test.ts > adds\n')).toEqual(['test/a.test.ts > adds']);
  expect(failingTests('  ● sums › adds\n')).toEqual(['sums › adds']);
  expect(failingTests('all is well\n')).toEqual([]);
});
