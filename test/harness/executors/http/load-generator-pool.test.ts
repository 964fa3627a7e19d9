/** Load processes that are used again. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LoadPlan } from '../../../../harness/executors/http/load-generator-messages.ts';
import { createLoadGeneratorPool } from '../../../../harness/executors/http/load-generator-pool.ts';
import { createHost } from '../../../../harness/host.ts';

const generators = createLoadGeneratorPool(createHost());
/** For a busy machine. */
const PATIENT = { timeout: 60_000 };
const CLOSED = { model: 'closed', isApart: false } as const;
// It closes no connections itself: they would look like idle ones after a stall of the machine.
const server = createServer({ keepAliveTimeout: 0 }, (request, response) => {
  // Requests for `/never` get no answer.
  if (request.url !== '/never') response.end('ok');
});
let origin = '';

beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await generators.dispose();
  server.closeAllConnections();
  server.close();
});

function plan(path: string): LoadPlan {
  return {
    url: `${origin}${path}`,
    method: 'GET',
    headers: {},
    body: null,
    expectStatus: [],
    timeoutMs: 10_000,
    model: { type: 'closed', connections: 3 },
    durationMs: 50,
  };
}

function connections(): Promise<number> {
  return new Promise((resolve) => {
    server.getConnections((_error, count) => resolve(count));
  });
}

const signal = (): AbortSignal => AbortSignal.timeout(60_000);

test('passes a used generator to the next unit, without a connection left', async () => {
  const first = generators.take(CLOSED);
  await first.ready(signal());
  expect((await first.load(plan('/'), signal())).failed).toBe(0);
  expect(await connections()).toBe(3);
  await generators.giveBack(CLOSED, first);
  await expect.poll(connections, PATIENT).toBe(0);

  const second = generators.take(CLOSED);
  expect(second.pid).toBe(first.pid);
  await second.ready(signal());
  expect((await second.load(plan('/other'), signal())).failed).toBe(0);
  await generators.giveBack(CLOSED, second);
});

test('does not reuse a generator that is in the middle of a load or has ended', async () => {
  const busy = generators.take(CLOSED);
  await busy.ready(signal());
  await expect(busy.load(plan('/never'), AbortSignal.timeout(300))).rejects.toThrow(
    'the load was interrupted',
  );
  await generators.giveBack(CLOSED, busy);
  expect(busy.isGone()).toBe(true);

  const killed = generators.take(CLOSED);
  expect(killed.pid).not.toBe(busy.pid);
  await killed.ready(signal());
  await generators.giveBack(CLOSED, killed);
  process.kill(killed.pid ?? Number.NaN, 'SIGKILL');
  await expect.poll(killed.isGone, PATIENT).toBe(true);
  const next = generators.take(CLOSED);
  expect(next.pid).not.toBe(killed.pid);
  await next.ready(signal());
  await generators.giveBack(CLOSED, next);
});

test('uses no generator twice at once, or for another kind of load', async () => {
  const taken = [generators.take(CLOSED), generators.take(CLOSED)];
  try {
    await Promise.all(taken.map((generator) => generator.ready(signal())));
    expect(new Set(taken.map(({ pid }) => pid)).size).toBe(2);
    for (const generator of taken) await generators.giveBack(CLOSED, generator);
    taken.push(
      generators.take({ model: 'open', isApart: false }),
      generators.take({ model: 'closed', isApart: true }),
    );
    expect(new Set(taken.map(({ pid }) => pid)).size).toBe(4);
  } finally {
    await Promise.all(taken.map((generator) => generator.stop()));
  }
});
