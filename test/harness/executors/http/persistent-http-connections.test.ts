/** Short loads of one unit with pauses between, as a pair's two servers get them alternately. */
import type { RequestListener, Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { decodeFromCompressedBase64 } from 'hdr-histogram-js';
import { afterAll, expect, test } from 'vitest';
import type { Unit } from '../../../../harness/model/executor.ts';
import type { Block } from '../../../../harness/model/trial.ts';
import {
  closeUnits,
  httpScenario,
  metricValue,
  requestSettings,
  withHttpUnit,
} from './http-executor-test-setup.ts';
import {
  respondEveryNth,
  respondOk,
  respondOkAfter,
  respondWithStatus,
  withLocalServer,
} from './in-process-http-server.ts';

afterAll(closeUnits);

const CLOSED = { type: 'closed', connections: 4 } as const;

/** Runs a server in this process, and a unit that loads it. */
async function withServer(
  {
    answer = respondOk,
    warmupMs = 0,
    prepare,
  }: {
    readonly answer?: RequestListener;
    readonly warmupMs?: number;
    readonly prepare?: (server: Server) => void;
  },
  use: (unit: Unit) => Promise<void>,
): Promise<void> {
  await withLocalServer(
    answer,
    (url) =>
      withHttpUnit(
        httpScenario(null, { load: CLOSED, warmupMs, request: requestSettings({ url }) }),
        use,
      ),
    prepare,
  );
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

test('keeps the connections of the closed model through all loads of a unit', async () => {
  const connections = counter('connection');
  const prepare = (server: Server): void => {
    server.keepAliveTimeout = 60_000;
    connections.on(server);
  };
  await withServer({ warmupMs: 50, prepare }, async (unit) => {
    for (const index of [0, 1, 2]) {
      const { measurements } = await unit.measure({ index, durationMs: 50 });
      expect(metricValue(measurements, 'error_rate')).toBe(0);
    }
  });
  // One additional connection checks that the server is up.
  expect(connections.count()).toBe(1 + 4);
});

test('reopens a connection that the server closes between two loads, without a failure', async () => {
  const connections = counter('connection');
  let closeIdle = (): void => undefined;
  const prepare = (server: Server): void => {
    // By itself it closes none, however long the machine stalls.
    server.keepAliveTimeout = 60_000;
    closeIdle = () => server.closeIdleConnections();
    connections.on(server);
  };
  await withServer({ answer: respondOkAfter(20), prepare }, async (unit) => {
    await unit.measure({ index: 0, durationMs: 50 });
    closeIdle();
    await expect.poll(connections.count, { timeout: 60_000 }).toBe(1 + 4 + 4);
    // More answers than connections, also on a machine that stalls.
    const { measurements, operations } = await unit.measure({ index: 1, durationMs: 1_000 });
    expect(operations).toBeGreaterThan(4);
    expect(metricValue(measurements, 'error_rate')).toBe(0);
  });
});

test('does not count early hints as answers, nor disturb requests that outlast the load', async () => {
  const answer: RequestListener = (_request, response) => {
    response.writeEarlyHints({ link: '</style.css>; rel=preload' });
    setTimeout(() => response.end('ok'), 20);
  };
  await withServer({ answer }, async (unit) => {
    for (const index of [0, 1, 2]) {
      const { measurements, notes } = await unit.measure({ index, durationMs: 50 });
      expect(metricValue(measurements, 'error_rate')).toBe(0);
      expect(notes?.statuses).toMatch(/^200: \d+$/);
      expect(metricValue(measurements, 'latency.p50')).toBeGreaterThan(15);
    }
  });
});

test('does not retry connections that the server refuses between two loads', async () => {
  const dropped = counter('drop');
  const prepare = (server: Server): void => {
    server.maxConnections = 2;
    dropped.on(server);
  };
  await withServer({ prepare }, async (unit) => {
    const { notes } = await unit.measure({ index: 0, durationMs: 50 });
    expect(notes?.failures).toMatch(/^closed: /);
    // Connections in progress when the load ended finish first.
    let before: number;
    let looks = 0;
    do {
      before = dropped.count();
      looks += 1;
      await sleep(200);
    } while (dropped.count() !== before && looks < 300);
    expect(dropped.count()).toBe(before);
  });
});

test('measures a throughput that does not depend on how many answers just fit into the load', async () => {
  for (const ms of [20, 22]) {
    await withServer({ answer: respondOkAfter(ms) }, async (unit) => {
      const atATime = [];
      for (let index = 0; index < 5; index += 1) {
        // Three responses at 20 ms and two at 22 ms are complete after 65 ms: a concurrency of 2.7
        // if only those counted.
        const block = await unit.measure({ index, durationMs: 65 });
        const throughput = metricValue(block.measurements, 'throughput');
        expect(throughput).toBeLessThan((1.1 * 4 * 1_000) / ms);
        atATime.push((throughput * meanMs(block)) / 1_000);
      }
      // The concurrency equals the number of connections, however late responses are on a busy
      // machine.
      expect(median(atATime)).toBeGreaterThan(0.85 * 4);
      expect(median(atATime)).toBeLessThan(1.05 * 4);
    });
  }
});

/** Mean response time. */
function meanMs({ histogram = '' }: Block): number {
  return decodeFromCompressedBase64(histogram).mean / 1_000;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

test('gives no times for a load in which every request fails, and fails after several in a row', async () => {
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

test('takes no longer for loads with failed requests', async () => {
  let isFailing = false;
  const often = respondEveryNth(2, respondWithStatus(503));
  const answer: RequestListener = (asked, response) =>
    (isFailing ? often : respondOk)(asked, response);
  await withServer({ answer }, async (unit) => {
    const took: { readonly [Kind in 'failing' | 'well']: number[] } = { failing: [], well: [] };
    let failed = 0;
    for (let index = 0; index < 10; index += 1) {
      isFailing = index % 2 === 1;
      const startedMs = performance.now();
      const { notes } = await unit.measure({ index, durationMs: 20 });
      if (isFailing) failed += Number(notes?.failed_requests);
      else expect(notes?.failed_requests).toBe(0);
      took[isFailing ? 'failing' : 'well'].push(performance.now() - startedMs);
    }
    expect(failed).toBeGreaterThan(0);
    // Waiting for the end of the server took half a second each time, whereas a block takes a
    // fortieth of that.
    expect(median(took.failing)).toBeLessThan(8 * median(took.well));
  });
});
