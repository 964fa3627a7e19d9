/** Published data about the users of a page: 75th percentiles without a number of visits. */
import { describe, expect, test } from 'vitest';
import { judgeRecordBudget } from '../../../../harness/gate/judge-metric-budget.ts';
import { runRecordSchema } from '../../../../harness/model/documents/run-record.ts';
import {
  importError,
  importFixturePath,
  importRecords,
  writeImportFile,
} from '../../../support/import-fixture-run-records.ts';
import { readFixtureJson } from './read-fixture-json.ts';

/** Pages with their devices and 75th percentiles. */
async function pagesOf(path: string) {
  return (await importRecords([path])).map(({ scenario, field }) => ({
    scenario,
    device: field?.device,
    span: [field?.from?.slice(0, 10), field?.to?.slice(0, 10)],
    p75s: Object.fromEntries(
      Object.entries(field?.metrics ?? {}).map(([name, { p75 }]) => [name, p75]),
    ),
  }));
}

describe('CrUX', () => {
  test('reads a page on a device from an answer of its API, with neither visits nor interval', async () => {
    const { metrics } = readFixtureJson('crux/record.json').record;
    expect(await pagesOf('crux/record.json')).toEqual([
      {
        scenario: 'https://shop.example (phone)',
        device: 'phone',
        span: ['2026-10-28', '2026-11-24'],
        p75s: {
          lcp: metrics.largest_contentful_paint.percentiles.p75,
          cls: Number(metrics.cumulative_layout_shift.percentiles.p75),
          inp: metrics.interaction_to_next_paint.percentiles.p75,
          fcp: metrics.first_contentful_paint.percentiles.p75,
          ttfb: metrics.experimental_time_to_first_byte.percentiles.p75,
        },
      },
    ]);
    const [record] = await importRecords(['crux/record.json']);
    expect(runRecordSchema.parse(JSON.parse(JSON.stringify(record))).field?.metrics.lcp).toEqual({
      p75: 2_684,
      low: null,
      high: null,
      confidence: 0,
      n: null,
    });
  });

  test('reads the newest period of its history, without metrics that have too few visits there', async () => {
    const [record] = await importRecords(['crux/history.json']);
    expect(await pagesOf('crux/history.json')).toEqual([
      {
        scenario: 'https://shop.example/cart (desktop)',
        device: 'desktop',
        span: ['2026-10-28', '2026-11-24'],
        p75s: { lcp: 1_990, cls: 0.03 },
      },
    ]);
    expect(record?.findings.map(({ id }) => id)).toEqual(['import-older-periods']);
  });

  test.each(['csv', 'jsonl'])(
    'reads from rows of BigQuery as %s the newest month of a device',
    async (end) => {
      const [phone] = await pagesOf(`crux/device_summary.${end}`);
      expect(phone).toMatchObject({
        scenario: 'https://shop.example (phone)',
        span: ['2026-10-01', '2026-10-31'],
        p75s: { lcp: 2_684, cls: 0.05, inp: 178 },
      });
    },
  );

  test('reads several answers from one file, one per line or as a list', async () => {
    const phoneText = JSON.stringify(readFixtureJson('crux/record.json'));
    const other = phoneText.replace('PHONE', 'DESKTOP');
    for (const text of [`${phoneText}\n${other}\n`, `[${phoneText},${other}]`]) {
      const records = await importRecords([writeImportFile('answers.json', text)]);
      expect(records.map(({ field }) => field?.device)).toEqual(['phone', 'desktop']);
    }
  });

  test('judges a limit by its percentile, since it is published only with enough visits', async () => {
    const [record] = await importRecords(['crux/record.json']);
    if (record === undefined) throw new TypeError('nothing was imported');
    const budget = { metric: 'lcp', operator: '<', text: '< 2.5 s', level: 'error' } as const;
    expect(judgeRecordBudget({ ...budget, limit: 2_500 }, record).verdict).toBe('fail');
    expect(judgeRecordBudget({ ...budget, limit: 3_000 }, record).verdict).toBe('pass');
  });

  test.each([
    [
      'a negative value',
      { p75: -5 },
      /it reports an impossible lcp of -5 for https:\/\/shop\.example\./,
    ],
    ['an endless one', { p75: 1e9 }, /it reports an impossible lcp of 1000000000 for/],
    ['NaN alone', { p75: 'NaN' }, /it contains no 75th percentile of a web vital/],
  ])('rejects %s', async (_what, percentiles, message) => {
    const record = {
      key: { origin: 'https://shop.example' },
      metrics: { largest_contentful_paint: { percentiles } },
    };
    expect(await importError('a.json', JSON.stringify({ record }), 'crux')).toMatch(message);
  });

  test('rejects the year 3000, and names its place', async () => {
    const text = JSON.stringify(readFixtureJson('crux/record.json')).replaceAll('2026', '3000');
    expect(await importError('a.json', text)).toMatch(
      /at record\.collectionPeriod\.firstDate\.year: too big/,
    );
  });

  test('rejects a table that is cut in a row, and a table of the web at large', async () => {
    const head = 'origin,device,p75_lcp\n';
    expect(await importError('a.csv', `${head}https://a.example,phone,100\nhttps:`)).toMatch(
      /the file is truncated/,
    );
    const many = Array.from({ length: 300 }, (_, index) => `https://${index}.example,phone,100\n`);
    expect(await importError('a.csv', head + many.join(''))).toMatch(
      /300 combinations of page and device/,
    );
  });
});

describe('Search Console', () => {
  test('reads the values of a table of groups, on the device that its metadata names', async () => {
    expect(await pagesOf('search-console/Table.csv')).toEqual(
      [
        ['https://shop.example/products/1', 3_100],
        ['https://shop.example/', 2_800],
        ['https://shop.example/search?q=a,b', 4_200],
      ].map(([page, lcp]) => ({
        scenario: `${page} (phone)`,
        device: 'phone',
        span: [undefined, undefined],
        p75s: { lcp },
      })),
    );
  });

  test('rejects a table that counts URLs, and says what to export instead', async () => {
    const error = await importRecords([importFixturePath('search-console/Chart.csv')]).catch(
      (problem: unknown) => problem,
    );
    expect(error).toMatchObject({ exitCode: 2, message: expect.stringMatching(/no percentile/) });
  });

  test('reads units and commas of other languages, and rejects what is no value', async () => {
    const path = writeImportFile(
      'Table.csv',
      'URL,Group INP,Group CLS\nhttps://a.example/,240 ms,"0,31"\n',
    );
    const [record] = await importRecords([path]);
    expect(record?.field?.metrics).toMatchObject({ inp: { p75: 240 }, cls: { p75: 0.31 } });
    expect(await importError('Table.csv', 'URL,Group LCP\nhttps://a.example/,NaN\n')).toMatch(
      /the lcp "NaN" is not a valid value/,
    );
  });
});
