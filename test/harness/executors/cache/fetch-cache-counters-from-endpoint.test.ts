import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fetchCacheCounters } from '../../../../harness/executors/http/measure-cache-hits.ts';

const PATHS = { hits: 'hits', misses: 'misses' };
let server: Server;
let origin: string;
beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.url === '/away') response.writeHead(302, { location: '/counters' });
    if (request.url === '/broken') response.writeHead(503);
    if (request.url === '/closed') return void response.destroy();
    response.end('{"hits":3,"misses":1}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());

test('reads counters from the response', async () => {
  expect(await fetchCacheCounters(`${origin}/counters`, PATHS)).toEqual({
    type: 'counters',
    hits: 3,
    misses: 1,
  });
});

test.each([
  ['/broken', '/broken returned status 503'],
  ['/away', '/away did not respond: unexpected redirect'],
  ['/closed', '/closed did not respond: other side closed'],
])('%s gives no counters and a reason', async (path, reason) => {
  expect(await fetchCacheCounters(`${origin}${path}`, PATHS)).toEqual({ type: 'unknown', reason });
});

test('gives no counters and a reason when nothing listens', async () => {
  // Port 1 is reserved, and nothing listens on it.
  expect(await fetchCacheCounters('http://127.0.0.1:1/counters', PATHS)).toMatchObject({
    reason: expect.stringMatching(/^\/counters did not respond: .+/),
  });
});
