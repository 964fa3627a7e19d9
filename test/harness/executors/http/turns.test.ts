/** Short loads of one unit with pauses between them, as the two servers of a pair get them in turn. */
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import type { Unit } from '../../../../harness/model/executor.ts';
import {
  closeUnits,
  fixtureServer,
  httpScenario,
  request,
  value,
  withUnit,
} from './http-scenario.ts';

afterAll(closeUnits);

const CLOSED = { type: 'closed', connections: 4 } as const;

/** A server in this process, and a unit that sends its load to it. */
async function withServer(
  {
    answer = (_request, response) => response.end('ok'),
    warmupMs = 0,
    prepare,
  }: {
    readonly answer?: RequestListener;
    readonly warmupMs?: number;
    readonly prepare?: (server: Server) => void;
  },
  use: (unit: Unit) => Promise<void>,
): Promise<void> {
  const server = createServer(answer);
  prepare?.(server);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  try {
    const { port } = server.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}/`;
    await withUnit(httpScenario(null, { load: CLOSED, warmupMs, request: request({ url }) }), use);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/** Counts an event of a server. */
function counter(name: 'connection' | 'drop'): {
  readonly count: () => number;
  readonly on: (server: Server) => void;
} {
  let count = 0;
  return {
    count: () => count,
    on: (server) => {
      server.on(name, () => {
        count += 1;
      });
    },
  };
}

test('the connections of the closed model stand through all loads of a unit', async () => {
  const connections = counter('connection');
  const prepare = (server: Server): void => {
    server.keepAliveTimeout = 60_000;
    connections.on(server);
  };
  await withServer({ warmupMs: 50, prepare }, async (unit) => {
    for (const index of [0, 1, 2]) {
      const { measurements } = await unit.measure({ index, durationMs: 50 });
      expect(value(measurements, 'error_rate')).toBe(0);
    }
  });
  // One more finds out whether the server is there.
  expect(connections.count()).toBe(1 + 4);
});

test('a connection that the server gives up between two loads is made anew, and nothing fails', async () => {
  const connections = counter('connection');
  const prepare = (server: Server): void => {
    server.keepAliveTimeout = 20;
    connections.on(server);
  };
  await withServer({ prepare }, async (unit) => {
    await unit.measure({ index: 0, durationMs: 50 });
    // Node.js adds a second to what it grants.
    await expect.poll(connections.count, { timeout: 5_000 }).toBe(1 + 4 + 4);
    const { measurements, operations } = await unit.measure({ index: 1, durationMs: 50 });
    expect(operations).toBeGreaterThan(8);
    expect(value(measurements, 'error_rate')).toBe(0);
  });
});

test('an announcement of an answer is none, and harms nobody who waits for the turn to end', async () => {
  const answer: RequestListener = (_request, response) => {
    response.writeEarlyHints({ link: '</style.css>; rel=preload' });
    setTimeout(() => response.end('ok'), 20);
  };
  await withServer({ answer }, async (unit) => {
    for (const index of [0, 1, 2]) {
      const { measurements, notes } = await unit.measure({ index, durationMs: 50 });
      expect(value(measurements, 'error_rate')).toBe(0);
      expect(notes?.statuses).toMatch(/^200: \d+$/);
      expect(value(measurements, 'latency.p50')).toBeGreaterThan(15);
    }
  });
});

test('connections that the server does not take are not made again and again between two loads', async () => {
  const dropped = counter('drop');
  const prepare = (server: Server): void => {
    server.maxConnections = 2;
    dropped.on(server);
  };
  await withServer({ prepare }, async (unit) => {
    const { notes } = await unit.measure({ index: 0, durationMs: 50 });
    expect(notes?.failures).toMatch(/^closed: /);
    await sleep(50);
    const before = dropped.count();
    await sleep(300);
    expect(dropped.count()).toBe(before);
  });
});

test('the throughput of a turn does not hang on how many answers just fit into it', async () => {
  const throughputs: number[] = [];
  for (const ms of [20, 22]) {
    const answer: RequestListener = (_request, response) =>
      void setTimeout(() => response.end('ok'), ms);
    await withServer({ answer }, async (unit) => {
      // Three answers of the one and two of the other are complete after so long.
      const blocks = [];
      for (let index = 0; index < 15; index += 1) {
        blocks.push(await unit.measure({ index, durationMs: 65 }));
      }
      const values = blocks.map(({ measurements }) => value(measurements, 'throughput'));
      throughputs.push(values.toSorted((a, b) => a - b)[7] ?? Number.NaN);
    });
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
  await withServer({ answer, warmupMs: 50 }, async (unit) => {
    const turn = { index: 0, durationMs: 20 };
    expect((await unit.measure(turn)).measurements).toHaveProperty(['latency.p50']);
    isFailing = true;
    const { measurements } = await unit.measure(turn);
    expect(measurements).toEqual({ error_rate: 1 });
    await unit.measure(turn);
    await expect(unit.measure(turn)).rejects.toThrow(/failed/);
  });
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
