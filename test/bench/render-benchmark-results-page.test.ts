import { expect, test } from 'vitest';
import { performancePage } from '../../bench/performance-page.ts';

const PUBLISHED: Parameters<typeof performancePage>[0][number] = {
  name: 'verdicts',
  date: '2026-11-20',
  machine: 'a machine',
  versions: { 'Node.js': '26.10.0' },
  seconds: 7_200,
  result: {
    title: 'Verdicts',
    method: 'Compared with v1.2 in 0.5 s. The rest is in the result.',
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
      {
        title: 'What it takes',
        note: 'How to read it. More.',
        head: ['rule', 'alarms'],
        body: [['ours', '0']],
      },
      { title: 'Profilers beside each other', note: '', head: ['a'], body: [] },
      { title: 'Each case', note: '', head: ['b'], body: [] },
    ],
  },
};

test('writes the claims first, then what does not hold, the command and the peer tables', () => {
  const page = performancePage([PUBLISHED]);
  expect(page).toContain(
    [
      '## Verdicts',
      '',
      '|  | perf-harness | promised | holds |',
      '| --- | --- | --- | --- |',
      '| identical code | 1 of 200 | at most 0 | **no** |',
      '',
      '`npm run bench -- verdicts`, 2.0 h on 2026-11-20: a machine. Compared with v1.2 in 0.5 s.',
      '',
      '### What it takes',
      '',
      '| rule | alarms |',
      '| --- | --- |',
      '| ours | 0 |',
      '',
      'How to read it.',
      '',
      '### Profilers beside each other',
      '',
      '| a |',
      '| --- |',
    ].join('\n'),
  );
  expect(page).not.toContain('Each case');
});

test("uses the bench's own names for its two figures when it has no peer", () => {
  const columns = { ours: 'after', peer: 'before' };
  const rows = PUBLISHED.result.rows.map((row) => ({ ...row, peer: '2 ms', ratio: 0.5 }));
  const page = performancePage([{ ...PUBLISHED, result: { ...PUBLISHED.result, rows, columns } }]);
  expect(page).toContain('|  | after | before | ratio | promised | holds |');
});

test('shows a peer next to its ratio, and in seconds what took less than an hour', () => {
  const [row] = PUBLISHED.result.rows;
  if (row === undefined) throw new Error('no row');
  const beside = { ...row, peer: '2 ms', ratio: 0.5, low: 0.4, high: 0.6, holds: true };
  const page = performancePage([
    { ...PUBLISHED, seconds: 66, result: { title: 'T', method: 'M.', rows: [beside] } },
  ]);
  expect(page).toContain('`npm run bench -- verdicts`, 66 s on 2026-11-20: a machine. M.');
  expect(page).toContain(
    '| identical code | 1 of 200 | 2 ms | 0.500 (0.400 to 0.600) | at most 0 | yes |',
  );
});
