import { expect, test } from 'vitest';
import { metricMissing } from '../../../harness/checks/trial-failure-and-validity-checks.ts';
import { functionScenario } from '../../support/function-scenario.ts';
import { runMeasurementCheck } from '../../support/run-measurement-validity-check.ts';

const budget = (metric: string) =>
  ({ metric, operator: '<', limit: 1, level: 'error', text: '< 1' }) as const;

test('reports a metric with a budget that never appeared as an error, with its reason', () => {
  const findings = runMeasurementCheck(metricMissing, {
    scenario: functionScenario({ budgets: [budget('allocated'), budget('wall_time')] }),
    samples: { wall_time: [1, 2, 3] },
    unavailable: { allocated: 'Node 24 does not count it' },
  });
  expect(findings).toEqual([
    {
      id: 'metric-missing',
      level: 'error',
      metric: 'allocated',
      message: 'allocated was not measured: Node 24 does not count it.',
      remedy: expect.stringContaining('Remove the limit for allocated, or'),
    },
  ]);
});

test('reports a metric that was only requested as a warning', () => {
  const findings = runMeasurementCheck(metricMissing, {
    scenario: functionScenario({ metrics: ['queries'], regression: { throughput: 0.05 } }),
    samples: { wall_time: [1, 2, 3] },
  });
  expect(findings.map(({ metric, level }) => [metric, level])).toEqual([
    ['throughput', 'error'],
    ['queries', 'warning'],
  ]);
  expect(findings[1]?.message).toBe(
    'queries was not measured: scenarios of kind function do not report it.',
  );
});

test('accepts missing metrics of the kind that were not requested', () => {
  expect(
    runMeasurementCheck(metricMissing, {
      samples: { wall_time: [1, 2, 3] },
      unavailable: { allocated: 'Node 24 does not count it' },
    }),
  ).toEqual([]);
});

test('leaves a run without any measurement to another check', () => {
  const scenario = functionScenario({ budgets: [budget('wall_time')] });
  expect(runMeasurementCheck(metricMissing, { scenario })).toEqual([]);
});
