/** A suite of many scenarios: the cost of a single change, no effect on others' verdicts. */
import { beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_RULES } from '../../../harness/gate/decide/default-comparison-rules.ts';
import { confirmationLevels } from '../../../harness/gate/decide/evaluate-candidate-confirmation.ts';
import { rejudgeComparisonFromTrials } from '../../../harness/live-comparison/rejudge-comparison-from-trials.ts';
import { mean } from '../../../harness/stats/descriptive-statistics.ts';
import {
  compareLargeSuite,
  computeMinimumTimeMs,
  expectMorePairsForNoisy,
  expectOnlySlowRegressed,
  judgeLargeSuite,
  type LargeSuiteComparison,
  SLOW_SCENARIO,
  selectWallTimeComparisons,
  TEST_TIMEOUT_MS,
  UNIT_MS,
  WRITE_MS,
} from './simulate-comparison-of-many-scenarios.ts';

/** many-scenarios.simulation.test.ts has a thousand. */
const COUNT = 60;

describe('a comparison of many scenarios with one scenario 10 % slower', () => {
  let many: LargeSuiteComparison;
  beforeAll(async () => {
    many = await compareLargeSuite(COUNT);
  }, TEST_TIMEOUT_MS);

  it('finds the slower scenario and no other', () => {
    expectOnlySlowRegressed(many, COUNT);
  });

  it('takes no more pairs for each scenario than a comparison of ten', {
    timeout: TEST_TIMEOUT_MS,
  }, async () => {
    const few = await compareLargeSuite(10);
    const pairsOf = ({ report }: typeof many) =>
      selectWallTimeComparisons(report).map(({ screen_pairs: pairs }) => pairs);
    // The pairs that choose do not share the error with other scenarios.
    expect(mean(pairsOf(many)) / mean(pairsOf(few))).toBeLessThan(1.3);
    const slow = (suiteRun: typeof many) =>
      selectWallTimeComparisons(suiteRun.report).find(({ scenario }) => scenario === SLOW_SCENARIO);
    expect(slow(many)?.confirm_pairs).toBe(slow(few)?.confirm_pairs);
    // Only the candidate is confirmed: the other scenarios are not measured again.
    const confirming = many.report.runs.filter(({ trials }) =>
      trials.some(({ stage }) => stage === 'confirm'),
    );
    expect(new Set(confirming.map(({ scenario }) => scenario))).toEqual(new Set([SLOW_SCENARIO]));
  });

  it('reads the machine state once for each scenario, and measures only the units of its pairs', () => {
    const { report, units, machineReads } = many;
    expect(machineReads).toBe(COUNT);
    const recorded = report.runs.reduce((sum, { trials }) => sum + trials.length, 0);
    expect(units).toBe(recorded);
    const trials = report.runs.flatMap((run) => run.trials);
    const fresh = trials.filter(({ stage }) => stage === 'confirm').length;
    const screened = selectWallTimeComparisons(report).reduce(
      (sum, { screen_pairs: pairs }) => sum + 1 + pairs,
      0,
    );
    expect(units - fresh).toBe(2 * screened);
    // The share of the error rate was that of ten comparisons when the candidate was confirmed.
    const [needed, allowed] = [1, 10].map((count) => {
      const { alpha, schedule } = confirmationLevels(DEFAULT_RULES, count);
      return schedule.find((pairs) => 0.5 ** pairs <= alpha) ?? 0;
    });
    expect(fresh / 2).toBeGreaterThanOrEqual(needed ?? 0);
    expect(fresh / 2).toBeLessThanOrEqual(allowed ?? 0);
    expect(units).toBeLessThan((2 * COUNT * (1 + (DEFAULT_RULES.screen_looks.at(-1) ?? 0))) / 4);
  });

  it('spends only a small share of the time on writing, however large the record is', () => {
    const { saves, units } = many;
    // Except for the last two saves: the first of them had no pause after it, and the final save is
    // always written.
    const written = saves.slice(0, -2).reduce((sum, unitCount) => sum + unitCount, 0);
    expect(written * WRITE_MS).toBeLessThan((units * UNIT_MS) / 19);
    expect(saves.length).toBeLessThan(COUNT / 2);
    expect(saves.at(-1)).toBe(units);
  });

  it('is judged the same again from the written record', { timeout: TEST_TIMEOUT_MS }, () => {
    const again = rejudgeComparisonFromTrials(many.last);
    expect(again.comparisons).toEqual(many.last.comparisons);
    expect(again.verdict).toBe('fail');
    expect(again.findings).toEqual(many.last.findings);
  });

  it('is one gate, which the slower scenario fails, with its reproduction command first', () => {
    const { checks, verdict, exitCode } = judgeLargeSuite(many.report);
    expect({ verdict, exitCode }).toEqual({ verdict: 'fail', exitCode: 1 });
    expect(checks).toHaveLength(COUNT);
    const [first, ...others] = checks;
    expect(first).toMatchObject({
      outcome: 'fail',
      scenario: SLOW_SCENARIO,
      reproduce: `perf-harness compare abc '${SLOW_SCENARIO}'`,
    });
    const passed = others.filter(({ outcome }) => outcome === 'pass');
    const open = others.filter(({ outcome }) => outcome === 'undecided');
    expect(passed.length).toBeGreaterThan(0.95 * COUNT);
    expect(passed.length + open.length).toBe(others.length);
  });
});

describe('a gate of many scenarios in limited time', () => {
  it('measures every scenario, then gives the time to those of which the least is known', {
    timeout: TEST_TIMEOUT_MS,
  }, async () => {
    await expectMorePairsForNoisy(COUNT);
  });

  it('measures as many scenarios as it can when time is too short for all of them', {
    timeout: TEST_TIMEOUT_MS,
  }, async () => {
    const { report } = await compareLargeSuite(COUNT, {
      budgetMs: 0.45 * computeMinimumTimeMs(COUNT),
      noiseOf: () => 1,
    });
    const heads = report.runs.filter(({ side }) => side === 'b');
    const pairs = heads.map(({ trials }) => trials.length);
    expect(heads).toHaveLength(COUNT);
    const most = Math.max(...pairs);
    // All have the pair that shows if they can be measured; only one scenario is between that and
    // an interim analysis.
    expect(pairs.filter((count) => count === most).length).toBeGreaterThan(COUNT / 10);
    expect(pairs.filter((count) => count > 1 && count < most).length).toBeLessThanOrEqual(1);
    const { checks, verdict, exitCode } = judgeLargeSuite(report);
    expect({ verdict, exitCode }).toEqual({ verdict: 'inconclusive', exitCode: 0 });
    expect(checks).toHaveLength(COUNT);
    expect(new Set(checks.map(({ outcome }) => outcome))).toEqual(new Set(['undecided']));
    expect(judgeLargeSuite(report, 'fail').exitCode).toBe(3);
  });
});
