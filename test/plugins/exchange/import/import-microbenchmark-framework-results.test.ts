import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { median } from '../../../../harness/stats/descriptive-statistics.ts';
import {
  importFixturePath,
  importRecords,
  importSummaries,
} from '../../../support/import-fixture-run-records.ts';
import { readFixtureJson } from './read-fixture-json.ts';

test('reads the repetitions of Google Benchmark as one process, and an error as a failure', async () => {
  const { benchmarks } = readFixtureJson('google-benchmark/1.7.1/repetitions.json.gz');
  const found = await importRecords(['google-benchmark/1.7.1/repetitions.json.gz']);
  expect(found.map(({ scenario, state }) => [scenario, state])).toEqual([
    ['Sum/100', 'completed'],
    ['Sum/1000', 'completed'],
    ['Broken', 'failed'],
  ]);
  const times = benchmarks
    .filter(
      (row: { run_name: string; run_type: string }) =>
        row.run_name === 'Sum/100' && row.run_type === 'iteration',
    )
    .map((row: { real_time: number }) => row.real_time / 1e6);
  expect(times).toHaveLength(3);
  expect(found[0]?.metrics.wall_time).toMatchObject({ n: 1 });
  expect(found[0]?.metrics.wall_time?.center).toBeCloseTo(median(times), 12);
  expect(found[0]?.imported?.machine).toBe('vm (2 CPUs)');
  expect(found[0]?.findings.map(({ id }) => id)).toEqual([
    'import-debug-build',
    'import-one-process',
    'import-few-trials',
  ]);
  expect(found[2]?.trials[0]).toMatchObject({ failure: { message: 'no such file' } });
});

test('reads the median from aggregates of Google Benchmark, and says that it is a median', async () => {
  const { benchmarks } = readFixtureJson('google-benchmark/1.7.1/aggregates-only.json.gz');
  const [record] = await importSummaries('google-benchmark/1.7.1/aggregates-only.json.gz');
  const sums = benchmarks.find((row: { name: string }) => row.name === 'Sum/100_median');
  expect(record?.values.wall_time).toBeCloseTo(sums.real_time / 1e6, 12);
  expect(record?.findings).toContain('import-summary');
});

test('reads the rounds of pytest-benchmark as one process', async () => {
  const [raw] = readFixtureJson('pytest-benchmark/5.3.1/result.json.gz').benchmarks;
  const [record] = await importRecords(['pytest-benchmark/5.3.1/result.json.gz']);
  expect(record).toMatchObject({
    scenario: 'test_sums.py::test_sum[100]',
    params: { size: 100 },
    imported: { version: '5.3.1', runtime: 'CPython 3.11.7' },
    trials: [{ blocks: { length: 12 } }],
  });
  expect(record?.metrics.wall_time?.center).toBeCloseTo(raw.stats.median * 1_000, 12);
});

test('reads a median alone from pytest-benchmark without its data', async () => {
  const [record] = await importSummaries('pytest-benchmark/5.3.1/without-data.json.gz');
  expect(record).toMatchObject({
    trials: { wall_time: 1 },
    findings: ['import-summary', 'import-few-trials'],
  });
});

test('reads each fork of JMH as a trial, in every mode', async () => {
  const results = readFixtureJson('jmh/1.37/result.json.gz');
  const found = await importRecords(['jmh/1.37/result.json.gz']);
  const byName = new Map(found.map((record) => [record.scenario, record]));
  const average = byName.get('org.example.Sums.loop {size: 100}');
  const { rawData } = results.find(({ mode }: { mode: string }) => mode === 'avgt').primaryMetric;
  expect(average?.metrics.wall_time?.sample).toEqual(
    rawData.map((fork: readonly number[]) => expect.closeTo(median(fork) / 1e6, 12)),
  );
  expect(average?.metrics.allocated).toMatchObject({ n: 3, nature: 'counted' });
  const through = byName.get('org.example.Sums.through {size: 100}');
  expect(through?.metrics).toMatchObject({ throughput: { n: 3, unit: '/s' } });
  expect(through?.metrics).not.toHaveProperty('wall_time');
  expect(through?.settings).toMatchObject({ regression: { throughput: 0.02 } });
  const sampled = byName.get('org.example.Sums.sampled {size: 100}');
  const { scorePercentiles } = results.find(
    ({ mode }: { mode: string }) => mode === 'sample',
  ).primaryMetric;
  expect(sampled?.metrics.wall_time?.n).toBe(3);
  expect(sampled?.metrics.wall_time?.center).toBeLessThan(scorePercentiles['90.0'] / 1e3);
  expect(byName.get('org.example.Sums.once {size: 100}')?.metrics.wall_time?.n).toBe(3);
  expect(average?.imported?.runtime).toBe('OpenJDK 64-Bit Server VM 17.0.15');
});

test('reads a launch of BenchmarkDotNet as a trial with its results', async () => {
  const [raw] = readFixtureJson('benchmarkdotnet/0.15.1/full.json.gz').Benchmarks;
  const [record] = await importRecords(['benchmarkdotnet/0.15.1/full.json.gz']);
  expect(record).toMatchObject({
    scenario: raw.FullName,
    imported: { version: '0.15.1', runtime: '.NET 9.0.6 (9.0.625.26613)' },
  });
  expect(record?.metrics.wall_time?.n).toBe(1);
  expect(record?.metrics.wall_time?.center).toBeCloseTo(raw.Statistics.Median / 1e6, 9);
  expect(record?.metrics.allocated?.center).toBe(raw.Memory.BytesAllocatedPerOperation);
});

test.each(['benchmarkdotnet/0.15.1/brief.json', 'benchmarkdotnet/0.12.1/full.json.gz'])(
  'uses the median of BenchmarkDotNet where launches are not distinguished, as in %s',
  async (path) => {
    const [raw] = readFixtureJson(path).Benchmarks;
    const [record] = await importSummaries(path);
    expect(record?.values.wall_time).toBeCloseTo(raw.Statistics.Median / 1e6, 12);
    expect(record?.trials).toMatchObject({ wall_time: 1 });
  },
);

test('reads -count of go test as repetitions in one process', async () => {
  const found = await importRecords(['go/1.26.8/count.txt']);
  expect(found.map(({ scenario }) => scenario)).toEqual([
    'example.com/sums.BenchmarkBuild/size=10',
    'example.com/sums.BenchmarkBuild/size=100',
    'example.com/sums.BenchmarkAtoi',
  ]);
  expect(found[0]?.trials).toMatchObject([{ blocks: { length: 3 } }]);
  expect(found[0]?.metrics.wall_time?.center).toBeCloseTo(438.8 / 1e6, 12);
  expect(found[0]?.metrics.allocated?.center).toBe(24);
  expect(found[0]?.settings).toMatchObject({ procs: 2 });
  expect(found[0]?.imported).toMatchObject({ runtime: 'Go on linux/amd64' });
});

test('reads several runs of go test in one file as trials', async () => {
  const lines = readFileSync(importFixturePath('go/1.26.8/processes.txt'), 'utf8').match(
    /[\d.]+(?= ns\/op)/g,
  );
  const [record, ...others] = await importRecords(['go/1.26.8/processes.txt']);
  expect(others).toEqual([]);
  expect(record?.metrics.wall_time?.sample).toEqual(lines?.map((time) => Number(time) / 1e6));
  expect(record?.metrics.wall_time?.n).toBe(6);
  expect(record?.findings).toEqual([]);
});
