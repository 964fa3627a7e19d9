import { describe, expect, it } from 'vitest';
import { gatedMetrics } from '../../../harness/gate/select-gated-metrics.ts';
import { METRICS } from '../../../harness/model/metric.ts';

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
