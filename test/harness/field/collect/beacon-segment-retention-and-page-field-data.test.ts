/** Stored beacons of a collector: retention, use as a page's field data, source in a report. */
import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openCollector } from '../../../../harness/field/collect/file-backed-beacon-collector.ts';
import {
  formatUtcDay,
  segmentFileName,
} from '../../../../harness/field/collector-segment-files.ts';
import { readPageFieldData } from '../../../../harness/field/read-page-field-data.ts';
import { createHost } from '../../../../harness/host.ts';
import { runCommandInProcess } from '../../../support/run-command-in-process.ts';

const daysAgo = (days: number): Date => new Date(Date.now() - days * 86_400_000);

function beacon(name: string, value: number, serial: number, page = '/cart'): string {
  return `${JSON.stringify({ name, value, id: `v5-${serial}-${value}`, page, device: 'phone' })}\n`;
}

/** A segment of a day with as many visits. */
function segment(folder: string, day: Date, lines: string): string {
  const name = segmentFileName(day, '1-a', 0);
  writeFileSync(join(folder, name), lines);
  return name;
}

/** A beacon as a page sends it, to a collector in a folder. */
async function collect(
  folder: string,
  visits: readonly (readonly object[])[],
  keepDays = 90,
): Promise<readonly number[]> {
  const collector = openCollector(createHost(), {
    folder,
    limits: { keepDays },
    onTrouble: () => undefined,
  });
  const answers = await Promise.all(
    visits.map((metrics) =>
      collector.answer({
        method: 'POST',
        header: (name) => (name === 'user-agent' ? 'Mozilla/5.0' : null),
        address: '192.0.2.1',
        body: async () => JSON.stringify({ page: '/cart', device: 'phone', metrics }),
      }),
    ),
  );
  await collector.close();
  return answers.map(({ status }) => status);
}

const LCP = [[{ name: 'LCP', value: 900, id: 'v6-1' }]];
const scratch = (): string => mkdtempSync(join(tmpdir(), 'field-kept-'));

describe('segments', () => {
  test('are removed with the next segment when older than the retention days, and nothing else is', async () => {
    const folder = scratch();
    const old = segment(folder, daysAgo(11), beacon('LCP', 1, 1));
    const kept = segment(folder, daysAgo(9), beacon('LCP', 1, 1));
    writeFileSync(join(folder, '2001-01-01-notes.txt'), 'mine');
    expect(await collect(folder, LCP, 10)).toEqual([204]);
    const names = readdirSync(folder);
    expect(names).not.toContain(old);
    expect(names).toEqual(expect.arrayContaining([kept, '2001-01-01-notes.txt']));
    expect(names.some((name) => name.startsWith(formatUtcDay(new Date())))).toBe(true);
  });

  test.each([Number.NaN, 0, Number.POSITIVE_INFINITY])(
    'are never removed with a retention of %s days',
    async (days) => {
      const folder = scratch();
      const old = segment(folder, daysAgo(3_000), beacon('LCP', 1, 1));
      expect(await collect(folder, LCP, days)).toEqual([204]);
      expect(readdirSync(folder)).toContain(old);
    },
  );
});

describe('field data of a page from a collector folder', () => {
  const visits = (value: number, page?: string): string =>
    Array.from({ length: 20 }, (_, index) => beacon('LCP', value + index, index, page)).join('');
  const read = (folder: string, page: string, days = 28) =>
    readPageFieldData(createHost().files, { file: folder, page, days });

  test('covers its newest days, and leaves out a line truncated by a kill', async () => {
    const folder = scratch();
    segment(folder, daysAgo(40), visits(9_000));
    segment(folder, daysAgo(1), `${visits(1_000)}{"name":"LCP","va`);
    const { field, findings } = await read(folder, '/cart');
    expect(field).toMatchObject({
      source: 'collector',
      metrics: { lcp: { p75: 1_014, n: 20 } },
    });
    expect(findings.map(({ id }) => id)).toEqual(['field-torn-line']);
    expect((await read(folder, '/cart', 60)).field.metrics.lcp?.p75).toBeGreaterThan(9_000);
  });

  test('is found under the route of the page', async () => {
    const folder = scratch();
    segment(folder, daysAgo(0), visits(1_000, '/products/:id') + visits(9_000, '/products'));
    expect((await read(folder, '/products/7')).field.metrics.lcp?.n).toBe(20);
  });
});

test('LEAD-17, LEAD-19: reports collected FID as legacy, and the collector as source of field data', async () => {
  const root = scratch();
  const folder = join(root, '.perf-harness/field');
  const visits = Array.from({ length: 20 }, (_, visit) => {
    const id = `v4-${visit}`;
    return [
      { name: 'FID', value: 20 + visit, id },
      { name: 'INP', value: 90 + visit, id },
    ];
  });
  expect(new Set(await collect(folder, visits))).toEqual(new Set([204]));
  const { code, out } = await runCommandInProcess(['import', 'rum', '.perf-harness/field'], {
    cwd: root,
  });
  expect(code).toBe(0);
  expect(out).toMatch(/fid \(legacy\) +\d/);
  const text = out.replace(/\s+/g, ' ');
  expect(text).toContain(
    'Logs: why? no source Metrics: is it slow? no source Traces: where? no source',
  );
  expect(text).toMatch(/Field: does the user care\? the perf-harness collector \(.*\) \/cart: inp/);
});
