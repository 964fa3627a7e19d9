import { describe, expect, it } from 'vitest';
import { gatedMetrics, resolveMetricMargin } from '../../../harness/gate/select-gated-metrics.ts';
import { getMetric, METRICS } from '../../../harness/model/metric.ts';

const silent = { budgets: [], regression: {}, margin: null };

describe('gatedMetrics', () => {
  it.each([
    ['function', ['wall_time']],
    ['command', ['wall_time']],
    ['http', ['latency.p95', 'cpu_time']],
    ['k6', ['latency.p95', 'cpu_time']],
    ['page', ['lcp']],
  ] as const)('returns for the kind %s the metrics %j', (kind, names) => {
    expect([...gatedMetrics({ ...silent, kind })]).toEqual(names);
    for (const name of names) expect(METRICS.has(name)).toBe(true);
  });

  it('includes metrics that a budget or a regression names, once each', () => {
    const budget = { operator: '<', limit: 1, level: 'warn', text: '< 1' } as const;
    const gated = gatedMetrics({
      kind: 'function',
      budgets: [
        { ...budget, metric: 'allocated' },
        { ...budget, metric: 'wall_time' },
      ],
      regression: { gc_time: 0.05, allocated: 0.1 },
      margin: null,
    });
    expect([...gated]).toEqual(['wall_time', 'allocated', 'gc_time']);
  });
});

describe('margins', () => {
  const silent = { regression: {}, margin: null };

  describe('resolveMetricMargin', () => {
    it.each([
      ['wall_time', 0.02],
      ['throughput', 0.02],
      ['allocated', 0.01],
      ['io_write', 0.01],
      ['instructions', 0.003],
      ['queries', 0],
    ])('returns by default for %s %d', (name, margin) => {
      expect(resolveMetricMargin(getMetric(name), silent)).toBe(margin);
    });

    it('returns the margin of the scenario, except for exact metrics', () => {
      for (const metric of METRICS.values()) {
        const margin = resolveMetricMargin(metric, { regression: {}, margin: 0.07 });
        expect(margin).toBe(metric.nature === 'exact' ? 0 : 0.07);
      }
      expect(resolveMetricMargin(getMetric('wall_time'), { regression: {}, margin: 0 })).toBe(0);
    });

    it('prefers the worsening that is allowed for this metric', () => {
      const stated = { regression: { wall_time: 0.05, queries: 0.5, cpu_time: 0 }, margin: 0.07 };
      expect(resolveMetricMargin(getMetric('wall_time'), stated)).toBe(0.05);
      expect(resolveMetricMargin(getMetric('queries'), stated)).toBe(0.5);
      expect(resolveMetricMargin(getMetric('cpu_time'), stated)).toBe(0);
      expect(resolveMetricMargin(getMetric('allocated'), stated)).toBe(0.07);
    });
  });
});
