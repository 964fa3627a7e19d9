import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  computeHitRate,
  fetchCacheCounters,
  readCacheCounters,
} from '../../../../harness/executors/probe/cache-hit-rate.ts';

describe('the cache hit rate between two readings', () => {
  const counters = (hits: number, misses: number) => ({ hits, misses });

  test.each([
    ['the share of hits', counters(100, 50), counters(103, 51), 0.75],
    ['no hits', counters(0, 0), counters(0, 4), 0],
    ['no lookups', counters(5, 5), counters(5, 5), 'there were no cache lookups'],
    ['fallen hits', counters(5, 5), counters(4, 9), /decreased because .* was restarted/],
    ['fallen misses', counters(5, 5), counters(9, 4), /decreased/],
    ['an unknown first reading', 'it was away', counters(5, 5), 'it was away'],
    ['an unknown last reading', counters(5, 5), 'it was away', 'it was away'],
  ])('is a number, or states why there is none: %s', (_, before, after, expected) => {
    const rate = computeHitRate(before, after);
    if (expected instanceof RegExp) expect(rate).toMatch(expected);
    else expect(rate).toBe(expected);
  });
});

describe('the cache counters of a text', () => {
  const PATHS = { hits: 'cache.hits', misses: 'cache.misses' };

  function read(text: string, paths = PATHS) {
    const reading = readCacheCounters(text, paths, 'the file');
    return typeof reading === 'string' ? reading : [reading.hits, reading.misses];
  }

  test('finds numbers by the path of their keys', () => {
    expect(read('{"cache":{"hits":3,"misses":1}}')).toEqual([3, 1]);
    expect(read('{"hits":3,"misses":0}', { hits: 'hits', misses: 'misses' })).toEqual([3, 0]);
    expect(read('[{"hits":3},{"misses":2}]', { hits: '0.hits', misses: '1.misses' })).toEqual([
      3, 2,
    ]);
  });

  test('accepts keys that contain dots', () => {
    expect(read('{"cache.hits":3,"cache.misses":1}')).toEqual([3, 1]);
    expect(read('{"a":{"b.c":{"d":5}},"a.b":1}', { hits: 'a.b.c.d', misses: 'a.b' })).toBe(
      'the file has no number at a.b.c.d: {"a":{"b.c":{"d":5}},"a.b":1}',
    );
    expect(read('{"a":{"b.c":{"d":5,"e":6}}}', { hits: 'a.b.c.d', misses: 'a.b.c.e' })).toEqual([
      5, 6,
    ]);
  });

  test('adds up objects of several lines, as several processes append them', () => {
    const lines = '{"cache":{"hits":3,"misses":1}}\n\n{"cache":{"hits":4,"misses":2}}\n';
    expect(read(lines)).toEqual([7, 3]);
  });

  test('accepts one object over several lines', () => {
    expect(read('{\n  "cache": {\n    "hits": 3,\n    "misses": 1\n  }\n}\n')).toEqual([3, 1]);
  });

  test('names text that is not JSON and numbers that are missing', () => {
    expect(read('')).toBe('the file is not JSON: it is empty');
    expect(read('hits 3')).toBe('the file is not JSON: hits 3');
    expect(read('{"cache":{"hits":3,"misses":1}}\nhits')).toMatch(/^the file is not JSON: /);
    expect(read('{"cache":{"hits":3}}')).toBe(
      'the file has no number at cache.misses: {"cache":{"hits":3}}',
    );
    expect(read('{"cache":{"hits":"3","misses":1}}')).toMatch(/no number at cache\.hits: /);
    expect(read('{"cache":null}')).toMatch(/no number at cache\.hits: /);
    expect(read('7')).toBe('the file has no number at cache.hits: 7');
    expect(read(`"${'x'.repeat(100)}"`)).toMatch(/: "x+…$/);
  });

  test('ignores properties that every object inherits', () => {
    expect(read('{}', { hits: 'constructor.length', misses: 'toString.length' })).toMatch(
      /no number at constructor\.length/,
    );
  });
});

describe('the cache counters of a server', () => {
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
      hits: 3,
      misses: 1,
    });
  });

  test.each([
    ['/broken', '/broken returned status 503'],
    ['/away', '/away did not respond: unexpected redirect'],
    ['/closed', '/closed did not respond: other side closed'],
  ])('%s gives no counters and a reason', async (path, reason) => {
    expect(await fetchCacheCounters(`${origin}${path}`, PATHS)).toBe(reason);
  });

  test('gives no counters and a reason when nothing listens', async () => {
    // Port 1 is reserved, and nothing listens on it.
    expect(await fetchCacheCounters('http://127.0.0.1:1/counters', PATHS)).toMatch(
      /^\/counters did not respond: .+/,
    );
  });
});
