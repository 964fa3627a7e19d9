import { expect, test } from 'vitest';
import { copyMetricUnitsFromRuns } from '../../../harness/live-comparison/copy-metric-units-from-runs.ts';
import { runRecord } from '../../support/completed-run-record.ts';
import { unchangedComparison } from '../../support/gate-evidence-without-measurements.ts';

test('uses for a comparison the unit in the run of its scenario, or else its own', () => {
  const run = runRecord({ wall_time: [1, 2, 3] }, { scenario: 'pay' });
  const [wall] = Object.values(run.metrics);
  if (wall === undefined) throw new Error('no summary');
  const own = { ...run, metrics: { 'k6.paid.p95': { ...wall, unit: 'ms' as const } } };
  const comparison = (scenario: string, metric: string) =>
    unchangedComparison({ scenario, metric, unit: 'score' });
  const all = [
    comparison('pay', 'k6.paid.p95'),
    comparison('pay', 'k6.sizes.p95'),
    comparison('look', 'k6.paid.p95'),
  ];
  expect(copyMetricUnitsFromRuns(all, [own]).map(({ unit }) => unit)).toEqual([
    'ms',
    'score',
    'score',
  ]);
});
