import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createHost } from '../../../../harness/host.ts';
import { type Report, run } from '../../../../index.ts';
import { makeBaseline } from '../../../../plugins/team/profiler/create-team-baseline-from-report.ts';
import {
  baselineSchema,
  compareEnvironments,
} from '../../../../plugins/team/profiler/team-baseline.ts';
import { writeFiles } from '../../../support/run-cli.ts';

const host = createHost();

/** Measures a program as the harness does. */
async function measured(source: string) {
  const root = mkdtempSync(join(tmpdir(), 'perf-harness-program-'));
  writeFiles(root, { 'cli.js': source, 'package.json': '{}' });
  return run({ cwd: root, command: [process.execPath, 'cli.js'], quick: true });
}

test('TPP-06: stores unit, method, time and machine of each value in a baseline', async () => {
  const report = await measured('');
  const bundle = { files: [], bytes: 900, gzip_bytes: 300 };
  const baseline = baselineSchema.parse(makeBaseline(host, report, bundle));
  const ofProgram = baseline.metrics.find(({ metric }) => metric === 'wall_time');
  expect(ofProgram).toMatchObject({ unit: 'ms', method: 'measured' });
  expect(baseline.metrics.slice(-2)).toMatchObject([
    { scenario: null, metric: 'bundle', value: 900, unit: 'B', method: 'weighed' },
    { scenario: null, metric: 'bundle.gzip', value: 300, unit: 'B', method: 'weighed' },
  ]);
  const { environment } = baseline;
  expect(environment).toMatchObject({ node: process.versions.node });
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
  const nothing: Report = {
    schema: 'perf-harness/report@1',
    runs: [],
    rankings: [],
    findings: [],
    verdict: 'pass',
  };
  expect(() => makeBaseline(host, nothing, null)).toThrow('Nothing was measured for any scenario');
});
