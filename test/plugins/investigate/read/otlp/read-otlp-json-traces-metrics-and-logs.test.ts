import { describe, expect, test } from 'vitest';
import { LOG_START, readLogObservations } from '../../../../support/read-log-observations.ts';

const nanos = (seconds: number, ms = 0): string => `${LOG_START + seconds * 1000 + ms}000000`;
const text = (key: string, stringValue: string): unknown => ({ key, value: { stringValue } });
const whole = (key: string, intValue: string): unknown => ({ key, value: { intValue } });
const RESOURCE = {
  attributes: [
    text('service.name', 'shop'),
    text('service.version', 'v42'),
    text('cloud.region', 'eu-west-1'),
    { key: 'process.command_args', value: { arrayValue: { values: [] } } },
  ],
};

const span = (
  kind: number | string,
  seconds: number,
  ms: number,
  attributes: readonly unknown[],
  more: object = {},
): unknown => ({
  traceId: '5b8efff798038103d269b633813fc60c',
  spanId: 'eee19b7ec3c1b174',
  kind,
  name: 'GET /orders/{id}',
  attributes,
  status: {},
  startTimeUnixNano: nanos(seconds),
  endTimeUnixNano: nanos(seconds, ms),
  ...more,
});
const traces = (...spans: readonly unknown[]): string =>
  JSON.stringify({
    resourceSpans: [{ resource: RESOURCE, scopeSpans: [{ scope: { name: 'http' }, spans }] }],
  });

describe('traces', () => {
  test('yield requests from server spans: by route, with status and location', async () => {
    const { source, endpoints, observed } = await readLogObservations(
      `${traces(
        span(2, 1, 120, [
          text('http.request.method', 'GET'),
          text('http.route', '/orders/:id'),
          whole('http.response.status_code', '200'),
          text('tenant.id', 'acme'),
        ]),
        span('SPAN_KIND_SERVER', 2, 120, [
          text('http.method', 'GET'),
          text('http.target', '/orders/17?a=b'),
          whole('http.status_code', '503'),
        ]),
        span(2, 3, 80, [], { name: 'shop.Orders/Get', status: { code: 2 } }),
        span(1, 3, 80, []),
      )}\n`,
    );
    expect(source).toMatchObject({ format: 'OTLP JSON', lines: 1, unread: 0 });
    expect(endpoints).toEqual([
      'GET /orders/:id: 2, 1 failed, p50 120',
      'shop.Orders/Get: 1, 1 failed, p50 81',
    ]);
    const { requests } = observed;
    expect(requests.segments).toEqual(['service', 'version', 'region', 'tenant']);
    expect([...requests.valuesOf('region').keys()]).toEqual(['eu-west-1']);
    expect([...requests.valuesOf('tenant').keys()]).toEqual(['acme']);
  });

  test('INV-10: yield the times of databases and other services from client spans', async () => {
    const { statements, series } = await readLogObservations(
      traces(
        span(3, 1, 1500, [
          text('db.system', 'postgresql'),
          text('db.statement', "SELECT * FROM users WHERE email = 'a@b.example'"),
        ]),
        span('SPAN_KIND_CLIENT', 2, 900, [text('server.address', 'payments')]),
      ),
    );
    expect(statements).toEqual(['SELECT * FROM users WHERE email = ?: 1, max 1500']);
    expect(series).toMatchObject({
      trace_query_time_ms: [1500],
      'downstream_latency_ms{peer=payments}': [900],
    });
  });

  test('yield nothing from a span that ends before it begins, or has no time', async () => {
    const { endpoints } = await readLogObservations(
      traces(span(2, 5, -1, []), span(2, 5, 1, [], { startTimeUnixNano: '0' }), 'x', null),
    );
    expect(endpoints).toEqual([]);
  });
});

describe('metrics', () => {
  const metrics = (...list: readonly unknown[]): string =>
    JSON.stringify({
      resourceMetrics: [{ resource: RESOURCE, scopeMetrics: [{ metrics: list }] }],
    });
  const LABELS = 'region=eu-west-1,service=shop,version=v42';

  test('are read from gauges and sums, of both temporalities', async () => {
    const point = (seconds: number, value: object): unknown => ({
      startTimeUnixNano: nanos(seconds - 10),
      timeUnixNano: nanos(seconds),
      attributes: [],
      ...value,
    });
    const { series } = await readLogObservations(
      metrics(
        {
          name: 'db.client.connections.usage',
          gauge: { dataPoints: [point(10, { asInt: '19' })] },
        },
        {
          name: 'queue.length',
          sum: {
            isMonotonic: false,
            aggregationTemporality: 2,
            dataPoints: [point(10, { asDouble: 2.5 })],
          },
        },
        {
          name: 'http.requests',
          sum: {
            isMonotonic: true,
            aggregationTemporality: 2,
            dataPoints: [point(10, { asInt: '100' }), point(20, { asInt: '150' })],
          },
        },
        {
          name: 'errors',
          sum: {
            isMonotonic: true,
            aggregationTemporality: 'AGGREGATION_TEMPORALITY_DELTA',
            dataPoints: [point(10, { asInt: '30' })],
          },
        },
      ),
    );
    expect(series).toEqual({
      [`db_client_connections_usage{${LABELS}}`]: [19],
      [`queue_length{${LABELS}}`]: [2.5],
      [`rate(http_requests){${LABELS}}`]: [5],
      [`rate(errors){${LABELS}}`]: [3],
    });
  });

  test('yield the 95th percentile of histograms', async () => {
    const point = (seconds: number, ...bucketCounts: readonly string[]): unknown => ({
      timeUnixNano: nanos(seconds),
      bucketCounts,
      explicitBounds: [100, 200],
    });
    const histogram = (
      aggregationTemporality: number,
      ...dataPoints: readonly unknown[]
    ): unknown => ({
      name: 'wait',
      histogram: { aggregationTemporality, dataPoints },
    });
    const delta = await readLogObservations(metrics(histogram(1, point(10, '90', '10', '0'))));
    expect(delta.series[`wait_p95{${LABELS}}`]?.[0]).toBeCloseTo(150, 9);
    const counted = await readLogObservations(
      metrics(histogram(2, point(10, '500', '0', '0'), point(20, '590', '10', '0'))),
    );
    expect(counted.series[`wait_p95{${LABELS}}`]?.[0]).toBeCloseTo(150, 9);
  });

  test('yield it of exponential histograms too, of both temporalities, even after a drop in scale', async () => {
    const point = (seconds: number, scale: number, offset: number, counts: readonly number[]) => ({
      timeUnixNano: nanos(seconds),
      scale,
      zeroCount: '0',
      positive: { offset, bucketCounts: counts.map(String) },
    });
    const histogram = (
      aggregationTemporality: number,
      ...dataPoints: readonly unknown[]
    ): unknown => ({ name: 'wait', exponentialHistogram: { aggregationTemporality, dataPoints } });
    // Scale 0 has the bases of 2: 90 values up to 128, 10 above it and up to 256.
    const delta = await readLogObservations(metrics(histogram(1, point(10, 0, 6, [90, 10]))));
    expect(delta.series[`wait_p95{${LABELS}}`]?.[0]).toBeCloseTo(192, 9);
    // Scale 1 has two buckets for each of these; 500 values up to 90.5 are there before.
    const counted = await readLogObservations(
      metrics(histogram(2, point(10, 1, 12, [500, 0]), point(20, 0, 6, [590, 10]))),
    );
    expect(counted.series[`wait_p95{${LABELS}}`]?.[0]).toBeCloseTo(192, 9);
    const begunAnew = await readLogObservations(
      metrics(histogram(2, point(10, 0, 6, [500]), point(20, 0, 6, [90, 10]))),
    );
    expect(begunAnew.series[`wait_p95{${LABELS}}`]?.[0]).toBeCloseTo(192, 9);
  });
});

test('INV-09: reads logs of severity ERROR and above, over lines and from several documents', async () => {
  const record = (severityNumber: number, stringValue: string, more: object = {}): unknown => ({
    timeUnixNano: nanos(4),
    severityNumber,
    body: { stringValue },
    ...more,
  });
  const logs = (...logRecords: readonly unknown[]): string =>
    JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords }] }] }, null, 2);
  const { source, errors, series } = await readLogObservations(
    `${logs(record(9, 'fine'), record(17, 'order 17 failed'), record(21, 'order 18 failed'))}
${logs(record(17, 'x', { attributes: [text('exception.message', 'deadlock detected')] }))}`,
  );
  expect(source).toMatchObject({ format: 'OTLP JSON', lines: 2, unread: 0 });
  expect(errors).toEqual(['order ? failed: 2', 'deadlock detected: 1']);
  expect(series).toEqual({ log_deadlocks: [1] });
});
