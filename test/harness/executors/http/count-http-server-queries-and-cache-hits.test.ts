/** Counts inside the server, and its reports about its cache. */
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createHost } from '../../../../harness/host.ts';
import type { HttpScenario, LoadModel } from '../../../../harness/model/scenario/scenario.ts';
import type { Block } from '../../../../harness/model/trial.ts';
import { sharedPostgres } from '../../../support/shared-databases.ts';
import {
  closeUnits,
  fixtureServerSettings,
  httpScenario,
  measureBlock,
  requestSettings,
} from './http-executor-test-setup.ts';
import { measureLocalServer, respondEveryNth } from './in-process-http-server.ts';

afterAll(closeUnits);

const PROGRAM = fileURLToPath(
  new URL('../../../fixtures/http/database-server.mjs', import.meta.url),
);
const MODELS: readonly LoadModel[] = [
  { type: 'closed', connections: 4 },
  { type: 'open', rate: 100, maxConnections: 50 },
];
const COUNTERS = { type: 'counters', hits: 'cache.hits', misses: 'cache.misses' } as const;

const host = createHost();
let database: string;
beforeAll(async () => {
  database = await sharedPostgres();
});
afterAll(() => host.processes.stopAll());

/** Measures one block of load on a path of the server with a database. */
async function measure(url: string, changes: Partial<HttpScenario>) {
  const server = fixtureServerSettings('', {
    command: { type: 'argv', argv: [process.execPath, PROGRAM] },
    env: { PG_SOCKET_FOLDER: database },
  });
  return measureBlock(httpScenario(server, { request: requestSettings({ url }), ...changes }));
}

test('counts all queries of a route with one for each row, without those of the warm-up', async () => {
  const { measurements } = await measure('/one-by-one', { metrics: ['queries'] });
  expect(measurements.queries).toBe(1 + 10);
});

test.each(MODELS)('reads cache hits from a header under the $type model', async (load) => {
  const { measurements, operations } = await measureLocalServer(
    respondEveryNth(4, saysCached('MISS, which is no white page'), saysCached('Hit from here')),
    { load, warmupMs: 0, cache: { type: 'header', name: 'x-cache', hit: 'HIT' } },
  );
  const misses = Math.floor(operations / 4);
  expect(measurements.cache_hit_rate).toBe((operations - misses) / operations);
});

function saysCached(text: string): RequestListener {
  return (_request, response) => void response.setHeader('X-Cache', text).end();
}

test('counts zero queries of a loaded library and outgoing requests together', async () => {
  const metrics = ['queries', 'http_round_trips'];
  const { measurements } = await measure('/calls-itself', { metrics });
  expect(measurements).toMatchObject({ queries: 0 });
  // The request that the server sends to itself is answered too, but does not belong to the load.
  expect(measurements.http_round_trips).toBe(1);
});

/** Measures one block of load on a server that perf-harness did not start. */
async function measureStranger(
  counters: (hits: number) => object,
  changes: Partial<HttpScenario>,
): Promise<Block> {
  let hits = 0;
  const server = createServer(({ url }, response) => {
    if (url === '/') hits += 1;
    response.statusCode = url === '/nowhere' ? 404 : 200;
    // A load of idle connections.
    setTimeout(() => response.end(JSON.stringify({ cache: counters(hits) })), 5);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  try {
    const url = `http://127.0.0.1:${port}/`;
    return await measureBlock(
      httpScenario(null, { request: requestSettings({ url }), ...changes }),
    );
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

test('reads cache hits from counters, only those of the load', async () => {
  const cache = { ...COUNTERS, url: '/counters' };
  const { measurements } = await measureStranger(
    // As many before the load as would leave no other trace.
    (seen) => ({ hits: 1_000_000 + seen - Math.floor(seen / 4), misses: Math.floor(seen / 4) }),
    // Enough lookups for a rate, also on a machine that stalls.
    { cache, durationMs: 1_000 },
  );
  expect(measurements.cache_hit_rate).toBeCloseTo(0.75, 1);
});

test.each([
  [
    'a header that no response has',
    { type: 'header', name: 'x-cash', hit: 'HIT' },
    /^none of the \d+ responses had the header x-cash$/,
  ],
  [
    'a path that does not answer so',
    { ...COUNTERS, url: '/nowhere' },
    /^\/nowhere returned status 404$/,
  ],
  ['a cache that is not asked', { ...COUNTERS, url: '/counters' }, /^there were no cache lookups$/],
] as const)('%s leaves the hit rate unavailable, with the reason', async (_what, cache, reason) => {
  const { measurements, unavailable } = await measureStranger(() => ({ hits: 0, misses: 0 }), {
    cache,
  });
  expect(measurements).not.toHaveProperty('cache_hit_rate');
  expect(unavailable?.cache_hit_rate).toMatch(reason);
});

test('reads counters of a server that it did not start, but no queries', async () => {
  const { measurements, unavailable } = await measureStranger((hits) => ({ hits, misses: 0 }), {
    metrics: ['queries'],
    cache: { ...COUNTERS, url: '/counters' },
  });
  expect(measurements.cache_hit_rate).toBe(1);
  expect(unavailable?.queries).toMatch(/^perf-harness did not start the server/);
});
