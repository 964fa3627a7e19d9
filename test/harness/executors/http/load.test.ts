/** What is counted of requests and answers. */
import type { RequestListener } from 'node:http';
import { afterAll, describe, expect, test } from 'vitest';
import { type LoadModel, primaryMetric } from '../../../../harness/model/scenario/scenario.ts';
import {
  closeUnits,
  fixtureServer,
  httpScenario,
  measureOnce,
  request,
  value,
  withUnit,
} from './http-scenario.ts';
import { closes, hangs, measureAnswers, ok, okAfter, okBut, status } from './local-server.ts';

afterAll(closeUnits);

const CLOSED: LoadModel = { type: 'closed', connections: 4 };
const OPEN: LoadModel = { type: 'open', rate: 200, maxConnections: 1_000 };
const MODELS = [['closed', CLOSED, {}] as const, ['open', OPEN, { rate: 1_000 }] as const];

describe.each(MODELS)('the %s model', (_name, load, busy) => {
  test('finds that 1 % of the requests failed, and keeps their times out of the latency', async () => {
    const { measurements, operations, notes } = await measureAnswers(okBut(100, status(503)), {
      load: { ...load, ...busy },
      durationMs: 500,
    });
    // The hundredth requests of the warm-up do not count, so one more or less is in the rest.
    const failed = Number(notes?.failed_requests);
    expect(Math.abs(failed - operations / 100)).toBeLessThanOrEqual(1);
    expect(value(measurements, 'error_rate')).toBe(failed / operations);
    expect(notes?.failures).toBe(`status 503: ${failed}`);
  });

  test('counts a status as success where the scenario expects it', async () => {
    const { measurements } = await measureAnswers(status(500), { load }, { expectStatus: [500] });
    expect(value(measurements, 'error_rate')).toBe(0);
  });

  test('counts connections that are closed without an answer as failures', async () => {
    const { measurements, operations, notes } = await measureAnswers(okBut(10, closes), {
      load,
      durationMs: 300,
    });
    expect(notes?.failures).toMatch(/^closed: \d+$/);
    expect(Math.abs(Number(notes?.failed_requests) - operations / 10)).toBeLessThanOrEqual(2);
    expect(value(measurements, 'throughput')).toBeGreaterThan(0);
  });

  test('counts requests that are never answered as failures', async () => {
    const { measurements, notes } = await measureAnswers(
      okBut(3, hangs),
      { load, durationMs: 500 },
      { timeoutMs: 300 },
    );
    expect(notes?.failures).toMatch(/^timeout: \d+$/);
    expect(value(measurements, 'error_rate')).toBeGreaterThan(0.2);
    expect(value(measurements, 'error_rate')).toBeLessThan(0.45);
    expect(value(measurements, 'latency.max')).toBeLessThan(300);
  });

  test('takes a server that ends each connection after its answer for what it is', async () => {
    const closing: RequestListener = (_request, response) => {
      response.setHeader('connection', 'close').end('ok');
    };
    const { measurements } = await measureAnswers(closing, { load });
    expect(value(measurements, 'error_rate')).toBe(0);
  });

  test('sends method, path, query, headers and body as they are', async () => {
    const server = fixtureServer('echoes');
    const { argv } = server.command as { readonly argv: readonly [string, ...string[]] };
    const said = 'PUT /things/ä?q=1%202 hello {"a":1}';
    const { measurements } = await measureOnce(
      httpScenario(
        { ...server, command: { type: 'argv', argv: [...argv, said.replace('ä', '%C3%A4')] } },
        {
          load,
          request: request({
            url: '/things/ä?q=1%202',
            method: 'PUT',
            headers: { 'X-Said': 'hello' },
            body: '{"a":1}',
          }),
        },
      ),
    );
    expect(value(measurements, 'error_rate')).toBe(0);
  });
});

test('the open model sends exactly rate times duration', async () => {
  const { operations, notes } = await measureAnswers(ok, {
    load: { type: 'open', rate: 100, maxConnections: 10 },
    durationMs: 500,
  });
  expect(operations).toBe(50);
  expect(Number(notes?.schedule_lag_p99_ms)).toBeGreaterThan(0);
  expect(notes?.generator_wait_p99_ms).toBeGreaterThanOrEqual(0);
});

test('requests beyond the connections of the open model wait, and their waiting counts', async () => {
  const { measurements, notes } = await measureAnswers(okAfter(20), {
    // 100 a second at 20 ms each need two connections; one falls behind by the end to 0.5 s.
    load: { type: 'open', rate: 100, maxConnections: 1 },
    durationMs: 500,
    warmupMs: 0,
  });
  expect(value(measurements, 'latency.max')).toBeGreaterThan(400);
  expect(Number(notes?.queued_requests)).toBeGreaterThan(25);
});

test('percentiles that too few answers stand behind are unavailable with the reason', async () => {
  const { measurements, unavailable } = await measureAnswers(ok, {
    load: { type: 'open', rate: 100, maxConnections: 10 },
    durationMs: 300,
  });
  expect(measurements).toHaveProperty(['latency.p95']);
  expect(measurements).not.toHaveProperty(['latency.p99']);
  expect(unavailable?.['latency.p99']).toMatch(/needs 100 answers in a trial, there were 30/);
  expect(unavailable?.['latency.p99_9']).toMatch(/needs 1,000 answers/);
});

test('one unit can be measured again and again, for as long as each block asks', async () => {
  const blocks = await withUnit(httpScenario(fixtureServer('after-20-ms')), async (unit) => [
    await unit.measure({ index: 0, durationMs: 200 }),
    await unit.measure({ index: 1, durationMs: 400 }),
  ]);
  expect(blocks.map(({ durationMs }) => Math.round(durationMs))).toEqual([200, 400]);
  for (const { measurements } of blocks) {
    expect(measurements).toHaveProperty([primaryMetric({ kind: 'http' })]);
    expect(measurements).toHaveProperty(['cpu_time']);
  }
});

test('two servers can be open and under load at the same time', async () => {
  const scenario = httpScenario(fixtureServer('after-20-ms'), { durationMs: 300 });
  const request = { index: 0, durationMs: null };
  const [first, second] = await withUnit(scenario, (one) =>
    withUnit(scenario, (other) => Promise.all([one.measure(request), other.measure(request)])),
  );
  expect(value(first.measurements, 'error_rate')).toBe(0);
  expect(value(second.measurements, 'error_rate')).toBe(0);
});
