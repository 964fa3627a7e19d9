import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { getMetric } from '../../../../harness/model/metric.ts';
import type { K6Scenario } from '../../../../harness/model/scenario/scenario.ts';
import { blockSchema } from '../../../../harness/model/trial.ts';
import { listKindMetrics } from '../../../../harness/scenario/schema/scenario-kind-metrics.ts';
import { fixtureServerSettings } from '../http/http-executor-test-setup.ts';
import { openK6Measurer } from './k6-executor-test-setup.ts';

const k6 = openK6Measurer();
const { host, executor, folder, measure, blockOf } = k6;
const k6Scenario = k6.scenario;
afterAll(k6.close);

/** Returns a script of five requests, or with another body or other options. */
const script = (
  body = `http.get(__ENV.BASE_URL + '/');`,
  options = '{ vus: 1, iterations: 5 }',
): string => k6.script(body, options);

const failureOf = async (scenario: K6Scenario) => (await k6.failedTrial(scenario)).failure;

describe('complete run of a script', () => {
  it('has the numbers of every load run, and of the server', async () => {
    const { own, onRequest } = listKindMetrics('k6');
    const block = await blockOf(
      k6Scenario(script(undefined, '{ vus: 2, iterations: 40 }'), {
        metrics: onRequest,
      }),
    );
    expect(blockSchema.parse(block)).toEqual(block);
    const told = [...Object.keys(block.measurements), ...Object.keys(block.unavailable ?? {})];
    expect(told).toEqual(expect.arrayContaining([...own, ...onRequest]));
    expect(told.map((name) => getMetric(name).name)).toEqual(told);
    expect(block).toMatchObject({
      operations: 40,
      notes: { iterations: 40, failed_requests: 0 },
    });
    expect(block.measurements.cpu_time).toBeGreaterThan(0);
    expect(block.measurements['latency.p95']).toBeGreaterThan(0);
    expect(block.unavailable?.['latency.p99']).toContain('there were 40');
  });

  it('LEAD-09: encounters the faults set in front of the server', async () => {
    const faults = { latencyMs: 60, errorShare: 0.5, dropShare: 0, upstream: null };
    const { measurements } = await blockOf(
      k6Scenario(script(undefined, '{ vus: 10, iterations: 40 }'), {
        server: fixtureServerSettings('at-once', { faults }),
      }),
    );
    expect(measurements['latency.p50']).toBeGreaterThanOrEqual(60);
    expect(measurements.error_rate).toBeGreaterThan(0.2);
  });

  it('LEAD-12: includes custom metrics, checks, tags and what budgets name; crossed thresholds (99) fail only a budget', async () => {
    const body = `const answer = http.get(__ENV.BASE_URL + '/', { tags: { name: 'home' } });
      check(answer, { 'is fine': ({ status }) => status === 200, 'is odd': () => exec.scenario.iterationInTest % 2 === 1 });
      orders.add(3); sizes.add(exec.scenario.iterationInTest);`;
    const options = `{ vus: 1, iterations: 10, thresholds: { 'http_req_duration{name:home}': ['p(95)<0.001'] } }`;
    const budget = { operator: '<', limit: 1, level: 'error', text: '< 1' } as const;
    const names = [
      'k6.http_req_waiting.p95',
      'k6.http_req_waiting.rate',
      'k6.nothing.count',
      'latency.p99',
    ];
    const budgets = names.map((metric) => ({ ...budget, metric }));
    const { measurements, notes, unavailable } = await blockOf(
      k6Scenario(script(body, options), { budgets }),
    );
    expect(measurements).toMatchObject({
      'k6.orders.count': 30,
      'k6.sizes.med': 4.5,
      'k6.checks.rate': 0.75,
      'k6.checks{check:is fine}.rate': 1,
      'k6.checks{check:is odd}.rate': 0.5,
      'k6.http_req_duration{name:home}.p95': expect.any(Number),
    });
    expect(notes).toMatchObject({ k6_exit_code: 99, thresholds_crossed: true });
    expect(measurements).not.toHaveProperty(['k6.http_req_blocked.med']);
    expect(measurements['k6.http_req_waiting.p95']).toBeGreaterThan(0);
    expect(unavailable?.['k6.http_req_waiting.rate']).toContain('it is a trend');
    // As in k6, few responses are enough for this percentile.
    expect(measurements['latency.p99']).toBeGreaterThan(0);
    expect(unavailable).not.toHaveProperty(['latency.p99']);
    expect(unavailable?.['k6.nothing.count']).toBe('the script never recorded nothing');
  });

  it('gives the script its variables and load, redirects its host names, and sends nothing beyond this machine', async () => {
    const body = `check(null, { 'has both': () => __ENV.SIZE === '7' && __ENV.BASE_URL.includes('127.0.0.1') });
      check(http.get('http://shop.example/'), { 'is fine': ({ status }) => status === 200 });
      check(http.get('http://192.0.2.1/'), { 'has none': ({ status }) => status === 0 });`;
    const changes = {
      env: { SIZE: '7' },
      load: { vus: 2, iterations: 12 },
      hosts: ['shop.example'],
    };
    const { measurements, notes } = await blockOf(k6Scenario(script(body), changes));
    expect(notes?.iterations).toBe(12);
    expect(measurements['k6.checks.rate']).toBe(1);
    expect(measurements.error_rate).toBe(0.5);
  });

  it('uses a running server when the script names it itself', async () => {
    const server = createServer((_, response) => response.end('ok'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const body = `http.get('http://127.0.0.1:${port}/');`;
    const block = await blockOf(k6Scenario(script(body), { server: null }));
    expect(block.measurements.throughput).toBeGreaterThan(0);
    expect(block.unavailable?.cpu_time).toContain('did not start the server');
    server.close();
  });
});

describe('thresholds of a script', () => {
  const signal = new AbortController().signal;

  it('are reported as the script writes them, including those that end it', async () => {
    const options = `{ vus: 1, iterations: 5, thresholds: { http_req_duration: ['p(95)<200', { threshold: 'med<100', abortOnFail: true }], checks: ['rate==1'] } }`;
    const found = await executor.readScriptThresholds?.(
      k6Scenario(script(undefined, options)),
      signal,
    );
    expect(found?.toSorted((x, y) => x.text.localeCompare(y.text))).toEqual([
      { metric: 'http_req_duration', text: 'med<100' },
      { metric: 'http_req_duration', text: 'p(95)<200' },
      { metric: 'checks', text: 'rate==1' },
    ]);
  });
});

describe('script that cannot be measured', () => {
  /** Returns a scenario without a server, since the script fails before it sends a request. */
  const alone = (path: string): K6Scenario => k6Scenario(path, { server: null });

  it.each([
    [
      'has a syntax error (107)',
      `http.get(`,
      '{ vus: 1, iterations: 1 }',
      'could not be read',
      'Unexpected',
    ],
    [
      'has options that are none (104), which LEAD-12 wants told apart',
      ``,
      `{ vus: 1, iterations: 1, thresholds: { checks: ['p(95<2'] } }`,
      'the options of the script are invalid',
      'p(95<2',
    ],
    [
      'aborts itself (108)',
      `exec.test.abort('no stock');`,
      '{ vus: 1, iterations: 1 }',
      'aborted the test itself',
      'no stock',
    ],
    [
      'marks itself as failed (110)',
      `exec.test.fail('no stock');`,
      '{ vus: 1, iterations: 1 }',
      'marked the test as failed',
      '',
    ],
  ])('fails when it %s', async (_, body, options, what, said) => {
    const failure = await failureOf(alone(script(body, options)));
    expect(failure).toMatchObject({ reason: 'exit-code' });
    expect(failure.message).toContain(what);
    expect(failure.message).toContain(said);
    expect(failure.remedy).toBeDefined();
  });

  it('fails when it needs a module from the network', async () => {
    const path = k6.write(
      `import x from 'https://127.0.0.1:1/lib.js';\nexport default function () { x(); }\n`,
    );
    expect(await failureOf(alone(path))).toMatchObject({ reason: 'exit-code' });
  });

  it('fails when it is missing', async () => {
    expect((await failureOf(alone(join(folder, 'gone.js')))).message).toContain('gone.js');
  });

  it('fails with its error when it throws in every iteration', async () => {
    const failure = await failureOf(alone(script(`throw new Error('boom');`)));
    expect(failure).toMatchObject({ reason: 'threw', message: expect.stringContaining('boom') });
  });

  it('leaves no k6 behind when it is interrupted', async () => {
    const controller = new AbortController();
    const server = createServer((_, response) => {
      controller.abort();
      response.end('ok');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const path = script(`http.get('http://127.0.0.1:${port}/');`, `{ vus: 1, duration: '60s' }`);
    const trial = await measure(k6Scenario(path, { server: null }), controller.signal);
    server.close();
    expect(trial.state).toBe('aborted');
    const left = await host.processes.exec({
      file: 'pgrep',
      args: ['-f', path],
      timeoutMs: 60_000,
    });
    expect(left.stdout).toBe('');
  });
});

describe('k6 program', () => {
  it.each([
    ['that is not there', join(folder, 'no-k6'), 'is not an executable program'],
    ['that is another program', '/bin/echo', 'is not k6'],
  ])('%s is a missing tool, not a failure of the measurement', async (_, k6Path, what) => {
    const [finding] = (await executor.check?.(k6Scenario(script(), { k6Path }))) ?? [];
    expect(finding).toMatchObject({ id: 'tool-missing', level: 'error' });
    expect(finding?.message).toContain(what);
    expect(finding?.remedy).toContain('doctor --install k6');
  });

  it('is reported with its version when it is too old', async () => {
    const old = join(folder, 'old-k6');
    writeFileSync(old, '#!/bin/sh\necho "k6 v0.57.0 (go1.23, linux/amd64)"\n', { mode: 0o755 });
    const [finding] = (await executor.check?.(k6Scenario(script(), { k6Path: old }))) ?? [];
    expect(finding).toMatchObject({ id: 'tool-version', level: 'error' });
    expect(finding?.message).toContain('0.57.0');
  });
});
