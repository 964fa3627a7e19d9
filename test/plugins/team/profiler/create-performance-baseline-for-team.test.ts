import { expect, test } from 'vitest';
import { createHost } from '../../../../harness/host.ts';
import type { Report } from '../../../../index.ts';
import {
  baselineSchema,
  compareEnvironments,
  makeBaseline,
} from '../../../../plugins/team/profiler/team-baseline.ts';
import { runRecord } from '../../../support/completed-run-record.ts';

const host = createHost();
const reportOf = (...runs: Report['runs']): Report => ({
  schema: 'perf-harness/report@1',
  runs,
  rankings: [],
  findings: [],
  verdict: 'pass',
});

test('TPP-06: stores unit, method, time and machine of each value in a baseline', () => {
  const report = reportOf(runRecord({ wall_time: [10, 11, 12] }, { scenario: 'work' }));
  const bundle = { files: [], bytes: 900, gzip_bytes: 300 };
  const baseline = baselineSchema.parse(makeBaseline(host, report, bundle));
  const ofProgram = baseline.metrics.find(({ metric }) => metric === 'wall_time');
  expect(ofProgram).toMatchObject({ value: 11, unit: 'ms', method: 'measured' });
  expect(baseline.metrics.slice(-2)).toMatchObject([
    { scenario: null, metric: 'bundle', value: 900, unit: 'B', method: 'weighed' },
    { scenario: null, metric: 'bundle.gzip', value: 300, unit: 'B', method: 'weighed' },
  ]);
  const { environment } = baseline;
  expect(environment).toMatchObject({ cpu: 'test', node: '26.0.0' });
  expect(compareEnvironments(environment, environment)).toEqual([]);
});

test('TPP-06: warns of another machine, or of a busy machine', () => {
  const before = {
    cpu: 'A',
    cores: 4,
    governor: 'performance',
    os: 'linux 6.1',
    node: '26.0.0',
    load: 0.2,
  };
  expect(compareEnvironments(before, { ...before, cpu: 'B', governor: null })).toEqual([
    'the baseline was recorded with cpu A, but this machine has B',
    'the baseline was recorded with governor performance, but this machine has unknown',
  ]);
  expect(compareEnvironments(before, { ...before, load: 1.9 })).toEqual([]);
  expect(compareEnvironments(before, { ...before, load: 3 })).toEqual([
    'the load average is 3, but was 0.2 when the baseline was recorded',
  ]);
});

test('makes no baseline from a report without any value', () => {
  expect(() => makeBaseline(host, reportOf(), null)).toThrow(
    'Nothing was measured for any scenario',
  );
});
