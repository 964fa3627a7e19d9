import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import {
  importFixturePath,
  importRecords,
  summarizeRecord,
  writeImportFile,
} from '../../../support/import-fixture-run-records.ts';

const summary = (form: string) =>
  JSON.parse(readFileSync(importFixturePath(`k6/2.2.0/${form}.json`), 'utf8'));

/** Values of a metric in the raw points, in the order of the file. */
function pointsOf(file: string, metric: string): readonly number[] {
  const text = gunzipSync(readFileSync(importFixturePath(`k6/2.2.0/${file}.json.gz`))).toString();
  return text
    .split('\n')
    .filter((line) => line.startsWith(`{"metric":"${metric}","type":"Point"`))
    .map((line) => JSON.parse(line).data.value);
}

test('reads the points of a run of k6 as one trial, with the same numbers as its own summary', async () => {
  const [record, ...others] = await importRecords(['k6/2.2.0/points.json.gz']);
  expect(others).toEqual([]);
  const { values } = summary('summary-handle').metrics.http_req_duration;
  const { metrics, imported: origin } = record ?? {};
  expect(record).toMatchObject({
    kind: 'k6',
    scenario: 'k6',
    state: 'completed',
    environment: null,
  });
  expect(record?.trials).toHaveLength(1);
  expect(metrics?.['latency.p50']?.center).toBeCloseTo(values.med, 9);
  expect(metrics?.['latency.p95']?.center).toBeCloseTo(values['p(95)'], 9);
  expect(metrics?.['latency.max']?.center).toBe(values.max);
  expect(metrics?.error_rate?.center).toBe(4 / 28);
  expect(metrics?.['k6.checks{check:users are there}.rate']?.center).toBe(1);
  expect(metrics?.['k6.checkout_time.p95']?.n).toBe(1);
  expect(record?.unavailable['latency.p99']).toContain('needs 100 responses');
  expect(origin).toMatchObject({ format: 'k6', tool: 'k6', files: ['points.json.gz'] });
});

test('reads the thresholds of the script as budgets, judged by the points', async () => {
  const [record] = await importRecords(['k6/2.2.0/points.json.gz']);
  expect(record?.budgets.map(({ metric, limit, verdict }) => [metric, limit, verdict])).toEqual([
    ['latency.p95', '< 500', 'pass'],
    ['error_rate', '< 0.5', 'pass'],
  ]);
  expect(record?.verdict).toBe('pass');
});

test('reads shards as one trial with the points of all of them', async () => {
  const [record] = await importRecords(
    ['k6/2.2.0/shard-1-of-2.json.gz', 'k6/2.2.0/shard-2-of-2.json.gz'],
    { shards: true },
  );
  const values = ['shard-1-of-2', 'shard-2-of-2']
    .flatMap((file) => pointsOf(file, 'http_req_duration'))
    .toSorted((a, b) => a - b);
  expect(record?.trials).toHaveLength(1);
  expect(record?.trials[0]).toMatchObject({ blocks: [{ operations: values.length }] });
  expect(record?.metrics['latency.max']?.center).toBe(values.at(-1));
  const [below = 0, above = 0] = [values[(values.length >> 1) - 1], values[values.length >> 1]];
  expect(values.length % 2).toBe(0);
  expect(record?.metrics['latency.p50']?.center).toBeCloseTo((below + above) / 2, 9);
});

test('reads files that are no shards as separate trials', async () => {
  const [record] = await importRecords(['k6/2.2.0/points.json.gz', 'k6/2.2.0/points-slow.json.gz']);
  expect(record?.trials).toHaveLength(2);
  expect(record?.findings.map(({ id }) => id)).toContain('import-few-trials');
});

test.each(['summary-export', 'summary-handle', 'summary-machine-readable'])(
  'reads the percentiles of a summary in the form of %s, and reports what it lacks',
  async (form) => {
    const [record] = await importRecords([`k6/2.2.0/${form}.json`]);
    expect(summarizeRecord(record as never)).toMatchObject({
      scenario: 'k6',
      kind: 'k6',
      state: 'completed',
    });
    expect(record?.metrics).toMatchObject({
      'latency.p50': { n: 1 },
      'latency.p90': { n: 1 },
      'latency.p95': { n: 1 },
      error_rate: { center: 4 / 28 },
      throughput: { n: 1 },
      'k6.checkout_time.med': { n: 1 },
      'k6.checks.rate': { center: 24 / 28 },
    });
    expect(record?.unavailable['latency.p99']).toMatch(/needs 100 responses|summary-trend-stats/);
    expect(record?.findings.map(({ id }) => id)).toContain('import-summary');
  },
);

test('reads a limit on the rate of a counter of the script as a rate per second', async () => {
  const whole = summary('summary-handle');
  const orders = { type: 'counter', contains: 'default', values: { count: 90, rate: 30 } };
  const limited = { ...orders, thresholds: { 'rate>20': { ok: true } } };
  const text = JSON.stringify({ ...whole, metrics: { ...whole.metrics, orders: limited } });
  const [record] = await importRecords([writeImportFile('summary.json', text)]);
  expect(record?.budgets.at(-1)).toMatchObject({
    metric: 'k6.orders.per_second',
    limit: '> 20',
    value: 30,
    verdict: 'pass',
  });
});

test('reads the same numbers from the forms of a summary as from the points of the run', async () => {
  const [points] = await importRecords(['k6/2.2.0/points.json.gz']);
  const [sums] = await importRecords(['k6/2.2.0/summary-handle.json']);
  for (const [name, { center }] of Object.entries(sums?.metrics ?? {})) {
    // k6 divides by the duration on its own clock, which ends slightly after the last point.
    if (name === 'throughput') continue;
    expect(points?.metrics[name]?.center, name).toBeCloseTo(center, 6);
  }
  expect(sums?.metrics.throughput?.center).toBeGreaterThan(0);
});
