/** Reads that a request repeats, from the waits that its process recorded. */
import { expect, test } from 'vitest';
import { findRepeatedReads } from '../../../api/evidence/find-repeated-reads.ts';
import type { WaitRecord } from '../../../harness/model/program/program-wait-record-types.ts';

type Row = readonly [detail: string, line: number, parameters: number];

const USER = 'select * from users where id = ?';
const FIRST: Row = [USER, 3, 7];
const AGAIN: Row = [USER, 9, 7];

function repeated(...requests: readonly (readonly Row[])[]) {
  const rows = requests.flat();
  const record: WaitRecord = {
    functions: [
      { name: 'load', package: null, file: '/project/a.ts', line: 1, column: 1, owner: 'project' },
    ],
    sites: rows.map(([detail, line]) => ({
      kind: detail.startsWith('POST') ? 'network' : 'database',
      detail,
      target: null,
      stack: [0],
      lines: [line],
    })),
    operations: [],
    spans: {
      site: new Int32Array(),
      operation: new Int32Array(),
      startMs: new Float64Array(),
      endMs: new Float64Array(),
    },
    loopDelayMs: 0,
    dropped: 0,
  };
  let site = -1;
  const waits = requests.map((request) =>
    request.map(([, , parameters]) => {
      site += 1;
      return { site, parameters, startMs: site, endMs: site + 1, rows: 1, connection: 0 };
    }),
  );
  return findRepeatedReads(record, waits).map(({ statement, places, first, requests: count }) => [
    statement,
    first[0]?.line,
    places[0]?.line,
    count,
  ]);
}

test('finds the same read with the same parameters in one request, also after a begin', () => {
  expect(repeated([FIRST, AGAIN])).toEqual([[USER, 3, 9, 1]]);
  expect(repeated([FIRST, ['BEGIN', 4, 0], AGAIN])).toHaveLength(1);
});

test.each<[string, readonly Row[]]>([
  ['other parameters', [FIRST, [USER, 9, 8]]],
  [
    'statements that are no plain reads',
    [
      [USER, 3, 0],
      [USER, 9, 0],
    ],
  ],
  ['a write in between', [FIRST, ['update users set name = ?', 5, 0], AGAIN]],
  [
    'a commit in between, after which another transaction is visible',
    [FIRST, ['COMMIT', 5, 0], AGAIN],
  ],
  [
    'a script that begins a transaction',
    [FIRST, ['begin; update users set name = ?; commit', 5, 0], AGAIN],
  ],
  ['a request to another program in between', [FIRST, ['POST /charge', 5, 0], AGAIN]],
])('finds nothing for %s', (_case, rows) => {
  expect(repeated(rows)).toEqual([]);
});

test('does not take reads of two requests together', () => {
  expect(repeated([FIRST], [AGAIN])).toEqual([]);
});
