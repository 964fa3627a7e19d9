import { expect, test } from 'vitest';
import type { Published } from '../../bench/bench-result.ts';
import { performancePage } from '../../bench/performance-page.ts';

const PUBLISHED: Published = {
  date: '2026-11-20',
  machine: 'a machine',
  versions: { 'Node.js': '26.10.0' },
  seconds: 7_200,
  result: {
    title: 'Verdicts',
    method: 'Compared.',
    rows: [
      {
        name: 'identical code',
        ours: '1 of 200',
        peer: '',
        ratio: null,
        low: null,
        high: null,
        limit: 'at most 0',
        holds: false,
      },
    ],
    tables: [
      { title: 'Rules', note: 'How to read it.', head: ['rule', 'alarms'], body: [['ours', '0']] },
      { title: 'Bare', note: '', head: ['a'], body: [] },
    ],
  },
};

test('the page says what does not hold, how long it took, and has every table under its claims', () => {
  const page = performancePage([PUBLISHED]);
  expect(page).toContain(
    [
      '## Verdicts',
      '',
      'Compared. It took 2.0 h on 2026-11-20: a machine.',
      '',
      '|  | perf-harness | promised | holds |',
      '| --- | --- | --- | --- |',
      '| identical code | 1 of 200 | at most 0 | **no** |',
      '',
      '### Rules',
      '',
      'How to read it.',
      '',
      '| rule | alarms |',
      '| --- | --- |',
      '| ours | 0 |',
      '',
      '### Bare',
      '',
      '| a |',
      '| --- |',
    ].join('\n'),
  );
});

test('a bench says itself what its two figures are, where it has no peer', () => {
  const columns = { ours: 'after', peer: 'before' };
  const rows = PUBLISHED.result.rows.map((row) => ({ ...row, peer: '2 ms', ratio: 0.5 }));
  const page = performancePage([{ ...PUBLISHED, result: { ...PUBLISHED.result, rows, columns } }]);
  expect(page).toContain('|  | after | before | ratio | promised | holds |');
});

test('a peer stands beside its ratio, in seconds where it took less than an hour', () => {
  const [row] = PUBLISHED.result.rows;
  if (row === undefined) throw new Error('no row');
  const beside = { ...row, peer: '2 ms', ratio: 0.5, low: 0.4, high: 0.6, holds: true };
  const page = performancePage([
    { ...PUBLISHED, seconds: 66, result: { title: 'T', method: 'M.', rows: [beside] } },
  ]);
  expect(page).toContain('M. It took 66 s on 2026-11-20: a machine.');
  expect(page).toContain(
    '| identical code | 1 of 200 | 2 ms | 0.500 (0.400 to 0.600) | at most 0 | yes |',
  );
});
