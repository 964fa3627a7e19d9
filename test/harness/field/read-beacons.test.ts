import { describe, expect, test } from 'vitest';
import { aggregateFieldData } from '../../../harness/field/aggregate-real-user-field-data.ts';
import { matchesPage } from '../../../harness/field/read-page-field-data.ts';
import {
  type Beacons,
  FieldProblem,
  readBeacons,
  UNKNOWN_PAGE,
} from '../../../harness/field/read-web-vitals-beacons.ts';

async function* lines(...entries: readonly unknown[]): AsyncGenerator<string> {
  for (const entry of entries) yield typeof entry === 'string' ? entry : JSON.stringify(entry);
}

const read = (...entries: readonly unknown[]): Promise<Beacons> =>
  readBeacons([lines(...entries)], () => true);

/** Values by page and metric. */
function plain({ pages }: Beacons) {
  return Object.fromEntries(
    [...pages].map(([page, metrics]) => [
      page,
      Object.fromEntries([...metrics].map(([name, values]) => [name, [...values]])),
    ]),
  );
}

describe('readBeacons', () => {
  test('groups the metrics of visits by page, however the page is named', async () => {
    const beacons = await read(
      { name: 'LCP', value: 1_200, id: 'v5-1', url: 'https://shop.example/about?ref=mail#top' },
      { name: 'LCP', value: 900, id: 'v5-2', path: '/about' },
      { name: 'CLS', value: 0.02, id: 'v5-3', page: '/about' },
      { name: 'INP', value: 80, id: 'v5-4', navigationURL: 'https://shop.example/' },
      { name: 'TTFB', value: 50, id: 'v5-5' },
    );
    expect(plain(beacons)).toEqual({
      '/about': { lcp: [900, 1_200], cls: [0.02] },
      '/': { inp: [80] },
      [UNKNOWN_PAGE]: { ttfb: [50] },
    });
  });

  test('counts the last value that a visit reported of a metric, by time if given', async () => {
    const beacons = await read(
      { name: 'CLS', value: 0.1, id: 'a', url: '/' },
      { name: 'CLS', value: 0.3, id: 'a', url: '/' },
      { name: 'INP', value: 200, id: 'b', url: '/', time: 2_000_000_000_000 },
      { name: 'INP', value: 90, id: 'b', url: '/', time: 1_900_000_000_000 },
      { name: 'LCP', value: 5, url: '/' },
      { name: 'LCP', value: 7, url: '/' },
    );
    expect(plain(beacons)['/']).toEqual({ cls: [0.3], inp: [200], lcp: [5, 7] });
  });

  test('accepts several metrics in a line, and leaves out custom metrics of a site', async () => {
    const beacons = await read(
      [
        { name: 'LCP', value: 1, url: '/' },
        { name: 'hero-image', value: 9, url: '/' },
      ],
      '',
      { name: 'FID', value: 12, url: '/' },
    );
    expect(plain(beacons)['/']).toEqual({ lcp: [1], fid: [12] });
  });

  test.each([
    ['milliseconds', 1_790_000_000_000],
    ['seconds', 1_790_000_000],
    ['text', '2026-09-21T14:13:20.000Z'],
  ])('reads times as %s', async (_how, time) => {
    const { fromMs, toMs } = await read({ name: 'LCP', value: 1, url: '/', time });
    expect([fromMs, toMs]).toEqual([1_790_000_000_000, 1_790_000_000_000]);
  });

  test('returns no time span when no beacon has a time', async () => {
    expect(await read({ name: 'LCP', value: 1, url: '/' })).toMatchObject({
      fromMs: null,
      toMs: null,
    });
  });

  test.each([
    [['{"name":"LCP","va'], 'line 1 is not JSON: {"name":"LCP","va'],
    [[{ name: 'LCP', value: 1 }, '[]', 'x'], 'line 3 is not JSON: x'],
    [[{ metric: 'LCP' }], 'line 1 is not a web-vitals metric, which needs a name and a value'],
    [['3'], 'line 1 is not a web-vitals metric, which needs a name and a value'],
    [[{ name: 'LCP', value: '12' }], 'line 1 gives LCP the invalid value "12"'],
    [[{ name: 'LCP', value: -1 }], 'line 1 gives LCP the invalid value -1'],
    [[{ name: 'mine', value: 1 }], 'it contains no web vitals'],
    [[], 'it contains no web vitals'],
  ])('rejects %j', async (entries, message) => {
    await expect(read(...entries)).rejects.toThrow(FieldProblem);
    await expect(read(...entries)).rejects.toThrow(message);
  });
});

describe('aggregateFieldData', () => {
  test('returns the 75th percentile over all accepted pages, with its interval', async () => {
    const visits = Array.from({ length: 40 }, (_, index) => ({
      name: 'LCP',
      value: index + 1,
      url: index % 2 ? '/a' : '/b',
    }));
    const data = aggregateFieldData(await read(...visits), { files: ['rum.jsonl'], page: '*' });
    expect(data).toMatchObject({ files: ['rum.jsonl'], page: '*', from: null });
    expect(data.metrics.lcp).toMatchObject({ p75: 30, n: 40 });
    const { low = null, high = null, confidence = 0 } = data.metrics.lcp ?? {};
    expect(low).toBeLessThan(30);
    expect(high).toBeGreaterThan(30);
    expect(confidence).toBeGreaterThanOrEqual(0.95);
  });
});

test.each([
  ['/about', '/about', true],
  ['/about/', '/about', false],
  ['/products/1', '/products/*', true],
  ['/product', '/products/*', false],
  ['/anything', '*', true],
])('matches %s against page %s: %s', (path, page, expected) => {
  expect(matchesPage(path, page)).toBe(expected);
});
