/** Telemetry of a running service: logs, scrapes, traces. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { quantile } from '../../../../harness/stats/descriptive-statistics.ts';
import {
  importError,
  importFixturePath,
  importRecords,
  importSummaries,
  writeImportFile,
} from '../../../support/import-fixture-run-records.ts';

const line = (entry: Readonly<Record<string, unknown>>): string =>
  `${JSON.stringify({ level: 30, time: 1_795_769_251_755, pid: 1, hostname: 'a', ...entry })}\n`;
const answered = (more: Readonly<Record<string, unknown>> = {}): string =>
  line({ req: { method: 'GET', url: '/a' }, res: { statusCode: 200 }, responseTime: 5, ...more });

describe('pino', () => {
  test('reads requests of pino-http by route: latency, rate and errors, but no query strings', async () => {
    const path = 'pino/pino-http.ndjson';
    const entries = readFileSync(importFixturePath(path), 'utf8')
      .trim()
      .split('\n')
      .map((text) => JSON.parse(text))
      .filter(({ req }) => req.url.startsWith('/orders'));
    const times = entries.map(({ responseTime }) => responseTime).sort((a, b) => a - b);
    const failed = entries.filter(({ res }) => res.statusCode >= 400).length;
    const [orders, users] = await importSummaries(path);
    expect(users?.scenario).toBe('GET /users/:id');
    expect(orders).toMatchObject({
      scenario: 'GET /orders',
      kind: 'http',
      values: { 'latency.p50': quantile(times, 0.5), error_rate: failed / entries.length },
    });
    expect(failed).toBeGreaterThan(0);
    expect(orders?.values.throughput).toBeGreaterThan(1);
  });

  test('counts lines that report an error by their messages', async () => {
    const down = line({ level: 50, err: { message: 'the database is away' }, msg: 'failed' });
    const [record] = await importRecords([writeImportFile('a.log', answered() + down + down)]);
    expect(record?.findings.find(({ id }) => id === 'import-logged-errors')?.message).toBe(
      '2 log lines report an error: 2 × "the database is away".',
    );
  });

  test('joins the address that Fastify logs on arrival with the time that it logs on completion', async () => {
    const [users, orders, nowhere] = await importSummaries('pino/fastify-5.12.ndjson');
    expect([users?.scenario, orders?.scenario, nowhere?.scenario]).toEqual([
      'GET /users/:id',
      'GET /orders',
      'GET /nowhere',
    ]);
    expect(nowhere?.values.error_rate).toBe(1);
    expect(JSON.stringify(await importRecords(['pino/fastify-5.12.ndjson']))).not.toContain(
      's3cret',
    );
  });

  test('ignores the time of the year 3000, and requests without a valid duration', async () => {
    const text = `${answered()}${answered({ time: 32_503_680_000_000 })}${answered({ responseTime: -3 })}${answered({ responseTime: 1e300 })}${answered({ responseTime: 'NaN' })}`;
    const [record] = await importRecords([writeImportFile('a.log', text)]);
    expect(record?.trials[0]).toMatchObject({ blocks: [{ operations: 2, durationMs: 5 }] });
  });

  test('skips and reports a line of 10 MB, foreign lines and a truncated last line', async () => {
    const long = line({ msg: 'x'.repeat(10_000_000) });
    const text = `${answered()}${long}at Object.<anonymous>\n{"level":30,"responseTime":NaN}\n${answered()}${answered().slice(0, 60)}`;
    const [record] = await importRecords([writeImportFile('a.log', text)]);
    expect(record?.trials[0]).toMatchObject({ blocks: [{ operations: 2 }] });
    const told = record?.findings.map(({ id, message }) => `${id}: ${message}`).join('\n');
    expect(told).toContain('import-foreign-lines: 3 lines');
    expect(told).toContain('import-torn-line: A file ends');
  });

  test('rejects a log without requests', async () => {
    expect(await importError('a.log', line({ msg: 'up' }))).toMatch(
      /no request with a responseTime/,
    );
  });
});

const scrape = (buckets: readonly number[], ends = ['0.1', '1', '+Inf']): string =>
  `# TYPE http_request_duration_seconds histogram\n${ends
    .map(
      (end, index) =>
        `http_request_duration_seconds_bucket{le="${end}",route="/a",method="GET"} ${buckets[index]}\n`,
    )
    .join('')}`;

describe('Prometheus', () => {
  test('reads what was counted between consecutive scrapes of prom-client', async () => {
    const [first] = await importSummaries('prometheus/prom-client-1.prom.gz');
    expect(first?.scenario).toBe('GET /users/:id');
    const both = await importRecords([
      'prometheus/prom-client-1.prom.gz',
      'prometheus/prom-client-2.prom.gz',
    ]);
    expect(both.map(({ scenario }) => scenario)).toEqual(['GET /users/:id', 'GET /orders']);
    // The second load of the fixture had 200 requests of each.
    for (const { trials } of both)
      expect(trials[0]).toMatchObject({ blocks: [{ operations: 200 }] });
    expect(both[1]?.metrics.error_rate?.center).toBeGreaterThan(0);
    expect(both[0]?.findings.map(({ id }) => id)).toContain('import-other-metrics');
  });

  test('reads a range of buckets with a counter reset, NaN, and values beyond the last bucket', async () => {
    const [orders, users] = await importSummaries('prometheus/range-buckets.json');
    // Two processes with 60, 25, 10, 4, 1 requests a minute up to 0.1, 0.25, 0.5, 1 s and beyond.
    expect(orders).toMatchObject({
      scenario: 'GET /orders',
      values: {
        'latency.p50': expect.closeTo((50 / 60) * 100, 6),
        'latency.p90': expect.closeTo(250 + (5 / 10) * 250, 6),
        'latency.p95': expect.closeTo(500, 6),
        throughput: expect.closeTo(200 / 60, 6),
      },
    });
    const [record] = await importRecords(['prometheus/range-buckets.json']);
    expect(record?.unavailable['latency.p99_9']).toMatch(/above the largest bucket, 1000 ms/);
    expect(record?.unavailable.error_rate).toMatch(/no label/);
    expect(users?.scenario).toBe('GET /users/:id');
  });

  test('reads rate and share of errors from a counter by status', async () => {
    const [record] = await importSummaries('prometheus/range-counter.json');
    expect(record).toMatchObject({
      scenario: 'GET /orders',
      values: { throughput: expect.closeTo(100 / 60, 6), error_rate: expect.closeTo(0.05, 6) },
    });
  });

  test('reads the percentiles of a summary of one process, but combines none of several processes', async () => {
    const summary = (instance: string): string =>
      `${[0.5, 0.9, 0.95, 0.99]
        .map((q) => `rpc_duration_seconds{quantile="${q}",instance="${instance}"} ${q / 10}\n`)
        .join('')}rpc_duration_seconds_count{instance="${instance}"} 500\n`;
    const head = '# TYPE rpc_duration_seconds summary\n';
    const [first] = await importSummaries(writeImportFile('one.prom', head + summary('a')));
    expect(first?.values).toMatchObject({ 'latency.p50': 50, 'latency.p95': 95 });
    const [two] = await importRecords([
      writeImportFile('two.prom', head + summary('a') + summary('b')),
    ]);
    expect(two?.metrics['latency.p95']).toBeUndefined();
    expect(two?.unavailable['latency.p95']).toMatch(/from several processes/);
  });

  test('skips and reports a truncated last line; ignores NaN, the year 3000 and infinities', async () => {
    const text = `${scrape([90, 100, 100])}http_request_duration_seconds_bucket{le="0.1",route="/b"} NaN\nup 1 32503680000000\nx_total +Inf\nhttp_request_duration_seconds_bucket{le="0.`;
    const [record] = await importRecords([writeImportFile('a.prom', text)]);
    expect(record?.metrics['latency.p50']?.center).toBeCloseTo((50 / 90) * 100, 6);
    expect(record?.startedAt.startsWith('3000')).toBe(false);
    expect(record?.findings.map(({ id }) => id)).toContain('import-torn-line');
  });

  test.each([
    [
      'a broken line further up',
      `${scrape([1, 2, 2])}what is this\nup 1\n`,
      /line 5 is not a Prometheus sample/,
    ],
    [
      'a line of 10 MB',
      `${scrape([1, 2, 2])}up{a="${'x'.repeat(1e7)}"} 1\n`,
      /line 5 is longer than 1 MB/,
    ],
    ['no request', '# TYPE up gauge\nup 1\n', /no request histogram, summary or counter/],
    [
      'an expression',
      '{"status":"success","data":{"resultType":"matrix","result":[{"metric":{"route":"/"},"values":[[1,"1"]]}]}}',
      /the series have no name/,
    ],
    [
      'a value that is none',
      '{"status":"success","data":{"resultType":"matrix","result":[{"metric":{"__name__":"x_requests_total"},"values":[[1,"many"]]}]}}',
      /the file contains the invalid value "many"/,
    ],
  ])('rejects %s', async (_what, text, message) => {
    expect(await importError('a.prom', text)).toMatch(message);
  });
});

describe('databases and traces', () => {
  test.each(['slow.log', 'slow.csv', 'slow.json'])(
    'reads statements of PostgreSQL from %s as one run each, by their durations',
    async (name) => {
      const found = await importSummaries(`../profile-files/postgresql-15/${name}`);
      expect(found[0]).toMatchObject({
        scenario: 'SELECT * FROM orders WHERE customer_id = ?',
        kind: 'function',
        findings: expect.arrayContaining(['import-slow-only']),
      });
      expect(found[0]?.values['query_time.p50']).toBeGreaterThan(1);
    },
  );

  test('lists a statement of MariaDB that waits for a lock first', async () => {
    const [first] = await importSummaries('../profile-files/mariadb-10.11/slow.log');
    expect(first?.scenario).toBe('UPDATE orders SET note = ? WHERE id = ?');
    expect(first?.values['query_time.p50']).toBeGreaterThan(150);
  });

  test('reads the first span of each trace as a request', async () => {
    const [record, ...others] = await importSummaries(
      '../profile-files/opentelemetry-2.12/traces.jsonl',
    );
    expect(others).toEqual([]);
    expect(record).toMatchObject({ scenario: 'shop: POST /orders', kind: 'http' });
    expect(record?.values['latency.p50']).toBeGreaterThan(50);
  });
});
