import { expect, test } from 'vitest';
import { metricMissing } from '../../../harness/checks/trial-checks.ts';
import { functionScenario } from '../../support/function-scenario.ts';
import { runMeasurementCheck } from '../../support/run-measurement-check.ts';

const budget = (metric: string) =>
  ({ metric, operator: '<', limit: 1, level: 'error', text: '< 1' }) as const;

test('a metric with a budget that never appeared is an error, with its reason', () => {
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
      remedy: expect.stringContaining('Take the limit for allocated out'),
    },
  ]);
});

test('a metric that was only asked for is a warning', () => {
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

test('metrics of the kind that nobody asked for may be missing', () => {
  expect(
    runMeasurementCheck(metricMissing, {
      samples: { wall_time: [1, 2, 3] },
      unavailable: { allocated: 'Node 24 does not count it' },
    }),
  ).toEqual([]);
});

test('where nothing was measured at all, that is told elsewhere', () => {
  const scenario = functionScenario({ budgets: [budget('wall_time')] });
  expect(runMeasurementCheck(metricMissing, { scenario })).toEqual([]);
});
