import { describe, expect, test } from 'vitest';
import type {
  IncidentOnset,
  IncidentSignal,
} from '../../../../plugins/investigate/document/investigation-document.ts';
import {
  checkPoolUtilization,
  checkSignalsAfterFix,
} from '../../../../plugins/investigate/follow-up/check-metric-signals-after-fix.ts';
import type { ObservedSeries } from '../../../../plugins/investigate/observations/metric-time-series-table.ts';

const BEGAN = Date.parse('2026-11-24T14:15:00Z');
const SPAN = { from: BEGAN, until: BEGAN + 3_600_000 };
const iso = (minutes: number): string => new Date(BEGAN + minutes * 60_000).toISOString();
const ONSET: IncidentOnset = {
  metric: 'p95',
  endpoint: null,
  kind: 'step',
  at: iso(0),
  low: iso(-1),
  high: iso(1),
  until: null,
  before: 250,
  after: 890,
  ratio: 3.56,
  confidence: 1,
};

const series = (name: string, ...values: readonly number[]): ObservedSeries => ({
  name,
  labels: '',
  values: [...values],
  at: values.map((_, index) => BEGAN + index * 1000),
});
const signal = (name: string, before: number, after: number, minutes = 0): IncidentSignal => ({
  name,
  labels: '',
  mechanism: 'connections',
  at: iso(minutes),
  before,
  after,
  peak: after,
  low: iso(minutes - 1),
  high: iso(minutes + 1),
});
const outcomeOf = (of: IncidentSignal, ...values: readonly number[]) =>
  checkSignalsAfterFix([of], ONSET, [series(of.name, ...values)], SPAN, ['connections'])[0]
    ?.outcome;

describe('resource metrics after a fix', () => {
  test.each([
    [60, 'pass'],
    [68.9, 'pass'],
    [70, 'fail'],
    [95, 'fail'],
    [30, 'pass'],
  ])('judges a pool that went from 60 to 95 %% and is at %d %% as %s', (value, outcome) => {
    expect(outcomeOf(signal('pool_utilization', 60, 95), value)).toBe(outcome);
  });

  test('requires a metric that fell to rise again', () => {
    const hits = signal('cache_hit_ratio', 0.9, 0.2);
    expect(outcomeOf(hits, 0.85)).toBe('pass');
    expect(outcomeOf(hits, 0.99)).toBe('pass');
    expect(outcomeOf(hits, 0.5)).toBe('fail');
  });

  test('accepts a small change as reverted only if more than half of it is gone', () => {
    const load = signal('cpu_usage', 40, 46);
    expect(outcomeOf(load, 42)).toBe('pass');
    expect(outcomeOf(load, 45)).toBe('fail');
  });

  test('is pending without metrics, and not decided by metrics that the cause does not act through', () => {
    const checks = checkSignalsAfterFix([signal('pool_utilization', 60, 95)], ONSET, [], SPAN, [
      'cache',
    ]);
    expect(checks).toMatchObject([{ outcome: 'pending', is_decisive: false, value: null }]);
  });

  test('ignores what changed at another time than the incident', () => {
    expect(outcomeOf(signal('pool_utilization', 60, 95, 45), 95)).toBeUndefined();
    expect(outcomeOf(signal('pool_utilization', 60, 95, -29), 95)).toBe('fail');
  });
});

describe('INV-36: connections below 70 % of the pool', () => {
  const pool = (...of: readonly ObservedSeries[]) =>
    checkPoolUtilization(of, SPAN, 'incident-exit');

  test.each([
    [0.69, 'pass'],
    [0.7, 'fail'],
    [69, 'pass'],
    [70, 'fail'],
  ])('judges a use of %d as %s', (value, outcome) => {
    expect(pool(series('pool_utilization', value, value)).outcome).toBe(outcome);
  });

  test('computes the same from the connections in use and the pool size', () => {
    const used = series('db_pool_in_use', 14, 14, 14);
    expect(pool(used, series('db_pool_size', 20))).toMatchObject({ value: 0.7, outcome: 'fail' });
    expect(pool(used, series('db_pool_size', 50))).toMatchObject({ value: 0.28, outcome: 'pass' });
  });

  test('is pending without metrics of a pool', () => {
    expect(pool(series('cpu_usage', 95))).toMatchObject({ outcome: 'pending', value: null });
  });
});
