import { describe, expect, it } from 'vitest';
import { resolveMargin } from '../../../harness/gate/resolve-margin.ts';
import { METRICS, getMetric } from '../../../harness/model/metric.ts';

const silent = { regression: {}, margin: null };

describe('resolveMargin', () => {
  it.each([
    ['wall_time', 0.02],
    ['throughput', 0.02],
    ['allocated', 0.01],
    ['io_write', 0.01],
    ['instructions', 0.003],
    ['queries', 0],
  ])('is by default for %s %d', (name, margin) => {
    expect(resolveMargin(getMetric(name), silent)).toBe(margin);
  });

  it('is what the scenario says, but for exact metrics', () => {
    for (const metric of METRICS.values()) {
      const margin = resolveMargin(metric, { regression: {}, margin: 0.07 });
      expect(margin).toBe(metric.nature === 'exact' ? 0 : 0.07);
    }
    expect(resolveMargin(getMetric('wall_time'), { regression: {}, margin: 0 })).toBe(0);
  });

  it('is first of all the worsening that is allowed to this metric', () => {
    const stated = { regression: { wall_time: 0.05, queries: 0.5, cpu_time: 0 }, margin: 0.07 };
    expect(resolveMargin(getMetric('wall_time'), stated)).toBe(0.05);
    expect(resolveMargin(getMetric('queries'), stated)).toBe(0.5);
    expect(resolveMargin(getMetric('cpu_time'), stated)).toBe(0);
    expect(resolveMargin(getMetric('allocated'), stated)).toBe(0.07);
  });
});
