import { expect, test } from 'vitest';
import { median } from '../../../../harness/stats/descriptive-statistics.ts';
import { vitestImporter } from '../../../../plugins/exchange/import/vitest-importer.ts';
import {
  importRecords,
  importSummaries,
  summarizeRecord,
} from '../../../support/import-fixture-run-records.ts';
import { readFixtureJson } from './read-fixture-json.ts';

test('reads each run of hyperfine as a trial', async () => {
  const { times, command } = readFixtureJson('hyperfine/1.15.0/sleep.json').results[0];
  const [record] = await importRecords(['hyperfine/1.15.0/sleep.json']);
  expect(record).toMatchObject({ scenario: command, kind: 'command', verdict: 'pass' });
  expect(record?.metrics.wall_time?.sample).toEqual(
    times.map((seconds: number) => seconds * 1_000),
  );
  expect(record?.unavailable.cpu_time).toContain('mean');
  expect(record?.findings).toEqual([]);
});

test('reads parameters of hyperfine as params, and reports runs that failed', async () => {
  const found = await importSummaries('hyperfine/1.15.0/parameters.json');
  expect(found.map(({ scenario, params }) => [scenario, params])).toEqual([
    ['sh -c "exit 0"', { code: '0' }],
    ['sh -c "exit 1"', { code: '1' }],
    ['sh -c "exit 2"', { code: '2' }],
  ]);
  expect(found.map(({ findings }) => findings)).toEqual([
    ['import-few-trials'],
    ['import-failed-runs', 'import-few-trials'],
    ['import-failed-runs', 'import-few-trials'],
  ]);
});

test('reads a run of autocannon as one trial, without a 95th percentile', async () => {
  const file = readFixtureJson('autocannon/9.0.0/result.json');
  const [record] = await importRecords(['autocannon/9.0.0/result.json']);
  expect(record).toMatchObject({
    scenario: '/users',
    kind: 'http',
    startedAt: file.start,
    settings: { connections: 4, pipelining: 1, regression: { 'latency.p90': 0.02 } },
  });
  expect(record?.metrics['latency.p90']?.center).toBe(file.latency.p90);
  expect(record?.metrics.throughput?.center).toBeCloseTo(file.requests.total / file.duration, 9);
  expect(record?.metrics.error_rate?.center).toBe(0);
  expect(record?.unavailable['latency.p95']).toBe('not recorded by autocannon');
});

test('counts answers of autocannon with a status other than 2xx and 3xx as errors', async () => {
  const [record] = await importSummaries('autocannon/9.0.0/errors.json');
  expect(record).toMatchObject({ scenario: 'broken pages', values: { error_rate: 1 } });
});

test('reads a run of artillery as one trial', async () => {
  const { aggregate } = readFixtureJson('artillery/2.0.34/result.json.gz');
  const [record] = await importSummaries('artillery/2.0.34/result.json.gz');
  const times = aggregate.summaries['http.response_time'];
  expect(record).toMatchObject({
    kind: 'http',
    values: {
      'latency.p50': times.p50,
      'latency.p95': times.p95,
      error_rate: 0.5,
      throughput: 60 / ((aggregate.lastMetricAt - aggregate.firstMetricAt) / 1_000),
    },
    findings: ['import-summary', 'import-few-trials'],
  });
});

test('reads a report of Lighthouse as one load, and several as trials', async () => {
  const paths = ['lighthouse/13.5.0/report.json.gz', 'lighthouse/13.5.0/report-again.json.gz'];
  const [record] = await importRecords(paths.slice(0, 1));
  const { audits } = readFixtureJson(paths[0] ?? '');
  expect(record).toMatchObject({
    scenario: '/about',
    kind: 'page',
    imported: { version: '13.5.0', runtime: 'HeadlessChrome 156.0.0.0' },
    settings: { formFactor: 'mobile', throttlingMethod: 'simulate' },
  });
  expect(record?.metrics.lcp?.center).toBe(audits['largest-contentful-paint'].numericValue);
  expect(record?.metrics.transferred?.center).toBe(audits['total-byte-weight'].numericValue);
  expect(record?.metrics.requests?.center).toBe(audits['network-requests'].details.items.length);
  expect(record?.unavailable.inp).toBe('missing from the report');
  expect(record?.findings.map(({ id }) => id)).toContain('import-lighthouse-warning');
  const [both] = await importRecords(paths);
  expect(both?.trials).toHaveLength(2);
});

test('reads a page that Lighthouse could not load as a failed trial', async () => {
  const [record] = await importRecords(['lighthouse/13.5.0/failed.json.gz']);
  expect(record).toMatchObject({ state: 'failed', verdict: 'fail', metrics: {} });
  expect(record?.trials[0]).toMatchObject({
    state: 'failed',
    failure: { message: expect.stringContaining('CHROME_INTERSTITIAL_ERROR') },
  });
});

test('reads requests and bytes of a page in a HAR, and nothing that a HAR does not contain', async () => {
  const { entries } = readFixtureJson('har/playwright-1.65.1/page.har').log;
  const [record] = await importRecords(['har/playwright-1.65.1/page.har']);
  const bytes = entries.map(
    (entry: { response: { _transferSize: number } }) => entry.response._transferSize,
  );
  expect(record).toMatchObject({ scenario: '/about', kind: 'page' });
  expect(record?.metrics.requests?.center).toBe(entries.length);
  expect(record?.metrics.transferred?.center).toBe(
    bytes.reduce((a: number, b: number) => a + b, 0),
  );
  expect(record?.unavailable.lcp).toBe('not recorded in a HAR');
});

test('reads a benchmark of vitest as the median of one process', async () => {
  const [test1] = readFixtureJson('vitest/5.1.0/result.json').testResults[0].assertionResults;
  const { tasks } = test1.benchmarks[0];
  const found = await importSummaries('vitest/5.1.0/result.json');
  expect(found.map(({ scenario }) => scenario)).toEqual(
    tasks.map(({ name }: { name: string }) => `sums > of numbers > ${name}`),
  );
  expect(found[0]).toMatchObject({
    kind: 'function',
    values: { wall_time: tasks[0].latency.p50 },
    trials: { wall_time: 1 },
    findings: ['import-summary', 'import-few-trials'],
  });
});

test('reads a benchmark of vitest 2 to 4 as the median of one process, and a throw as a failure', async () => {
  const [{ groups }] = readFixtureJson('vitest/3.2.7/output.json').files;
  const records = await importRecords(['vitest/3.2.7/output.json']);
  const [fast, throws] = records;
  expect(fast && summarizeRecord(fast)).toMatchObject({
    scenario: 'sums > fast',
    values: { wall_time: groups[0].benchmarks[0].median },
    findings: ['import-summary', 'import-few-trials'],
  });
  expect(fast?.findings[0]?.message).toContain('the format of vitest 2 to 4');
  expect(throws).toMatchObject({
    scenario: 'sums > throws',
    metrics: {},
    trials: [{ state: 'failed', failure: { reason: 'threw' } }],
  });
});

test('reads a failed test of vitest 5 as a failed scenario next to those that were measured', () => {
  const file = readFixtureJson('vitest/5.1.0/result.json');
  const failed = { title: 'mixed', failureMessages: ['Error: no sum\n    at file.ts:1:1'] };
  file.testResults[0].assertionResults.push({ ancestorTitles: [], status: 'failed', ...failed });
  const runs = vitestImporter.read(JSON.stringify(file), { path: '', beside: () => null });
  expect(runs).toHaveLength(3);
  expect(runs[2]).toMatchObject({
    scenario: 'mixed',
    trials: [{ state: 'failed', message: 'Error: no sum' }],
    findings: [],
  });
});

test('reads a run for each benchmark in the folder of criterion, with its samples as one trial', async () => {
  const found = await importRecords(['criterion/0.5.1']);
  expect(found.map(({ scenario }) => scenario).toSorted()).toEqual([
    'plain sum',
    'sum/by size/fold/10',
    'sum/by size/fold/1000',
  ]);
  const { iters, times } = readFixtureJson('criterion/0.5.1/plain sum/new/sample.json');
  const plain = found.find(({ scenario }) => scenario === 'plain sum');
  const perCall = times.map((time: number, index: number) => time / iters[index] / 1e6);
  expect(plain?.metrics.wall_time?.n).toBe(1);
  expect(plain?.metrics.wall_time?.center).toBeCloseTo(median(perCall), 12);
  expect(plain?.trials[0]).toMatchObject({ blocks: { length: times.length } });
  expect(plain?.findings.map(({ id }) => id)).toEqual(['import-one-process', 'import-few-trials']);
});

test('names a sample of criterion after its folder when the folder has another name', async () => {
  const [record] = await importSummaries('criterion/0.5.1/sum_by size/fold/10/new/sample.json');
  expect(record?.scenario).toBe('sum/by size/fold/10');
});
