import { describe, expect, it } from 'vitest';
import { DEFAULT_RULES } from '../../../harness/gate/decide/default-comparison-rules.ts';
import { judgeMetricComparison } from '../../../harness/gate/decide/judge-metric-comparison.ts';
import type { MetricEvidence } from '../../../harness/gate/decide/paired-metric-evidence.ts';
import { type GateEvidence, limitKey } from '../../../harness/gate/gate-evidence.ts';
import { judgeGate } from '../../../harness/gate/judge-gate.ts';
import { parseBudget } from '../../../harness/gate/parse-metric-budget.ts';
import type { ChangeCheck } from '../../../harness/model/documents/gate-document.ts';
import type { RunRecord } from '../../../harness/model/documents/run-record.ts';
import {
  COMPARISON_SCHEMA,
  type Comparison,
  type ComparisonReport,
} from '../../../harness/model/documents/run-report-and-comparison-document.ts';
import type { Budget } from '../../../harness/model/scenario/budget.ts';
import type { InconclusivePolicy } from '../../../harness/model/scenario/inconclusive-gate-policy.ts';
import { completedTrial, runRecord } from '../../support/completed-run-record.ts';
import {
  metricEvidence,
  pairsInRange,
  pairsWithChanges,
} from '../../support/example-paired-metric-evidence.ts';
import {
  gateEvidence,
  unchangedComparison,
} from '../../support/gate-evidence-without-measurements.ts';

const OPTIONS = { on_inconclusive: 'warn', report_only: false, require_baseline: false } as const;

const change = (changes: Partial<Comparison> = {}): Comparison =>
  unchangedComparison({ pairs: 20, ...changes });

const REGRESSED = {
  verdict: 'regressed',
  direction: 'worse',
  head: 15,
  ratio: 1.5,
  low: 1.45,
  high: 1.55,
  confirmed: true,
} as const;
const OPEN = {
  verdict: 'inconclusive',
  direction: 'worse',
  ratio: 1.02,
  low: 0.99,
  high: 1.05,
} as const;

function report(
  comparisons: readonly Comparison[],
  runs: readonly RunRecord[] = [],
): ComparisonReport {
  return {
    schema: COMPARISON_SCHEMA,
    id: null,
    base: { label: 'main', source: 'ref', commit: null },
    head: { label: 'tree', source: 'tree', commit: null },
    seed: 1,
    confidence: 0.95,
    comparisons,
    findings: [],
    runs,
    verdict: 'pass',
    rules: DEFAULT_RULES,
    plan: 'back-to-back',
    reproduce: null,
  };
}

const SCENARIO = { name: 'sort', budgets: [], regression: {}, margin: null };

function evidence(changes: Partial<GateEvidence> = {}): GateEvidence {
  return gateEvidence({ scenarios: [SCENARIO], ...changes });
}

function live(...comparisons: readonly Partial<Comparison>[]): GateEvidence {
  return evidence({ comparison: report(comparisons.map(change)) });
}

/** Judges the only change of a suite by its pairs, in a gate that fails on inconclusive results. */
function gatePairs(fields: Partial<MetricEvidence>, changes: Partial<GateEvidence> = {}) {
  const { comparison } = judgeMetricComparison(
    metricEvidence({ scenario: 'sort', ...fields }),
    1,
    DEFAULT_RULES,
  );
  const given = evidence({ comparison: report([comparison]), ...changes });
  return { comparison, judged: judgeGate(given, { ...OPTIONS, on_inconclusive: 'fail' }) };
}

const times = <T>(count: number, value: T): readonly T[] =>
  Array.from({ length: count }, () => value);

const outcomes = (given: GateEvidence) =>
  judgeGate(given, OPTIONS).checks.map((check) => check.outcome);

describe('judgeGate over changes since the base', () => {
  it('passes metrics that are unchanged or better', () => {
    const given = live({}, { metric: 'cpu_time', verdict: 'improved', ratio: 0.8 });
    expect(judgeGate(given, OPTIONS)).toMatchObject({ verdict: 'pass', exitCode: 0 });
  });

  it('fails a regression, and names first the command that reproduces it', () => {
    const given = live({ metric: 'cpu_time' }, REGRESSED);
    const { verdict, exitCode, checks } = judgeGate(given, OPTIONS);
    expect({ verdict, exitCode }).toEqual({ verdict: 'fail', exitCode: 1 });
    expect(checks[0]).toMatchObject({
      outcome: 'fail',
      metric: 'wall_time',
      reproduce: 'perf-harness compare abc sort',
    });
  });

  it('ignores metrics that are not gated', () => {
    expect(judgeGate(live({}, { ...REGRESSED, gated: false }), OPTIONS)).toMatchObject({
      verdict: 'pass',
      checks: [{ outcome: 'pass' }],
    });
  });

  it.for([
    ['warn', 0, 'inconclusive'],
    ['fail', 3, 'inconclusive'],
    ['pass', 0, 'inconclusive'],
  ] as const)(
    'treats with %s an inconclusive result as exit code %i',
    ([mode, exitCode, verdict]) => {
      const options = { ...OPTIONS, on_inconclusive: mode as InconclusivePolicy };
      expect(judgeGate(live({}, OPEN), options)).toMatchObject({ verdict, exitCode });
    },
  );

  it('passes a metric that may be better and is no worse than the margin', () => {
    const leaning = { verdict: 'inconclusive', direction: 'better', ratio: 0.97 } as const;
    expect(outcomes(live({ ...leaning, low: 0.93, high: 1.01 }))).toEqual(['pass']);
    expect(outcomes(live({ ...leaning, low: 0.93, high: 1.03 }))).toEqual(['undecided']);
    const rate = { ...leaning, metric: 'throughput', ratio: 1.03, high: 1.08 };
    expect(outcomes(live({ ...rate, low: 0.99 }))).toEqual(['pass']);
    expect(outcomes(live({ ...rate, low: 0.97 }))).toEqual(['undecided']);
  });

  const exact = { nature: 'exact', metric: 'queries', margin: 0 } as const;
  const counted = { nature: 'counted', margin: 0.01 } as const;
  const calibrated = { sd: 0.0006, degreesOfFreedom: 19 };

  it.each<[string, Partial<MetricEvidence>]>([
    ['an exact number, the same in one pair', { ...exact, screen: { base: [3], head: [3] } }],
    [
      'an exact number, less in five whose head came second',
      { ...exact, screen: { base: times(5, 4), head: times(5, 3), slots: times(5, 0) } },
    ],
    [
      'a count, less in five pairs',
      { ...counted, metric: 'allocated', screen: pairsInRange(5, -9, -8.9) },
    ],
    [
      'a calibrated count, the same in one pair',
      { ...counted, metric: 'instructions', screen: pairsWithChanges(0), pooledSpread: calibrated },
    ],
    [
      'a count, less in six pairs whose head found the cache filled',
      {
        ...counted,
        metric: 'io_read',
        screen: { ...pairsInRange(6, -90, -89), slots: times(6, 0) },
      },
    ],
  ])('passes nothing on too few pairs, or on pairs of one order: %s', (_, fields) => {
    const { comparison, judged } = gatePairs(fields);
    expect(comparison).toMatchObject({ verdict: 'inconclusive', low: null, high: null });
    expect(judged).toMatchObject({
      verdict: 'inconclusive',
      exitCode: 3,
      checks: [{ outcome: 'undecided', reason: comparison.reason }],
    });
  });

  it.each<[string, string, Partial<MetricEvidence>]>([
    [
      'an exact number, less in five of either order',
      'improved',
      { ...exact, screen: { base: times(5, 4), head: times(5, 3), slots: [0, 0, 1, 0, 0] } },
    ],
    [
      'a count that may be less in six',
      'inconclusive',
      { ...counted, metric: 'allocated', screen: pairsInRange(6, -3, -1) },
    ],
    [
      'a calibrated count that may be less in three',
      'inconclusive',
      {
        ...counted,
        metric: 'instructions',
        screen: pairsWithChanges(-1, -1, -1),
        pooledSpread: calibrated,
      },
    ],
  ])('passes metrics that enough pairs show to be no worse: %s, %s', (_, verdict, fields) => {
    const { comparison, judged } = gatePairs(fields);
    expect(comparison).toMatchObject({ verdict, low: expect.any(Number) });
    expect(judged).toMatchObject({ verdict: 'pass', exitCode: 0, checks: [{ outcome: 'pass' }] });
  });

  it('does not pass a metric that splits into modes differently than before', () => {
    const modes = { base: 0.1, head: 0.6, low: 9, high: 12, differs: true };
    const leaning = { verdict: 'inconclusive', ratio: 0.97, low: 0.93, high: 1.01, modes } as const;
    expect(outcomes(live(leaning))).toEqual(['undecided']);
  });

  it('does not pass a head that fails more often on its remaining values', () => {
    const leaning = { verdict: 'inconclusive', ratio: 0.97, low: 0.93, high: 1.01 } as const;
    const reason = '0 units of the base and 8 of the head failed';
    const failing = live({ ...leaning, fails_more: 'head', reason });
    expect(judgeGate(failing, { ...OPTIONS, on_inconclusive: 'fail' })).toMatchObject({
      verdict: 'inconclusive',
      exitCode: 3,
      checks: [{ outcome: 'undecided', reason }],
    });
    // The base is worse than its numbers, and the head no worse than these.
    expect(outcomes(live({ ...leaning, fails_more: 'base', reason }))).toEqual(['pass']);
  });

  it('is incomparable, never worse, when the base could not be measured', () => {
    const base = runRecord({}, { state: 'failed', side: 'a', stop: 'failed' });
    const head = runRecord({ wall_time: [1, 2, 3] }, { side: 'b' });
    const rows = [change({ verdict: 'incomparable', reason: 'the base does not build' })];
    const given = evidence({ comparison: report(rows, [base, head]) });
    expect(judgeGate(given, OPTIONS)).toMatchObject({
      verdict: 'incomparable',
      exitCode: 6,
      checks: [{ outcome: 'incomparable', reason: 'the base does not build' }],
    });
  });

  it('is inconclusive about a scenario that the time did not suffice for', () => {
    const runs = (['a', 'b'] as const).map((side) =>
      runRecord({}, { side, stop: 'max-time', trials: [completedTrial(0, {}, { warmup: true })] }),
    );
    const rows = [change({ verdict: 'incomparable', reason: 'no pair has wall_time' })];
    expect(judgeGate(evidence({ comparison: report(rows, runs) }), OPTIONS)).toMatchObject({
      verdict: 'inconclusive',
      exitCode: 0,
      checks: [{ outcome: 'undecided', reason: 'time ran out before the first pair was measured' }],
    });
  });

  it('reports after what time a first pair was cut short, however soon that was', () => {
    const trial = completedTrial(0, {}, { warmup: true });
    const runs = (['a', 'b'] as const).map((side) => {
      const cut = { ...trial, state: 'aborted', durationMs: 31.4, message: 'cut short' } as const;
      return runRecord({}, { side, stop: 'max-time', trials: [cut] });
    });
    const rows = [change({ verdict: 'incomparable', reason: 'no pair has wall_time' })];
    const reason = expect.stringContaining(
      'the first pair did not finish within 32 ms, and other scenarios',
    );
    expect(judgeGate(evidence({ comparison: report(rows, runs) }), OPTIONS)).toMatchObject({
      checks: [{ outcome: 'undecided', reason }],
    });
  });

  it('treats a scenario that the base does not have as new, not as a failure', () => {
    const given = live({ verdict: 'incomparable', reason: 'the base cannot find ./fast.js' });
    expect(judgeGate({ ...given, newScenarios: new Set(['sort']) }, OPTIONS)).toMatchObject({
      verdict: 'pass',
      exitCode: 0,
      checks: [{ outcome: 'new' }],
    });
  });

  it('never passes when nothing was judged', () => {
    expect(judgeGate(evidence(), OPTIONS)).toMatchObject({ verdict: 'incomparable', exitCode: 6 });
  });

  it('always ends with 0 under report-only, except for an interrupt', () => {
    const options = { ...OPTIONS, report_only: true };
    expect(judgeGate(live(REGRESSED), options)).toMatchObject({ verdict: 'fail', exitCode: 0 });
    const cut = runRecord({}, { state: 'interrupted', stop: 'interrupted' });
    expect(judgeGate(evidence({ runs: [cut] }), options)).toMatchObject({
      verdict: 'interrupted',
      exitCode: 130,
      checks: [{ outcome: 'interrupted', reproduce: 'perf-harness gate --base abc sort' }],
    });
  });
});

describe('judgeGate over limits below the noise', () => {
  const asked = { ...SCENARIO, regression: { wall_time: 0.001 } };
  const noisy = { ...OPEN, margin: 0.001, spread: 0.03, floor: 0.01 };

  it('refuses a requested limit, with what it would require', () => {
    const trials = [0, 1].flatMap((pair) =>
      (['a', 'b'] as const).map((side, slot) =>
        completedTrial(
          pair,
          { wall_time: 1 },
          { side, pair, startedMs: pair * 3_000 + slot * 900 },
        ),
      ),
    );
    const runs = (['a', 'b'] as const).map((side) =>
      runRecord({}, { side, trials: trials.filter((trial) => trial.side === side) }),
    );
    const given = evidence({ scenarios: [asked], comparison: report([change(noisy)], runs) });
    const { verdict, exitCode, checks } = judgeGate(given, OPTIONS);
    expect({ verdict, exitCode }).toEqual({ verdict: 'refused', exitCode: 8 });
    const { outcome, refusal, calibrate } = checks[0] as ChangeCheck;
    expect(outcome).toBe('refused');
    expect(calibrate).toBe('perf-harness calibrate --config ci.mjs sort');
    expect(refusal).toMatchObject({
      limit: 0.001,
      source: 'run',
      most_pairs: Math.max(...DEFAULT_RULES.screen_looks),
    });
    expect(refusal?.needed_seconds).toBeCloseTo((refusal?.needed_pairs ?? 0) * 1.8);
  });

  it('fails by certain results, even if other limits cannot be checked', () => {
    const given = live({ ...noisy, scenario: 'parse' }, { ...REGRESSED, scenario: 'sort' });
    const { verdict, exitCode, checks } = judgeGate({ ...given, margin: 0.001 }, OPTIONS);
    expect({ verdict, exitCode }).toEqual({ verdict: 'fail', exitCode: 1 });
    expect(checks.map(({ outcome }) => outcome)).toEqual(['fail', 'refused']);
    // A scenario that could not be measured at all still takes precedence.
    const blind = live(
      { ...noisy, scenario: 'parse' },
      { ...REGRESSED, scenario: 'sort' },
      { scenario: 'walk', verdict: 'incomparable', reason: 'the base fails' },
    );
    expect(judgeGate({ ...blind, margin: 0.001 }, OPTIONS).exitCode).toBe(6);
  });

  it('does not refuse the default margin, which nobody requested', () => {
    expect(outcomes(live(noisy))).toEqual(['undecided']);
  });

  it('refuses the margin of the command line and of the scenario', () => {
    const given = live(noisy);
    expect(outcomes({ ...given, margin: 0.001 })).toEqual(['refused']);
    expect(outcomes({ ...given, scenarios: [{ ...SCENARIO, margin: 0.001 }] })).toEqual([
      'refused',
    ]);
  });

  it('refuses no limit that is inconclusive because of failing units', () => {
    for (const side of ['base', 'head'] as const) {
      expect(outcomes({ ...live({ ...noisy, fails_more: side }), margin: 0.001 })).toEqual([
        'undecided',
      ]);
    }
  });

  it('refuses no limit on the spread of a handful of pairs', () => {
    expect(outcomes({ ...live({ ...noisy, pairs: 5 }), margin: 0.001 })).toEqual(['undecided']);
    expect(outcomes({ ...live({ ...noisy, pairs: 8 }), margin: 0.001 })).toEqual(['refused']);
  });

  it('refuses limits of counted metrics too, but never of exact metrics', () => {
    const counted = { ...OPEN, metric: 'allocated', margin: 1e-5, spread: 0.004, pairs: 16 };
    expect(outcomes({ ...live(counted), margin: 1e-5 })).toEqual(['refused']);
    expect(outcomes({ ...live({ ...counted, pairs: 3 }), margin: 1e-5 })).toEqual(['undecided']);
    const exact = { ...counted, metric: 'queries' };
    expect(outcomes({ ...live(exact), margin: 1e-5 })).toEqual(['undecided']);
  });

  it('refuses a limit of a counted metric by the spread used for judging it', () => {
    // A spread of 2 % in these pairs, compared with the calibrated 0.05 %.
    const wild = {
      nature: 'counted',
      metric: 'instructions',
      margin: 0.003,
      screen: pairsInRange(12, -3.3, 3.3),
      pooledSpread: { sd: 0.0005, degreesOfFreedom: 29 },
    } as const;
    const { comparison, judged } = gatePairs(wild, { margin: 0.003 });
    expect(comparison).toMatchObject({ verdict: 'inconclusive', pairs: 12 });
    expect(comparison.spread).toBeGreaterThan(0.015);
    expect(judged).toMatchObject({ verdict: 'refused', exitCode: 8 });
    const { refusal } = judged.checks[0] as ChangeCheck;
    // As many pairs as a calibrated metric may take; more would estimate its own spread better.
    expect(refusal).toMatchObject({ most_pairs: 12, floor: expect.closeTo(0.031, 2) });
    // By the calibrated spread, the change could have been detected.
    const tame = { ...wild, screen: pairsInRange(12, 0.26, 0.36) };
    const open = gatePairs(tame, { margin: 0.003 });
    expect(open.comparison).toMatchObject({ verdict: 'inconclusive', spread: 0.0005 });
    expect(open.judged.checks).toMatchObject([{ outcome: 'undecided' }]);
  });

  it('prefers the noise known from calibration', () => {
    const refusal = {
      limit: 0.001,
      floor: 0.004,
      source: 'calibration',
      most_pairs: Math.max(...DEFAULT_RULES.screen_looks),
      needed_pairs: 900,
      needed_seconds: 950,
    } as const;
    const given = {
      ...live(noisy),
      scenarios: [asked],
      refused: new Map([[limitKey(change()), refusal]]),
    };
    expect(judgeGate(given, OPTIONS).checks[0]).toMatchObject({ outcome: 'refused', refusal });
  });
});

function budgets(text: string, level: Budget['level'] = 'error'): readonly Budget[] {
  const budget = parseBudget('wall_time', text, level);
  if ('problem' in budget) throw new Error(budget.problem);
  return [budget];
}

describe('judgeGate over budgets', () => {
  const run = runRecord({ wall_time: [9, 10, 11, 10, 9, 11, 10, 10] });
  const judge = (text: string, level?: Budget['level']) =>
    judgeGate(
      evidence({ scenarios: [{ ...SCENARIO, budgets: budgets(text, level) }], runs: [run] }),
      OPTIONS,
    );

  it('passes a budget that is met and fails a budget that is exceeded', () => {
    expect(judge('< 20 ms')).toMatchObject({ verdict: 'pass', exitCode: 0 });
    expect(judge('< 5 ms')).toMatchObject({ verdict: 'fail', exitCode: 1 });
  });

  it('only warns about an exceeded budget of level warn', () => {
    expect(judge('< 5 ms', 'warn')).toMatchObject({
      verdict: 'pass',
      exitCode: 0,
      checks: [{ outcome: 'warned' }],
    });
  });

  it('is inconclusive when the interval holds the limit, with the number of trials needed', () => {
    const { verdict, checks } = judge('< 10.2 ms');
    expect(verdict).toBe('inconclusive');
    expect(checks[0]).toMatchObject({ outcome: 'undecided', trials: 8 });
    expect((checks[0] as { needed_trials: number }).needed_trials).toBeGreaterThan(8);
  });

  it('never counts a warning budget, even if it is inconclusive', () => {
    const given = (level: Budget['level']) =>
      evidence({ scenarios: [{ ...SCENARIO, budgets: budgets('< 10.2 ms', level) }], runs: [run] });
    const options = { ...OPTIONS, on_inconclusive: 'fail' } as const;
    expect(judgeGate(given('warn'), options)).toMatchObject({
      verdict: 'pass',
      exitCode: 0,
      checks: [{ outcome: 'undecided' }],
    });
    expect(judgeGate(given('error'), options)).toMatchObject({ exitCode: 3 });
  });

  it('decides nothing on one or two trials', () => {
    const scenarios = [{ ...SCENARIO, budgets: budgets('< 20 ms') }];
    const of = (count: number) => runRecord({ wall_time: [9, 10, 11].slice(0, count) });
    expect(outcomes(evidence({ scenarios, runs: [of(2)] }))).toEqual(['undecided']);
    expect(outcomes(evidence({ scenarios, runs: [of(3)] }))).toEqual(['pass']);
  });

  it('checks budgets against the head of a live comparison, not the base', () => {
    const base = runRecord({ wall_time: [90, 91, 92, 93, 94, 95] }, { side: 'a' });
    const comparison = report([change()], [base, { ...run, side: 'b' }]);
    const scenarios = [{ ...SCENARIO, budgets: budgets('< 20 ms') }];
    expect(outcomes(evidence({ scenarios, comparison }))).toEqual(['pass', 'pass']);
  });

  it('fails a budget of a metric that never appeared', () => {
    const empty = runRecord({ cpu_time: [1, 1, 1] });
    const scenarios = [{ ...SCENARIO, budgets: budgets('< 20 ms') }];
    expect(outcomes(evidence({ scenarios, runs: [empty] }))).toEqual(['fail']);
  });
});

describe('judgeGate over a head that cannot be measured', () => {
  const failed = (changes: Partial<RunRecord>) =>
    runRecord({}, { state: 'failed', stop: 'failed', side: 'b', ...changes });

  it('ends with 4 and reports it once, whatever the comparison shows', () => {
    const failure = { reason: 'exit-code', message: 'exited with 1' } as const;
    const { index, warmup, side, pair, slot, seed, startedAt, startedMs, durationMs } =
      completedTrial(0, {});
    const place = { index, warmup, side, pair, slot, seed, startedAt, startedMs, durationMs };
    const head = failed({ trials: [{ state: 'failed', ...place, failure }] });
    const rows = [
      change({ verdict: 'incomparable' }),
      change({ metric: 'cpu_time', ...REGRESSED }),
    ];
    const given = evidence({ comparison: report(rows, [head]) });
    expect(judgeGate(given, OPTIONS)).toMatchObject({
      verdict: 'failed',
      exitCode: 4,
      checks: [{ type: 'scenario', outcome: 'failed', reason: 'exited with 1' }],
    });
  });

  it('ends with 5 when a tool is missing', () => {
    const findings = [{ id: 'tool-missing', level: 'error', message: 'no k6' }] as const;
    const head = failed({ stop: 'blocked', findings });
    expect(judgeGate(evidence({ runs: [head] }), OPTIONS)).toMatchObject({
      verdict: 'failed',
      exitCode: 5,
      checks: [{ outcome: 'tool', reason: 'no k6' }],
    });
  });

  it('is blocked, not refused, when a check kept the head from being measured', () => {
    const findings = [{ id: 'busy-machine', level: 'error', message: 'too busy' }] as const;
    const head = failed({ stop: 'blocked', findings });
    expect(judgeGate(evidence({ runs: [head] }), OPTIONS)).toMatchObject({
      verdict: 'blocked',
      exitCode: 8,
      checks: [{ outcome: 'blocked', reproduce: 'perf-harness run sort' }],
    });
  });

  it('is incomparable, not failed, when the head loads files that belong to neither side', () => {
    const head = failed({ stop: 'outside-files' });
    const rows = [change({ verdict: 'incomparable', reason: 'loads files from outside' })];
    const given = evidence({ comparison: report(rows, [head]) });
    expect(judgeGate(given, OPTIONS)).toMatchObject({ verdict: 'incomparable', exitCode: 6 });
  });
});

describe('judgeGate over a stored baseline', () => {
  const stored = (...rows: readonly Partial<Comparison>[]) =>
    evidence({ baseline: report(rows.map(change)) });
  const large = { ...REGRESSED, confirmed: false };

  it('fails a regression larger than any difference between sessions of the same code', () => {
    expect(judgeGate(stored(large), OPTIONS)).toMatchObject({ verdict: 'fail', exitCode: 1 });
  });

  it('is inconclusive about a smaller regression', () => {
    expect(judgeGate(stored({ ...large, low: 1.03 }), OPTIONS)).toMatchObject({
      verdict: 'inconclusive',
      exitCode: 0,
      checks: [{ outcome: 'undecided', against: 'baseline' }],
    });
  });

  it('counts incomparable metrics only when a baseline is required', () => {
    const other = stored({ verdict: 'incomparable', reason: 'other machine' });
    expect(judgeGate(other, OPTIONS)).toMatchObject({ verdict: 'inconclusive', exitCode: 0 });
    const options = { ...OPTIONS, require_baseline: true };
    expect(judgeGate(other, options)).toMatchObject({ verdict: 'incomparable', exitCode: 6 });
  });

  it('is inconclusive about what the baseline lacks, which counts when a baseline is required', () => {
    const limits = { budgets: budgets('< 20 ms'), regression: { cpu_time: 0.1 } };
    const run = runRecord(
      { wall_time: [9, 10, 11], cpu_time: [9, 10, 11], gc_time: [1, 1, 1] },
      { scenario: 'parse' },
    );
    const given = {
      ...stored({}),
      scenarios: [SCENARIO, { ...SCENARIO, name: 'parse', ...limits }],
      runs: [runRecord({ wall_time: [9, 10, 11] }), run],
    };
    const lacks = {
      type: 'change',
      scenario: 'parse',
      against: 'baseline',
      reason: 'the baseline does not contain this scenario',
    };
    const open = judgeGate(given, OPTIONS);
    expect(open).toMatchObject({ verdict: 'inconclusive', exitCode: 0 });
    expect(open.checks).toMatchObject([
      { ...lacks, metric: 'wall_time', outcome: 'undecided', stated: false },
      { ...lacks, metric: 'cpu_time', outcome: 'undecided', stated: true },
      { type: 'budget', scenario: 'parse', outcome: 'pass' },
      { type: 'change', scenario: 'sort', outcome: 'pass' },
    ]);
    const required = judgeGate(given, { ...OPTIONS, require_baseline: true });
    expect(required).toMatchObject({ verdict: 'incomparable', exitCode: 6 });
    expect(required.checks.map(({ outcome }) => outcome)).toEqual([
      'incomparable',
      'incomparable',
      'pass',
      'pass',
    ]);
  });

  it('reports what the baseline lacks even when no gated metric was measured', () => {
    const given = { ...stored(), runs: [runRecord({ gc_time: [1, 1, 1] })] };
    expect(judgeGate(given, OPTIONS).checks).toMatchObject([
      { metric: 'wall_time', outcome: 'undecided' },
    ]);
  });
});

describe('judgeGate over several outcomes at once', () => {
  it('lists the most severe check first and ends with the strongest code', () => {
    const head = runRecord({}, { scenario: 'parse', state: 'failed', stop: 'failed' });
    const rows = [
      change(),
      change({ metric: 'cpu_time', ...OPEN }),
      change({ metric: 'gc_time', ...REGRESSED }),
    ];
    const given = evidence({
      scenarios: [SCENARIO, { ...SCENARIO, name: 'parse' }],
      comparison: report(rows),
      runs: [head],
    });
    expect(judgeGate(given, OPTIONS)).toMatchObject({ verdict: 'failed', exitCode: 4 });
    expect(outcomes(given)).toEqual(['fail', 'failed', 'undecided', 'pass']);
  });
});
