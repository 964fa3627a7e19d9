import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import {
  readResults,
  scanMetricPoint,
} from '../../../../harness/executors/k6/read-k6-json-output-results.ts';
import { createHost } from '../../../../harness/host.ts';
import { metric, point, read } from './k6-json-output-lines.ts';

const folder = mkdtempSync(join(tmpdir(), 'perf-harness-points-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('points of k6', () => {
  test('are counted by metric, over the time from the first to the last', async () => {
    const { metrics, points, seconds, isTruncated } = await read(
      metric('vus', 'gauge'),
      point('vus', 3, null, '00'),
      metric('http_reqs', 'counter'),
      point('http_reqs', 1, { status: '200' }, '01'),
      metric('http_req_duration', 'trend', { contains: 'time' }),
      point('http_req_duration', 12.5),
      point('http_reqs', 1),
      point('http_req_duration', 0.5, null, '05'),
      '',
    );
    expect({ points, seconds, isTruncated }).toEqual({ points: 5, seconds: 4, isTruncated: false });
    expect(metrics.get('http_reqs')?.series.stat('count', seconds)).toBe(2);
    expect(metrics.get('http_req_duration')?.series.stat('med', seconds)).toBe(6.5);
    expect(metrics.get('http_req_duration')?.contains).toBe('time');
    expect(metrics.get('vus')?.series.stat('value', seconds)).toBe(3);
  });

  test('count for the part with their tags too, and for no other', async () => {
    const parts = ['login', 'cart'].map((name) => ({ name: `t{name:${name}}`, tags: { name } }));
    const { metrics } = await read(
      metric('t', 'trend', { submetrics: parts }),
      point('t', 1, { name: 'login' }),
      point('t', 2, { name: 'cart', status: '200' }),
      point('t', 4, null),
      point('t', 8, { name: 'login' }),
    );
    const count = (name: string) => metrics.get(name)?.series.count();
    expect([count('t'), count('t{name:login}'), count('t{name:cart}')]).toEqual([4, 2, 1]);
  });

  test('of checks are separated by their names', async () => {
    const { metrics } = await read(
      metric('checks', 'rate'),
      point('checks', 1, { check: 'is "up"' }),
      point('checks', 0, { check: 'is "up"' }),
      point('checks', 1, { check: 'is quick' }),
    );
    expect(metrics.get('checks')?.series.stat('rate', 1)).toBeCloseTo(2 / 3);
    expect(metrics.get('checks{check:is "up"}')?.series.stat('rate', 1)).toBe(0.5);
    expect(metrics.get('checks{check:is quick}')?.series.stat('rate', 1)).toBe(1);
  });

  test('are read the same from lines in the usual form or another', async () => {
    const usual = [metric('a "b" \\', 'trend'), point('a "b" \\', 3), metric('c', 'counter')];
    const other = `{ "type": "Point", "metric": "c", "data": { "value": 2, "tags": null, "time": "2026-01-02T03:04:05Z" } }`;
    const { metrics, points } = await read(...usual, other, point('c', 5e-7));
    expect(points).toBe(3);
    expect(metrics.get('a "b" \\')?.series.stat('max', 1)).toBe(3);
    expect(metrics.get('c')?.series.stat('count', 1)).toBeCloseTo(2.000_000_5, 9);
  });

  test('give nothing when k6 measured nothing', async () => {
    expect(await read()).toMatchObject({ points: 0, seconds: 0, isTruncated: false });
  });
});

describe('incomplete output', () => {
  const whole = [metric('n', 'counter'), point('n', 1)];

  test.each([5, 40, 90])(
    'is reported when the last line breaks off after %i characters',
    async (at) => {
      const results = await read(...whole, point('n', 1).slice(0, at));
      expect(results).toMatchObject({ isTruncated: true, points: 1 });
    },
  );

  test('is refused when a line in the middle is not of k6', async () => {
    await expect(read(...whole, 'level=error', point('n', 1))).rejects.toThrow(
      'line 3 is not valid k6 output: level=error',
    );
  });

  test('is refused when a point has an undeclared metric', async () => {
    await expect(read(...whole, point('m', 1))).rejects.toThrow('line 3 has a data point for "m"');
  });

  test('is read from a file that ends in the middle of a line', async () => {
    const path = join(folder, 'cut.json');
    writeFileSync(path, `${whole.join('\n')}\n{"metric":"n","type":"Po`);
    const { readLines } = createHost().files;
    expect(await readResults(readLines(path))).toMatchObject({ isTruncated: true, points: 1 });
  });
});

describe('scanMetricPoint', () => {
  test('extracts metric, time and value from a line without parsing it', () => {
    expect(scanMetricPoint(point('http_reqs', -1.5e3, { a: 'b' }))).toEqual({
      metric: 'http_reqs',
      time: '2026-01-02T03:04:03.123456789Z',
      value: -1_500,
    });
  });

  test.each([
    ['a declaration', metric('n', 'counter')],
    ['a line that breaks off', point('n', 1).slice(0, -1)],
    ['a name with an escape', point('a"b', 1)],
    ['something else', 'level=info msg="hello"}}}'],
  ])('leaves %s to the parser', (_, line) => {
    expect(scanMetricPoint(line)).toBeNull();
  });
});
