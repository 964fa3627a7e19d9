import { describe, expect, it } from 'vitest';
import {
  overrideMetrics,
  overrideSupportedMetrics,
} from '../../../api/measure/override-scenario-metrics.ts';
import type { Scenario } from '../../../harness/model/scenario/scenario.ts';
import { functionScenario } from '../../support/function-scenario.ts';

/** As far as metrics are concerned. */
const k6Scenario = () => ({ ...functionScenario(), kind: 'k6' }) as unknown as Scenario;

describe('the deciding metrics', () => {
  it('are measured even when the scenario does not request them, and keep its own margin', () => {
    const plain = functionScenario();
    const [counting] = overrideMetrics([plain], ['instructions', 'wall_time']);
    expect(counting?.metrics).toEqual(['instructions']);
    expect(Object.keys(counting?.regression ?? {}).toSorted()).toEqual([
      'instructions',
      'wall_time',
    ]);
    const strict = functionScenario({ regression: { wall_time: 0.001 } });
    expect(overrideMetrics([strict], ['wall_time'])[0]?.regression).toEqual({ wall_time: 0.001 });
  });

  it('may be metrics that only a script knows', () => {
    const [orders] = overrideMetrics([k6Scenario()], ['k6.orders.p95']);
    expect(orders?.metrics).toContain('k6.orders.p95');
    expect(() => overrideMetrics([functionScenario()], ['k6.orders.p95'])).toThrow(
      'is not a metric of function scenarios',
    );
  });

  it('leave scenarios that cannot have them unchanged, unless no scenario can', () => {
    const scenarios = [functionScenario(), k6Scenario()];
    const [plain, load] = overrideMetrics(scenarios, ['latency.p50']);
    expect(plain).toEqual(scenarios[0]);
    expect(load?.regression).toHaveProperty(['latency.p50']);
    expect(() => overrideMetrics(scenarios, ['lcp'])).toThrow('"lcp" is not a metric of function');
    expect(overrideSupportedMetrics(scenarios, ['lcp'])).toEqual(scenarios);
  });
});
