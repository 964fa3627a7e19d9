/** Counts of requests and answers. */
import type { RequestListener } from 'node:http';
import { afterAll, describe, expect, test } from 'vitest';
import { type LoadModel, primaryMetric } from '../../../../harness/model/scenario/scenario.ts';
import {
  closeUnits,
  fixtureServerSettings,
  httpScenario,
  measureBlock,
  metricValue,
  requestSettings,
  withHttpUnit,
} from './http-executor-test-setup.ts';
import {
  closeConnection,
  measureLocalServer,
  neverRespond,
  respondEveryNth,
  respondOk,
  respondOkAfter,
  respondWithStatus,
  withLocalServer,
} from './in-process-http-server.ts';

afterAll(closeUnits);

const CLOSED: LoadModel = { type: 'closed', connections: 4 };
const OPEN: LoadModel = { type: 'open', rate: 400, maxConnections: 1_000 };
/** So that few of the open model are on their way at the end. */
const FEW = { rate: 100 };
describe.each([
  ['closed', CLOSED],
  ['open', OPEN],
] as const)('the %s model', (_name, load) => {
  test('counts failed requests by status or by a connection closed without an answer', async () => {
    const failing = respondEveryNth(2, respondWithStatus(503), closeConnection);
    const answer = respondEveryNth(10, failing, respondOkAfter(5));
    const { measurements, operations, notes } = await measureLocalServer(answer, {
      load,
      // More than twenty requests, also on a machine that stalls.
      durationMs: 500,
    });
    const failed = Number(notes?.failed_requests);
    const [, answered, closed] =
      /^status 503: (\d+), closed: (\d+)$/.exec(inOrder(String(notes?.failures))) ?? [];
    expect(Number(answered) + Number(closed)).toBe(failed);
    // Every twentieth request fails, but those of the warm-up do not count, so the numbers may
    // differ slightly.
    expect(Math.abs(Number(answered) - operations / 20)).toBeLessThanOrEqual(2);
    expect(Math.abs(Number(closed) - operations / 20)).toBeLessThanOrEqual(2);
    expect(metricValue(measurements, 'error_rate')).toBe(failed / operations);
    expect(metricValue(measurements, 'throughput')).toBeGreaterThan(0);
  });

  test('counts requests that are never answered as failures', async () => {
    const { measurements, notes } = await measureLocalServer(
      respondEveryNth(3, neverRespond),
      // No warm-up: its requests would be waited for too.
      { load: { ...load, ...FEW }, durationMs: 300, warmupMs: 0 },
      // A stall of the machine makes few of those that are answered late.
      { timeoutMs: 2_000 },
    );
    expect(notes?.failures).toMatch(/^timeout: \d+$/);
    expect(metricValue(measurements, 'error_rate')).toBeGreaterThan(0.2);
    expect(metricValue(measurements, 'error_rate')).toBeLessThan(1);
    expect(measurements).toHaveProperty(['latency.max']);
  });

  test('counts an expected status as success from a server that closes after each answer', async () => {
    const closing: RequestListener = (_request, response) => {
      response.statusCode = 500;
      response.setHeader('connection', 'close').end('ok');
    };
    const { measurements } = await measureLocalServer(closing, { load }, { expectStatus: [500] });
    expect(metricValue(measurements, 'error_rate')).toBe(0);
  });

  test('sends method, path, query, headers and body unchanged', async () => {
    const asked = new Set<string>();
    const echo: RequestListener = (request, response) => {
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => {
        asked.add(`${request.method} ${request.url} ${request.headers['x-said']} ${body}`);
        response.end('ok');
      });
    };
    await withLocalServer(echo, (url) =>
      measureBlock(
        httpScenario(null, {
          load,
          request: requestSettings({
            url: `${url}things/ä?q=1%202`,
            method: 'PUT',
            headers: { 'X-Said': 'hello' },
            body: '{"a":1}',
          }),
        }),
      ),
    );
    expect([...asked]).toEqual(['PUT /things/%C3%A4?q=1%202 hello {"a":1}']);
  });
});

/** Failures by status first. */
function inOrder(failures: string): string {
  return failures.split(', ').toSorted().toReversed().join(', ');
}

test('sends exactly rate times duration requests in the open model, and explains missing percentiles', async () => {
  const { operations, notes, measurements, unavailable } = await measureLocalServer(respondOk, {
    load: { type: 'open', rate: 100, maxConnections: 10 },
    durationMs: 300,
  });
  expect(operations).toBe(30);
  expect(Number(notes?.schedule_lag_p99_ms)).toBeGreaterThan(0);
  expect(notes?.generator_wait_p99_ms).toBeGreaterThanOrEqual(0);
  expect(measurements).toHaveProperty(['latency.p95']);
  expect(measurements).not.toHaveProperty(['latency.p99']);
  expect(unavailable?.['latency.p99']).toMatch(/needs 100 responses in a trial, but there were 30/);
  expect(unavailable?.['latency.p99_9']).toMatch(/needs 1,000 responses/);
});

test('makes requests beyond the open-model connections wait, and counts their wait', async () => {
  const { measurements, notes } = await measureLocalServer(respondOkAfter(20), {
    // 100 requests a second at 20 ms each need two connections; a single connection is 0.5 s behind
    // at the end.
    load: { type: 'open', rate: 100, maxConnections: 1 },
    durationMs: 500,
    warmupMs: 0,
  });
  expect(metricValue(measurements, 'latency.max')).toBeGreaterThan(400);
  expect(Number(notes?.queued_requests)).toBeGreaterThan(25);
});

test('measures two servers at the same time, for as long as each block requests', async () => {
  const scenario = httpScenario(fixtureServerSettings('after-20-ms'));
  const blocks = await withHttpUnit(scenario, (unit) =>
    withHttpUnit(scenario, (other) =>
      Promise.all([
        unit.measure({ index: 0, durationMs: 50 }),
        other.measure({ index: 0, durationMs: 100 }),
      ]),
    ),
  );
  expect(blocks.map(({ durationMs }) => Math.round(durationMs))).toEqual([50, 100]);
  for (const { measurements } of blocks) {
    expect(measurements).toHaveProperty([primaryMetric({ kind: 'http' })]);
    expect(measurements).toMatchObject({ error_rate: 0, cpu_time: expect.any(Number) });
  }
});
