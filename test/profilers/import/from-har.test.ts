/** A HAR written by Chromium, and invalid input. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { harImporter } from '../../../profilers/import/from-har.ts';
import { functionWeightsByName } from '../../support/function-weights-by-name.ts';

const PATH = join(import.meta.dirname, '../../fixtures/profile-files/playwright-1.65.1/orders.har');
const TEXT = readFileSync(PATH, 'utf8');

const har = (entries: readonly unknown[]) => harImporter.read(JSON.stringify({ log: { entries } }));
const entry = (time: number, timings: object, more: object = {}) => ({
  time,
  request: { method: 'GET', url: 'https://shop.example/orders/7?full=1' },
  response: { status: 200 },
  timings,
  ...more,
});

describe('LEAD-02: the HAR importer', () => {
  const profile = harImporter.read(TEXT);
  const weights = functionWeightsByName(profile);

  test('groups requests by host and path, with what each waited for', () => {
    expect(profile).toMatchObject({ tool: 'har', weight: 'time', samples: null });
    expect(Object.keys(weights).toSorted()).toEqual([
      '(connect)',
      '(dns)',
      '(receive)',
      '(ssl)',
      '(wait)',
      'GET /api/missing',
      'GET /api/orders/:id',
      'GET /orders',
      'localhost:18443',
    ]);
  });

  test('accounts for all the time of all requests, and no more', () => {
    const { log } = JSON.parse(TEXT) as { log: { entries: { time: number }[] } };
    const sumMs = log.entries.reduce((sum, { time }) => sum + time, 0);
    expect(weights['localhost:18443']?.total).toBeCloseTo(sumMs, 2);
    expect(weights['GET /orders']?.total).toBe(93.501);
  });

  test('reports what failed, and that requests ran concurrently', () => {
    expect(profile.findings.map(({ id, message }) => [id, message])).toEqual([
      ['failed-requests', '1 of 10 requests failed: GET /api/missing (404).'],
      ['side-by-side', expect.stringContaining('The times of 10 requests are added up')],
    ]);
  });
});

describe('the importer of HAR phases', () => {
  test('counts TLS once when the tool includes it in the connection, as HAR 1.2 does', () => {
    const phases = { blocked: 5, dns: 1, connect: 30, ssl: 20, send: 1, wait: 60, receive: 3 };
    expect(functionWeightsByName(har([entry(100, phases)]))).toMatchObject({
      '(connect)': { self: 10 },
      '(ssl)': { self: 20 },
      'GET /orders/:id': { self: 0, total: 100 },
    });
  });

  test('ignores phases that do not apply or are missing, and gives the rest to the request', () => {
    expect(
      functionWeightsByName(har([entry(100, { dns: -1, ssl: null, wait: 60 }), entry(10, {})])),
    ).toMatchObject({
      '(wait)': { self: 60 },
      'GET /orders/:id': { self: 50, total: 110 },
    });
    expect(Object.keys(functionWeightsByName(har([entry(100, { dns: -1 })])))).not.toContain(
      '(dns)',
    );
  });

  test('keeps the phases of a request without an answer, and counts it as failed', () => {
    const { findings } = har([entry(30, { blocked: 30 }, { response: { status: 0 } })]);
    expect(findings[0]?.message).toBe('1 of 1 requests failed: GET /orders/:id (no response).');
  });
});

test('names a request without a host by its URL scheme or text', () => {
  const request = { method: 'GET', url: 'data:text/plain,hello' };
  expect(Object.keys(functionWeightsByName(har([entry(1, {}, { request })])))).toEqual([
    'data:',
    'GET data:',
  ]);
  const broken = { method: 'GET', url: 'no url' };
  expect(Object.keys(functionWeightsByName(har([entry(1, {}, { request: broken })])))).toContain(
    'GET no url',
  );
});

test('leaves out, counts and reports entries that cannot be read', () => {
  const { time: _, ...untimed } = entry(1, {});
  const odd = [untimed, null, entry(-5, {}), entry(1, {}, { response: null })];
  const profile = har([...odd, entry(7, {}, { timings: null })]);
  expect(functionWeightsByName(profile)['GET /orders/:id']).toMatchObject({ total: 7 });
  expect(profile.findings[0]).toMatchObject({
    id: 'odd-entries',
    message: expect.stringContaining('4 of 5 entries have no readable time'),
  });
});

test('ignores phases that do not fit into their request', () => {
  const weights = functionWeightsByName(har([entry(10, { wait: 5_000, receive: 1 })]));
  expect(weights).toMatchObject({ 'GET /orders/:id': { self: 10, total: 10 } });
  expect(Object.keys(weights)).not.toContain('(wait)');
});

test.each([
  ['the file has no requests', '{"log":{"entries":[]}}'],
  ['the file is not a HAR', '{"log":{}}'],
  ['none of its 1 `entries` has a time', '{"log":{"entries":[{"time":"x"}]}}'],
  ['the file is truncated', TEXT.slice(0, 4_000)],
])('rejects a file with the message: %s', (why, text) => {
  expect(() => harImporter.read(text)).toThrow(why);
});
