import { describe, expect, it } from 'vitest';
import type { CheckAfter } from '../../../harness/model/measurement-validity-check-types.ts';
import type { Budget } from '../../../harness/model/scenario/budget.ts';
import { type Trial, trialSchema } from '../../../harness/model/trial.ts';
import {
  finishRunRecord,
  type MeasurementEnd,
} from '../../../harness/sampling/summarise-and-judge-run-record.ts';
import { completedTrial, runRecord } from '../../support/completed-run-record.ts';
import { functionScenario } from '../../support/function-scenario.ts';

const started = runRecord({}, { state: 'running', finishedAt: null, verdict: 'inconclusive' });

const ending: MeasurementEnd = {
  stop: 'precise',
  interrupted: false,
  finishedAt: '2026-01-02T04:00:00.000Z',
  timings: { measure: 12 },
};

const interrupted: MeasurementEnd = { ...ending, stop: 'interrupted', interrupted: true };

function trialsOf(...values: readonly number[]): Trial[] {
  return values.map((value, index) => completedTrial(index, { wall_time: value }));
}

function failedTrial(index: number): Trial {
  const {
    state: _,
    measurements: __,
    unavailable: ___,
    blocks: ____,
    ...place
  } = completedTrial(index, {}) as Extract<Trial, { state: 'completed' }>;
  return { state: 'failed', ...place, failure: { reason: 'threw', message: 'no' } };
}

function budget(text: string, limit: number, changes: Partial<Budget> = {}): Budget {
  return { metric: 'wall_time', operator: '<', limit, level: 'error', text, ...changes };
}

function complete(
  trials: readonly Trial[],
  how: MeasurementEnd = ending,
  budgets: readonly Budget[] = [],
  checks: readonly CheckAfter[] = [],
) {
  return finishRunRecord(started, functionScenario({ budgets }), trials, how, checks);
}

describe('a completed record', () => {
  it('summarises the measured trials in the order of collection, without warm-up', () => {
    const warmup = completedTrial(0, { wall_time: 1_000 }, { warmup: true });
    const record = complete([warmup, ...trialsOf(3, 1, 2)]);
    expect(record.metrics.wall_time).toMatchObject({ center: 2, n: 3, sample: [3, 1, 2] });
    expect(record).toMatchObject({
      state: 'completed',
      verdict: 'pass',
      stop: 'precise',
      finishedAt: '2026-01-02T04:00:00.000Z',
      timings: { measure: 12 },
    });
    expect(record.trials).toHaveLength(4);
  });

  it('lists metrics in the order of the catalogue', () => {
    const trials = [completedTrial(0, { gc_time: 1, allocated: 2, wall_time: 3 })];
    expect(Object.keys(complete(trials).metrics)).toEqual(['wall_time', 'allocated', 'gc_time']);
  });

  it('gives the reason for a metric that no trial has, and none for a metric that some have', () => {
    const reasons = { unavailable: { allocated: 'not on this Node.js', gc_time: 'busy' } };
    const record = complete([
      completedTrial(0, { wall_time: 1 }, reasons),
      completedTrial(1, { wall_time: 2, gc_time: 3 }, { unavailable: { allocated: 'other' } }),
    ]);
    expect(record.unavailable).toEqual({ allocated: 'not on this Node.js' });
    expect(record.metrics.gc_time).toMatchObject({ n: 1, sample: [3] });
  });

  it('treats a value that is not a number as unavailable, so that it can be read back', () => {
    const record = complete([
      completedTrial(0, { wall_time: 1, gc_time: Number.NaN, allocated: 5 }),
      completedTrial(1, { wall_time: 2, gc_time: Number.POSITIVE_INFINITY, allocated: Number.NaN }),
    ]);
    expect(record.metrics.allocated).toMatchObject({ n: 1, sample: [5] });
    expect(record.unavailable).toEqual({
      gc_time: 'the measured value, NaN, is not a finite number',
    });
    expect(record.trials[0]).toMatchObject({ measurements: { wall_time: 1, allocated: 5 } });
  });

  it('holds every block, and treats such values as unavailable in blocks too', () => {
    const trial = completedTrial(0, { wall_time: 1 }) as Extract<Trial, { state: 'completed' }>;
    const block = { operations: 0, durationMs: 1, measurements: { wall_time: 1, gc_time: 0 / 0 } };
    const { trials } = complete([{ ...trial, blocks: [block] }]);
    const read = trialSchema.parse(JSON.parse(JSON.stringify(trials[0])));
    expect(read).toMatchObject({
      blocks: [{ measurements: { wall_time: 1 }, unavailable: { gc_time: expect.any(String) } }],
    });
  });

  it('compares its budgets with the intervals', () => {
    const trials = trialsOf(9, 10, 11);
    expect(complete(trials, ending, [budget('< 12 ms', 12)])).toMatchObject({ verdict: 'pass' });
    expect(complete(trials, ending, [budget('< 10 ms', 10)])).toMatchObject({
      verdict: 'inconclusive',
      budgets: [{ value: 10, low: 9, high: 11, verdict: 'inconclusive' }],
    });
    expect(complete(trials, ending, [budget('< 9 ms', 9)])).toMatchObject({ verdict: 'fail' });
  });

  it('fails for a budget whose metric never appeared', () => {
    const missing = budget('< 1 kB', 1_000, { metric: 'allocated' });
    expect(complete(trialsOf(1, 2, 3), ending, [missing])).toMatchObject({
      state: 'completed',
      verdict: 'fail',
      budgets: [{ metric: 'allocated', value: null, verdict: 'fail' }],
    });
  });

  it('adds the findings of checks to earlier findings', () => {
    const before = { id: 'before', level: 'info' as const, message: 'early' };
    const after = { id: 'after', level: 'warning' as const, message: 'late' };
    const record = finishRunRecord(
      { ...started, findings: [before] },
      functionScenario(),
      trialsOf(1, 2, 3),
      ending,
      [{ id: 'after', check: ({ measured }) => (measured.length === 3 ? [after] : []) }],
    );
    expect(record.findings).toEqual([before, after]);
  });

  it('stays intact when a check throws', () => {
    const broken: CheckAfter = {
      id: 'broken',
      check: () => {
        throw new Error('oh');
      },
    };
    const record = complete(trialsOf(1, 2, 3), ending, [], [broken]);
    expect(record.verdict).toBe('pass');
    expect(record.findings).toEqual([
      { id: 'broken', level: 'info', message: 'this check failed: oh' },
    ]);
  });
});

describe('a failed record', () => {
  it('fails whatever its budgets say, and keeps what was measured before', () => {
    const trials = [...trialsOf(1, 2), failedTrial(2)];
    expect(complete(trials, { ...ending, stop: 'failed' }, [budget('< 9 ms', 9)])).toMatchObject({
      state: 'failed',
      verdict: 'fail',
      metrics: { wall_time: { n: 2 } },
    });
  });

  it('results when a run stops before its first trial', () => {
    expect(complete([], { ...ending, stop: 'blocked' })).toMatchObject({
      state: 'failed',
      verdict: 'fail',
      metrics: {},
    });
  });
});

describe('an interrupted record', () => {
  it('never passes, even when all measurements are within the budgets', () => {
    expect(complete(trialsOf(1, 2, 3), interrupted, [budget('< 9 ms', 9)])).toMatchObject({
      state: 'interrupted',
      verdict: 'inconclusive',
      budgets: [{ verdict: 'pass' }],
    });
    expect(complete([], interrupted)).toMatchObject({ verdict: 'inconclusive' });
  });

  it('is inconclusive about a metric that had no time to appear, and still fails a measured metric', () => {
    const missing = budget('< 1 kB', 1_000, { metric: 'allocated' });
    expect(complete(trialsOf(5, 6, 7), interrupted, [missing])).toMatchObject({
      verdict: 'inconclusive',
      budgets: [{ verdict: 'inconclusive', value: null }],
    });
    expect(complete(trialsOf(5, 6, 7), interrupted, [missing, budget('< 1 ms', 1)])).toMatchObject({
      verdict: 'fail',
    });
  });

  it('stays interrupted even when a trial failed', () => {
    expect(complete([failedTrial(0)], interrupted)).toMatchObject({
      state: 'interrupted',
      verdict: 'fail',
    });
  });
});

describe('a run voided by a check', () => {
  const voiding: CheckAfter = {
    id: 'load-generator-saturated',
    check: () => [{ id: 'load-generator-saturated', level: 'error', message: 'it was its own' }],
  };

  it('neither passes nor fails a budget, and says why', () => {
    const budgets = [budget('< 1 ms', 1), budget('< 100 ms', 100)];
    const record = complete(trialsOf(3, 3, 3, 3, 3, 3), ending, budgets, [voiding]);
    expect(record).toMatchObject({ state: 'failed', verdict: 'inconclusive' });
    expect(record.budgets).toMatchObject([
      { verdict: 'inconclusive', value: 3, reason: 'it was its own' },
      { verdict: 'inconclusive', value: 3, reason: 'it was its own' },
    ]);
    expect(record.metrics.wall_time).toMatchObject({ center: 3 });
  });

  it('is not voided by a warning of the same check', () => {
    const warning: CheckAfter = {
      ...voiding,
      check: () => [{ id: 'load-generator-saturated', level: 'warning', message: 'late' }],
    };
    const record = complete(
      trialsOf(3, 3, 3, 3, 3, 3),
      ending,
      [budget('< 100 ms', 100)],
      [warning],
    );
    expect(record).toMatchObject({ state: 'completed', verdict: 'pass' });
  });
});
