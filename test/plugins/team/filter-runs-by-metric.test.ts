import { expect, test } from 'vitest';
import type { Report } from '../../../index.ts';
import { filterRunsByMetric } from '../../../plugins/team/separate-target-and-metric-words.ts';
import { runRecord } from '../../support/completed-run-record.ts';

const report: Report = {
  schema: 'perf-harness/report@1',
  rankings: [],
  findings: [],
  verdict: 'pass',
  runs: [
    runRecord({ wall_time: [1, 2, 3] }, { scenario: 'quick' }),
    runRecord({ wall_time: [1, 2, 3], memory_peak: [9, 9, 9] }, { scenario: 'large' }),
  ],
};

test('TPC-03: does not profile scenarios that lack the named metric', () => {
  expect(filterRunsByMetric(report, null)).toBe(report);
  const { runs } = filterRunsByMetric(report, 'memory_peak');
  expect(runs.map(({ scenario }) => scenario)).toEqual(['large']);
});

test('TPC-03: rejects a metric that nothing measures, and names what is measured', () => {
  expect(() => filterRunsByMetric(report, 'fcp')).toThrow(
    expect.objectContaining({
      code: 'team-metric-not-measured',
      message: expect.stringContaining('No scenario measures fcp'),
      remedy: expect.stringContaining('wall_time, memory_peak'),
    }),
  );
});
