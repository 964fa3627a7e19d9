import { describe, expect, it } from 'vitest';
import { selectDecidingMetrics } from '../../../api/compare/measure-and-compare-base-and-head.ts';
import {
  DEFAULT_RULES,
  limitPairsPerStage,
} from '../../../harness/gate/decide/default-comparison-rules.ts';
import { exitCodeForComparison } from '../../../harness/gate/exit-code-for-report.ts';
import { createHost } from '../../../harness/host.ts';
import type { LiveContext } from '../../../harness/live-comparison/live-comparison-context.ts';
import { rejudgeComparisonFromTrials } from '../../../harness/live-comparison/rejudge-comparison-from-trials.ts';
import type { ComparisonReport } from '../../../harness/model/documents/run-report-and-comparison-document.ts';
import type { PlannedTrial } from '../../../harness/model/executor.ts';
import type { Scenario } from '../../../harness/model/scenario/scenario.ts';
import { functionScenario } from '../../support/function-scenario.ts';
import type { ScriptedUnit } from '../../support/mock-executor.ts';
import { runScriptedComparison } from '../../support/scripted-comparison.ts';
import {
  fixtureServerSettings,
  httpScenario,
  requestSettings,
} from '../executors/http/http-executor-test-setup.ts';
import { expectNoConfirmedChange, POSITION_EFFECTS } from './run-order-effect-cases.ts';

const host = createHost();
const SCENARIO = functionScenario({ measureMs: 1, warmupMs: 0 });

type Script = (trial: PlannedTrial, scenario: Scenario) => ScriptedUnit;

/** Runs a comparison, of one plain scenario by default. */
function live(comparison: Partial<Comparison> & Pick<Comparison, 'script'>) {
  return runScriptedComparison({ scenarios: [SCENARIO], ...comparison });
}
type Comparison = Parameters<typeof runScriptedComparison>[0];

function neverMeasured(): ScriptedUnit {
  throw new Error('measured although it cannot be compared');
}

const FAILURE = { failure: { reason: 'threw', message: 'boom' } } as const;
/** A change of just the margin, with pairs that scatter by 3 %: no number of pairs decides it. */
const noisy: Script = ({ pair, side: id }) => ({
  measurements: {
    wall_time: id === 'a' ? 100 : 100 * Math.exp(0.02 + 0.03 * Math.sin(pair * pair + 1)),
  },
});
function numbersOf(unit: ScriptedUnit): Readonly<Record<string, number>> {
  return 'measurements' in unit ? unit.measurements : {};
}

const slower: Script = ({ pair, side: id }) => ({
  measurements: { wall_time: (id === 'a' ? 100 : 120) + (pair % 7) / 100 },
});

function wallTime({ comparisons }: ComparisonReport, scenario = 'parse') {
  const found = comparisons.find(
    (comparison) => comparison.metric === 'wall_time' && comparison.scenario === scenario,
  );
  if (found === undefined) throw new Error('no wall_time');
  return found;
}

describe('runLiveComparison with position effects in a pair', () => {
  it.each(POSITION_EFFECTS)('confirms no change in the same code: %s', async (_, script) => {
    await expectNoConfirmedChange(script, 1);
  });
});

describe('runLiveComparison with failing pairs', () => {
  const rules = limitPairsPerStage(DEFAULT_RULES, 38);

  it('reaches its last interim analysis although pairs of warm-up and screening failed', async () => {
    const { report } = await live({
      script: (trial, scenario) =>
        trial.pair === 0 || trial.pair === 9 ? FAILURE : noisy(trial, scenario),
      options: { rules },
    });
    expect(wallTime(report)).toMatchObject({ verdict: 'inconclusive', screen_pairs: 38 });
  });

  it('reaches the last interim analysis of a confirmation although one of its pairs failed', async () => {
    let confirming = 0;
    const { report } = await live({
      // Slower in the screen, and hardly so afterwards.
      script: (trial, scenario) => {
        if (trial.stage !== 'confirm') return slower(trial, scenario);
        if (trial.side === 'a') confirming += 1;
        return confirming === 4 ? FAILURE : noisy(trial, scenario);
      },
      options: { rules },
    });
    expect(wallTime(report)).toMatchObject({ verdict: 'inconclusive', confirm_pairs: 38 });
  });

  /** Compares and counts instructions; after the first pair, counting fails on these sides. */
  async function countedOnce(script: Script, fails: (trial: PlannedTrial) => boolean) {
    let first = Number.POSITIVE_INFINITY;
    const { report, saved } = await live({
      scenarios: [{ ...SCENARIO, metrics: ['instructions'] }],
      script,
      counted: (trial) => {
        first = Math.min(first, trial.pair);
        const isCounted = trial.pair === first || !fails(trial);
        return isCounted ? { measurements: { instructions: 1e6 } } : FAILURE;
      },
      options: { rules },
    });
    expect(rejudgeComparisonFromTrials(saved.at(-1) as ComparisonReport)).toEqual(saved.at(-1));
    return report;
  }

  it('judges timed metrics although counting failed, and reports what failed', async () => {
    const report = await countedOnce(slower, () => true);
    expect(wallTime(report)).toMatchObject({ verdict: 'regressed', confirm_pairs: 8 });
    expect(report.findings).toMatchObject([
      { id: 'dropped-pairs', message: expect.stringContaining('3 trials of the base and 3 of') },
    ]);
    expect(report.findings[0]?.message).toContain('instructions');
  });

  it('counts only failures of its timed units against a side', async () => {
    // Five such units in 38 pairs are tolerated, since they may be chance; eight would not be.
    const failsInTime: Script = (trial, scenario) =>
      trial.side === 'b' && [10, 16, 22, 28, 34].includes(trial.pair)
        ? FAILURE
        : noisy(trial, scenario);
    const report = await countedOnce(failsInTime, ({ side: id }) => id === 'b');
    expect(wallTime(report)).toMatchObject({ verdict: 'inconclusive', screen_pairs: 38 });
    expect(wallTime(report)).not.toHaveProperty('fails_more');
    expect(report.findings.map(({ id }) => id)).toEqual(['dropped-pairs', 'dropped-pairs']);
  });

  it('fails both sides when neither can be measured', async () => {
    const { report, saved } = await live({ script: () => FAILURE });
    expect(report.runs.map(({ state }) => state)).toEqual(['failed', 'failed']);
    expect(wallTime(report).reason).toContain(
      'head (head) failed in 2 of 2 trials: boom; the base',
    );
    expect(exitCodeForComparison(report, { strict: false })).toBe(4);
    expect(rejudgeComparisonFromTrials(saved.at(-1) as ComparisonReport)).toEqual(saved.at(-1));
  });

  it('gives no share of the error to a scenario that cannot be judged', async () => {
    // Improved in one metric at the fifth pair, inconclusive in the other until it fails.
    const broken = { ...SCENARIO, name: 'broken', regression: { cpu_time: 0.02 } };
    const { report, saved } = await live({
      scenarios: [broken, SCENARIO],
      // In a limited time, candidates are confirmed when all are known.
      options: { budgetMs: 60_000 },
      script: (trial, scenario) => {
        if (scenario.name !== 'broken') return slower(trial, scenario);
        if (trial.pair > 7) return FAILURE;
        const { wall_time: cpuTime = 0 } = numbersOf(noisy(trial, scenario));
        return { measurements: { wall_time: trial.side === 'a' ? 200 : 100, cpu_time: cpuTime } };
      },
    });
    expect(wallTime(report, 'broken').verdict).toBe('incomparable');
    // Eight pairs are enough at the level of one candidate, but not at that of two.
    expect(wallTime(report)).toMatchObject({ verdict: 'regressed', confirm_pairs: 8 });
    const head = report.runs.findLast(({ scenario }) => scenario === 'parse');
    expect(head?.trials.filter(({ stage }) => stage === 'confirm')).toHaveLength(8);
    expect(rejudgeComparisonFromTrials(saved.at(-1) as ComparisonReport)).toEqual(saved.at(-1));
  });
});

describe('an interrupted runLiveComparison', () => {
  it('keeps the reason that spoiled a scenario, so that its record is judged the same again', async () => {
    const controller = new AbortController();
    let failed = 0;
    const { report, saved } = await live({
      script: (trial, scenario) => {
        if (trial.stage !== 'confirm') return slower(trial, scenario);
        failed += 1;
        return FAILURE;
      },
      options: { signal: controller.signal },
      parts: {
        // Called between measurements.
        onProgress: () => {
          if (failed >= 6) controller.abort();
        },
      },
    });
    expect(controller.signal.aborted).toBe(true);
    expect(wallTime(report).verdict).toBe('incomparable');
    expect(rejudgeComparisonFromTrials(saved.at(-1) as ComparisonReport)).toEqual(saved.at(-1));
  });

  it('saves unfinished runs as interrupted', async () => {
    const { saved } = await live({ script: noisy });
    expect(saved[0]?.runs.map(({ state, stop }) => [state, stop])).toEqual([
      ['interrupted', 'interrupted'],
      ['interrupted', 'interrupted'],
    ]);
    expect(saved.at(-1)?.runs.map(({ state }) => state)).toEqual(['completed', 'completed']);
  });
});

describe('runLiveComparison with limited time', () => {
  /** A clock that only units move: each takes a second. */
  function secondsPerUnit() {
    let nowMs = 0;
    const clock = { now: () => new Date(0), monotonicMs: () => nowMs };
    const tick =
      (script: Script): Script =>
      (trial, scenario) => {
        nowMs += 1_000;
        return script(trial, scenario);
      };
    return { clock, tick, nowMs: () => nowMs };
  }

  it('confirms within the limit, however many candidates there are', async () => {
    const { clock, tick, nowMs } = secondsPerUnit();
    const scenarios = Array.from({ length: 10 }, (_, index) => ({
      ...SCENARIO,
      name: `candidate ${index}`,
    }));
    const { report } = await live({
      scenarios,
      script: tick((trial, scenario) =>
        trial.stage === 'confirm' ? noisy(trial, scenario) : slower(trial, scenario),
      ),
      options: { budgetMs: 300_000 },
      parts: { host: { ...host, clock } },
    });
    // The pair in progress is completed for each scenario.
    expect(nowMs()).toBeLessThan(300_000 + 10 * 2_000);
    for (const { side: id, trials } of report.runs) {
      const fresh = trials.filter(({ stage }) => stage === 'confirm');
      if (id === 'b') expect(fresh.length).toBeGreaterThan(5);
    }
  });

  it('does not count the time spent waiting for another measurement', async () => {
    const outcome = async (waitMs: number) => {
      const { clock, tick, nowMs } = secondsPerUnit();
      let waitedMs = 0;
      const lock: LiveContext['lock'] = {
        hold: (_label, action) => {
          waitedMs += waitMs;
          return action();
        },
        waitedMs: () => waitedMs,
      };
      const { report } = await live({
        scenarios: ['one', 'other'].map((name) => ({ ...SCENARIO, name })),
        script: tick(noisy),
        options: { budgetMs: 60_000 },
        parts: {
          lock,
          host: { ...host, clock: { ...clock, monotonicMs: () => nowMs() + waitedMs } },
        },
      });
      return report.comparisons;
    };
    expect(await outcome(30_000)).toEqual(await outcome(0));
  });

  it('gives the unused share of one candidate to the others, and begins no pair too late', async () => {
    const { clock, tick, nowMs } = secondsPerUnit();
    const scenarios = ['hard', 'easy'].map((name) => ({ ...SCENARIO, name }));
    const { report } = await live({
      scenarios,
      script: tick((trial, scenario) =>
        trial.stage === 'confirm' && scenario.name === 'hard'
          ? noisy(trial, scenario)
          : slower(trial, scenario),
      ),
      options: { budgetMs: 200_000 },
      parts: { host: { ...host, clock } },
    });
    const freshOf = (name: string): number =>
      report.runs
        .filter(({ scenario, side: id }) => scenario === name && id === 'b')
        .flatMap(({ trials }) => trials.filter(({ stage }) => stage === 'confirm')).length;
    expect(freshOf('easy')).toBe(10);
    // Half of the time left by the screen is 44 pairs.
    expect(freshOf('hard')).toBeGreaterThan(60);
    expect(nowMs()).toBeGreaterThan(196_000);
    expect(nowMs()).toBeLessThanOrEqual(200_000);
  });

  it('alternates the sides between the two positions where instructions are counted', async () => {
    const { report } = await live({
      scenarios: [{ ...SCENARIO, metrics: ['instructions'] }],
      script: slower,
      counted: ({ side: id, pair }) => ({
        measurements: { instructions: id === 'a' ? 1e6 : 1e6 * (1.003 + 0.01 * Math.sin(pair)) },
      }),
    });
    const slotsOf = (pass: 'instructions' | undefined): string =>
      (report.runs[0]?.trials ?? [])
        .filter((trial) => trial.pass === pass)
        .map(({ slot }) => slot)
        .join('');
    expect(slotsOf('instructions')).toMatch(/^1?(?:01){7,}0?$/u);
    // All others by a coin.
    expect(slotsOf(undefined)).toMatch(/00|11/u);
  });

  it('leaves half of the time after screening to confirming, and counts at least one pair', async () => {
    const { clock, tick, nowMs } = secondsPerUnit();
    const scenario = { ...SCENARIO, metrics: ['instructions'], regression: { instructions: 0.01 } };
    const { report } = await live({
      scenarios: [scenario],
      script: tick(slower),
      counted: tick(({ side: id, pair }) => ({
        measurements: { instructions: id === 'a' ? 1e6 : 1e6 * (1.01 + 0.02 * Math.sin(pair)) },
      })),
      options: { budgetMs: 60_000, rules: { ...DEFAULT_RULES, counted_looks_own: [50] } },
      parts: { host: { ...host, clock } },
    });
    expect(nowMs()).toBeLessThanOrEqual(62_000);
    const counted = report.comparisons.find(({ metric }) => metric === 'instructions');
    expect(counted).toMatchObject({ verdict: 'inconclusive' });
    expect(counted?.pairs).toBeGreaterThan(0);
    expect(wallTime(report)).toMatchObject({ verdict: 'regressed', confirm_pairs: 8 });
  });
});

describe('runLiveComparison with a changing wall clock', () => {
  /** Compares by a clock of 1 s a unit; the wall clock is off by these hours after some units. */
  async function withHourOff(hours: number) {
    let units = 0;
    const clock = {
      now: () => new Date(Date.UTC(2026, 10, 20) + units * 1_000 + (units > 7 ? hours * 3.6e6 : 0)),
      monotonicMs: () => units * 1_000,
    };
    const { report, saved } = await live({
      script: (trial, scenario) => {
        units += 1;
        return slower(trial, scenario);
      },
      options: { budgetMs: 120_000 },
      parts: { host: { ...host, clock } },
    });
    return { report, saved, units };
  }

  it.each([-1])(
    'keeps verdict, pairs and time limit when the clock changes by %d h',
    async (hours) => {
      const steady = await withHourOff(0);
      const changed = await withHourOff(hours);
      expect(wallTime(changed.report)).toMatchObject({ verdict: 'regressed', confirm_pairs: 8 });
      expect(changed.report.comparisons).toEqual(steady.report.comparisons);
      expect(changed.units).toBe(steady.units);
      const times = changed.report.runs.flatMap(({ trials }) =>
        trials.map((trial) => trial.startedMs),
      );
      expect(Math.max(...times) - Math.min(...times)).toBeLessThan(120_000);
      expect(rejudgeComparisonFromTrials(changed.saved.at(-1) as ComparisonReport)).toEqual(
        changed.saved.at(-1),
      );
    },
  );
});

describe('rejudgeComparisonFromTrials', () => {
  it('does not ignore metrics that the record has no values of, or unknown metrics', async () => {
    const { saved } = await live({ script: slower });
    const whole = saved.at(-1) as ComparisonReport;
    expect(whole.verdict).toBe('fail');
    const without = rejudgeComparisonFromTrials({ ...whole, runs: [] });
    expect(without.verdict).toBe('incomparable');
    expect(wallTime(without)).toMatchObject({ verdict: 'incomparable', base: null });
    const comparisons = whole.comparisons.map((comparison) => ({ ...comparison, metric: 'joy' }));
    expect(() => rejudgeComparisonFromTrials({ ...whole, comparisons })).toThrow('"joy"');
  });

  it('drops findings that the values do not support, and keeps those not made by judging', async () => {
    const { saved } = await live({ script: slower });
    const whole = saved.at(-1) as ComparisonReport;
    const finding = (id: string) => ({ id, level: 'warning', message: id }) as const;
    const findings = ['no-lockfile', 'change-drifts', 'mode-shares-differ'].map(finding);
    expect(rejudgeComparisonFromTrials({ ...whole, findings }).findings).toEqual([
      finding('no-lockfile'),
    ]);
  });
});

describe('runLiveComparison with sides that cannot be compared', () => {
  it('refuses a server that is already running, since both sides would be the same server', async () => {
    const request = requestSettings({ url: 'http://127.0.0.1:3000/list' });
    const http = httpScenario(null, { request });
    const { report, saved } = await live({ script: neverMeasured, scenarios: [http] });
    expect(report.verdict).toBe('incomparable');
    expect(report.comparisons[0]?.reason).toContain('http://127.0.0.1:3000/list');
    expect(exitCodeForComparison(report, { strict: false })).toBe(6);
    expect(rejudgeComparisonFromTrials(saved.at(-1) as ComparisonReport)).toEqual(saved.at(-1));
  });

  it('reports which side has no values of a metric, and judges the others', async () => {
    const { report, saved } = await live({
      scenarios: [{ ...SCENARIO, regression: { cpu_time: 0.02 } }],
      script: (trial, scenario) => {
        const { wall_time: wallTimeMs = 0 } = numbersOf(slower(trial, scenario));
        const both = { wall_time: wallTimeMs, cpu_time: 1 };
        return { measurements: trial.side === 'a' ? both : { wall_time: wallTimeMs } };
      },
    });
    const cpuTime = report.comparisons.find(({ metric }) => metric === 'cpu_time');
    expect(cpuTime).toMatchObject({ verdict: 'incomparable', gated: true, ratio: null });
    expect(cpuTime?.reason).toContain('head');
    expect(rejudgeComparisonFromTrials(saved.at(-1) as ComparisonReport)).toEqual(saved.at(-1));
  });

  it('decides by the requested metrics, or by its own when it has none of them', async () => {
    const script: Script = (trial, scenario) => ({
      measurements: { ...numbersOf(noisy(trial, scenario)), cpu_time: trial.side === 'a' ? 9 : 5 },
    });
    const rules = limitPairsPerStage(DEFAULT_RULES, 12);
    const gatedOf = async (decideBy: readonly string[]) => {
      const gatedMetricsOf = (scenario: Scenario) => selectDecidingMetrics(scenario, decideBy);
      const { report, saved } = await live({ script, options: { rules, gatedMetricsOf } });
      expect(rejudgeComparisonFromTrials(saved.at(-1) as ComparisonReport)).toEqual(saved.at(-1));
      return { report, gated: report.comparisons.filter(({ gated }) => gated) };
    };
    const asked = await gatedOf(['latency.p50', 'cpu_time']);
    expect(asked.gated.map(({ metric }) => metric)).toEqual(['cpu_time']);
    expect(asked.gated[0]).toMatchObject({ verdict: 'improved', confirmed: true });
    // The deciding metric is conclusive, so no more pairs are measured for the other metrics.
    expect(wallTime(asked.report)).toMatchObject({ gated: false, confirmed: false });
    expect(asked.report.runs[0]?.stop).toBe('decided');
    const own = await gatedOf(['latency.p50']);
    expect(own.gated.map(({ metric }) => metric)).toEqual(['wall_time']);
  });

  it('loads a server for as long as the percentile requested to decide needs', async () => {
    const load = { type: 'open', rate: 400, maxConnections: 10 } as const;
    const list = httpScenario(fixtureServerSettings('fast'), { durationMs: 5_000, load });
    const loadMsOf = async (metric: string) => {
      const { report } = await live({
        scenarios: [list],
        script: () => ({ measurements: { 'latency.p50': 2, [metric]: 9 } }),
        options: { gatedMetricsOf: (scenario) => selectDecidingMetrics(scenario, [metric]) },
      });
      const trial = report.runs[1]?.trials.find(({ warmup }) => !warmup);
      const blocks = trial?.state === 'completed' ? trial.blocks : [];
      return blocks.reduce((sum, { durationMs }) => sum + durationMs, 0);
    };
    expect(await loadMsOf('latency.p99_9')).toBeGreaterThanOrEqual(1_000 / 0.4);
    expect(await loadMsOf('cpu_time')).toBeLessThan(1_000);
  });
});

describe('a load generator that sets the pace of a side', () => {
  const paced =
    (isPaced: (trial: PlannedTrial) => boolean): Script =>
    (trial) => ({
      measurements: { wall_time: trial.side === 'a' ? 100 : 140 + (trial.pair % 3) },
      notes: { generator_saturated: isPaced(trial) },
    });

  it('makes the sides incomparable, whatever their numbers say', async () => {
    const { report } = await live({ script: paced(({ side: id }) => id === 'b') });
    expect(report.verdict).toBe('incomparable');
    expect(report.comparisons).toMatchObject([
      {
        verdict: 'incomparable',
        reason: expect.stringMatching(
          /load generator was saturated while the head \(head\) was measured/,
        ),
      },
    ]);
    expect(exitCodeForComparison(report, { strict: false })).toBe(4);
  });

  it('leaves the verdict unchanged when it happens only occasionally', async () => {
    const { report } = await live({ script: paced(({ pair }) => pair % 4 === 3) });
    expect(report.comparisons).toMatchObject([{ verdict: 'regressed' }]);
  });
});

describe('commands with different exit codes', () => {
  /** The head is faster by much, and ends so. */
  const ending =
    (codeOf: (trial: PlannedTrial) => number): Script =>
    (trial) => ({
      measurements: { wall_time: trial.side === 'a' ? 100 : 10 + (trial.pair % 3) },
      notes: { exit_code: codeOf(trial) },
    });

  it('make the sides incomparable when neither side ends like the other', async () => {
    const { report } = await live({ script: ending(({ side: id }) => (id === 'a' ? 0 : 1)) });
    expect(report.comparisons).toMatchObject([
      {
        verdict: 'incomparable',
        reason: expect.stringMatching(/exits with code 0 and the head \(head\) with 1/),
      },
    ]);
    expect(exitCodeForComparison(report, { strict: false })).toBe(4);
  });
});
