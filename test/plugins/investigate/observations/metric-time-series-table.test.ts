import { expect, test } from 'vitest';
import { SeriesTable } from '../../../../plugins/investigate/observations/metric-time-series-table.ts';

const HOUR = 3_600_000;

/** A table with a point a minute for an hour from each file, which begins at an hour. */
function tableOf(files: Readonly<Record<string, number>>): SeriesTable {
  const table = new SeriesTable();
  for (const [file, hour] of Object.entries(files)) {
    table.begin(file);
    for (let minute = 0; minute < 60; minute += 1)
      table.add('cpu', '', hour * HOUR + minute * 60_000, minute);
  }
  return table;
}

test('returns one series per file for the same column of simultaneous files', () => {
  const found = tableOf({ 'a.csv': 1, 'b.csv': 1 }).all();
  expect(found.map(({ labels, at }) => [labels, at.length])).toEqual([
    ['file=a.csv', 60],
    ['file=b.csv', 60],
  ]);
});

test.each([{ files: { 'log.1': 1, log: 2 } }, { files: { log: 2, 'log.1': 1 } }])(
  'joins a column of consecutive files into one series, in any order ($files)',
  ({ files }) => {
    expect(
      tableOf(files)
        .all()
        .map(({ labels, at }) => [labels, at.length]),
    ).toEqual([['', 120]]);
  },
);
