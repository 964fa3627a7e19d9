/** What is counted of requests and answers. */
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { type LoadModel, primaryMetric } from '../../../../harness/model/scenario.ts';
import {
  fixtureServer,
  httpScenario,
  measureOnce,
  request,
  value,
  withUnit,
} from './http-scenario.ts';

const CLOSED: LoadModel = { type: 'closed', connections: 4 };
const OPEN: LoadModel = { type: 'open', rate: 200, maxConnections: 1_000 };
const MODELS = [['closed', CLOSED] as const, ['open', OPEN] as const];

/** A server in this process that counts its connections, and ends those idle for so long. */
async function withCountingServer(
  keepAliveMs: number,
  use: (url: string, connections: () => number) => Promise<void>,
  answer: RequestListener = (_request, response) => response.end('ok'),
): Promise<void> {
  let count = 0;
  const server = createServer(answer);
  server.keepAliveTimeout = keepAliveMs;
  server.on('connection', () => {
    count += 1;
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  try {
    const { port } = server.address() as AddressInfo;
    await use(`http://127.0.0.1:${port}/`, () => count);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

describe.each(MODELS)('the %s model', (_name, load) => {
  test('finds that 1 % of the requests failed, and keeps their times out of the latency', async () => {
    const { measurements, operations, notes } = await measureOnce(
      httpScenario(fixtureServer('every-100th-fails'), { load, durationMs: 3_000 }),
    );
    // The hundredth requests of the warm-up do not count, so one more or less is in the rest.
    const failed = Number(notes?.failed_requests);
    expect(Math.abs(failed - operations / 100)).toBeLessThanOrEqual(1);
    expect(value(measurements, 'error_rate')).toBeCloseTo(0.01, 2);
    expect(notes?.failures).toBe(`status 503: ${failed}`);
  });

  test('counts a status as success where the scenario expects it', async () => {
    const { measurements } = await measureOnce(
      httpScenario(fixtureServer('answers-500'), {
        load,
        request: request({ expectStatus: [500] }),
      }),
    );
    expect(value(measurements, 'error_rate')).toBe(0);
  });

  test('counts connections that are closed without an answer as failures', async () => {
    const { measurements, operations, notes } = await measureOnce(
      httpScenario(fixtureServer('every-10th-closes'), { load, durationMs: 1_000 }),
    );
    expect(notes?.failures).toMatch(/^closed: \d+$/);
    expect(Math.abs(Number(notes?.failed_requests) - operations / 10)).toBeLessThanOrEqual(2);
    expect(value(measurements, 'throughput')).toBeGreaterThan(0);
  });

  test('counts requests that are never answered as failures', async () => {
    const { measurements, notes } = await measureOnce(
      httpScenario(fixtureServer('every-3rd-hangs'), {
        load,
        request: request({ timeoutMs: 300 }),
      }),
    );
    expect(notes?.failures).toMatch(/^timeout: \d+$/);
    expect(value(measurements, 'error_rate')).toBeGreaterThan(0.2);
    expect(value(measurements, 'error_rate')).toBeLessThan(0.45);
    expect(value(measurements, 'latency.max')).toBeLessThan(300);
  });

  test('takes a server that ends each connection after its answer for what it is', async () => {
    const { measurements } = await measureOnce(
      httpScenario(fixtureServer('one-request-a-connection'), { load }),
    );
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
  const { operations, notes } = await measureOnce(
    httpScenario(fixtureServer('at-once'), {
      load: { type: 'open', rate: 50, maxConnections: 10 },
      durationMs: 1_000,
    }),
  );
  expect(operations).toBe(50);
  expect(Number(notes?.schedule_lag_p99_ms)).toBeGreaterThan(0);
});

test('requests beyond the connections of the open model wait, and their waiting counts', async () => {
  const { measurements, notes } = await measureOnce(
    httpScenario(fixtureServer('after-20-ms'), {
      // 100 a second at 20 ms each need two connections; one falls behind by the end to 1 s.
      load: { type: 'open', rate: 100, maxConnections: 1 },
      durationMs: 1_000,
      warmupMs: 0,
    }),
  );
  expect(value(measurements, 'latency.max')).toBeGreaterThan(800);
  expect(Number(notes?.queued_requests)).toBeGreaterThan(50);
});

test('percentiles that too few answers stand behind are unavailable with the reason', async () => {
  const { measurements, unavailable } = await measureOnce(
    httpScenario(fixtureServer('at-once'), {
      load: { type: 'open', rate: 100, maxConnections: 10 },
      durationMs: 300,
    }),
  );
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

test('the connections of the closed model stand through all loads of a unit', async () => {
  await withCountingServer(60_000, async (url, connections) => {
    const scenario = httpScenario(null, { load: CLOSED, warmupMs: 50, request: request({ url }) });
    await withUnit(scenario, async (unit) => {
      for (const index of [0, 1, 2]) {
        const { measurements } = await unit.measure({ index, durationMs: 50 });
        expect(value(measurements, 'error_rate')).toBe(0);
      }
    });
    // One more finds out whether the server is there.
    expect(connections()).toBe(1 + 4);
  });
});

test('a connection that the server gives up between two loads is made anew, and nothing fails', async () => {
  await withCountingServer(20, async (url, connections) => {
    const scenario = httpScenario(null, { load: CLOSED, warmupMs: 0, request: request({ url }) });
    await withUnit(scenario, async (unit) => {
      await unit.measure({ index: 0, durationMs: 50 });
      // Node.js adds a second to what it grants.
      await expect.poll(connections, { timeout: 5_000 }).toBe(1 + 4 + 4);
      const { measurements, operations } = await unit.measure({ index: 1, durationMs: 50 });
      expect(operations).toBeGreaterThan(8);
      expect(value(measurements, 'error_rate')).toBe(0);
    });
  });
});

test('an announcement of an answer is none, and harms nobody who waits for the turn to end', async () => {
  const announce: RequestListener = (_request, response) => {
    response.writeEarlyHints({ link: '</style.css>; rel=preload' });
    setTimeout(() => response.end('ok'), 20);
  };
  await withCountingServer(
    60_000,
    async (url) => {
      const scenario = httpScenario(null, { load: CLOSED, warmupMs: 0, request: request({ url }) });
      await withUnit(scenario, async (unit) => {
        for (const index of [0, 1, 2]) {
          const { measurements, notes } = await unit.measure({ index, durationMs: 50 });
          expect(value(measurements, 'error_rate')).toBe(0);
          expect(notes?.statuses).toMatch(/^200: \d+$/);
          expect(value(measurements, 'latency.p50')).toBeGreaterThan(15);
        }
      });
    },
    announce,
  );
});

test('connections that the server does not take are not made again and again between two loads', async () => {
  const server = createServer((_request, response) => response.end('ok'));
  server.maxConnections = 2;
  let dropped = 0;
  server.on('drop', () => {
    dropped += 1;
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  try {
    const { port } = server.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}/`;
    const scenario = httpScenario(null, { load: CLOSED, warmupMs: 0, request: request({ url }) });
    await withUnit(scenario, async (unit) => {
      const { notes } = await unit.measure({ index: 0, durationMs: 50 });
      expect(notes?.failures).toMatch(/^closed: /);
      await sleep(50);
      const before = dropped;
      await sleep(300);
      expect(dropped).toBe(before);
    });
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

test('the throughput of a turn does not hang on how many answers just fit into it', async () => {
  const after = (ms: number): RequestListener => {
    return (_request, response) => void setTimeout(() => response.end('ok'), ms);
  };
  const throughputs: number[] = [];
  for (const ms of [20, 22]) {
    await withCountingServer(
      60_000,
      async (url) => {
        const scenario = httpScenario(null, {
          load: CLOSED,
          warmupMs: 0,
          request: request({ url }),
        });
        await withUnit(scenario, async (unit) => {
          // Three answers of the one and two of the other are complete after so long.
          const blocks = [];
          for (let index = 0; index < 15; index += 1) {
            blocks.push(await unit.measure({ index, durationMs: 65 }));
          }
          const values = blocks.map(({ measurements }) => value(measurements, 'throughput'));
          throughputs.push(values.toSorted((a, b) => a - b)[7] ?? Number.NaN);
        });
      },
      after(ms),
    );
  }
  const [quick = 0, slow = 0] = throughputs;
  // A timer is late by up to a millisecond, which is a share of either.
  expect(slow / quick).toBeGreaterThan(0.85);
  expect(slow / quick).toBeLessThan(0.97);
});

test('a turn in which every request fails has no times, and several in a row are a failure', async () => {
  let isFailing = false;
  const answer: RequestListener = (_request, response) => {
    response.statusCode = isFailing ? 500 : 200;
    response.end();
  };
  await withCountingServer(
    60_000,
    async (url) => {
      const scenario = httpScenario(null, {
        load: CLOSED,
        warmupMs: 50,
        request: request({ url }),
      });
      await withUnit(scenario, async (unit) => {
        const turn = { index: 0, durationMs: 20 };
        expect((await unit.measure(turn)).measurements).toHaveProperty(['latency.p50']);
        isFailing = true;
        const { measurements } = await unit.measure(turn);
        expect(measurements).toEqual({ error_rate: 1 });
        await unit.measure(turn);
        await expect(unit.measure(turn)).rejects.toThrow(/failed/);
      });
    },
    answer,
  );
});

test('requests that fail do not make a turn longer', async () => {
  const scenario = httpScenario(fixtureServer('every-100th-fails'), { load: CLOSED, warmupMs: 0 });
  await withUnit(scenario, async (unit) => {
    const startedMs = performance.now();
    for (let index = 0; index < 20; index += 1) await unit.measure({ index, durationMs: 20 });
    // Half a second each, when it was waited whether the server had ended.
    expect(performance.now() - startedMs).toBeLessThan(2_500);
  });
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
