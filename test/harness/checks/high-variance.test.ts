import { expect, test } from 'vitest';
import { highVariance } from '../../../harness/checks/sample-spread-checks.ts';
import { functionScenario } from '../../support/function-scenario.ts';
import { runMeasurementCheck } from '../../support/run-measurement-validity-check.ts';

test('accepts 20.0 % as stable but not 20.1 %, by the range of fewer than five trials', () => {
  expect(runMeasurementCheck(highVariance, { samples: { wall_time: [90, 100, 110] } })).toEqual([]);
  expect(runMeasurementCheck(highVariance, { samples: { wall_time: [0.9, 1, 1.1] } })).toEqual([]);
  expect(runMeasurementCheck(highVariance, { samples: { wall_time: [90, 100, 110.1] } })).toEqual([
    {
      id: 'high-variance',
      level: 'warning',
      metric: 'wall_time',
      message:
        'wall_time varies by 20.10 % between trials ((max − min) / median of 3 trials); more than 20 % counts as unstable.',
      remedy: expect.stringContaining('perf-harness doctor --stability 60s'),
    },
  ]);
});

test('accepts 20.0 % as stable but not 20.1 %, by the deviation of five trials or more', () => {
  // Mean 100, squares 4·d², deviation d for n = 5.
  const around = (d: number) => [100 - d, 100 - d, 100, 100 + d, 100 + d];
  expect(runMeasurementCheck(highVariance, { samples: { wall_time: around(20) } })).toEqual([]);
  const [finding] = runMeasurementCheck(highVariance, { samples: { wall_time: around(20.1) } });
  expect(finding?.message).toContain('20.10 %');
  expect(finding?.message).toContain('standard deviation / mean of 5 trials');
});

test('inspects only metrics that a decision depends on', () => {
  const samples = { wall_time: [100, 100, 100], gc_time: [1, 5, 9] };
  expect(runMeasurementCheck(highVariance, { samples })).toEqual([]);
  const budgets = [
    { metric: 'gc_time', operator: '<', limit: 10, level: 'error', text: '< 10 ms' } as const,
  ];
  const findings = runMeasurementCheck(highVariance, {
    samples,
    scenario: functionScenario({ budgets }),
  });
  expect(findings.map(({ metric }) => metric)).toEqual(['gc_time']);
});
