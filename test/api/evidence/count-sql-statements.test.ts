import { expect, test } from 'vitest';
import { countSqlStatements } from '../../../api/evidence/count-sql-statements.ts';
import {
  findBackgroundWaits,
  groupWaitsByRequest,
} from '../../../api/evidence/group-recorded-waits-and-find-call-sites.ts';
import { timeDatabaseTransactions } from '../../../api/evidence/time-database-transactions.ts';
import type { ProfiledFunction } from '../../../harness/model/program/profile.ts';
import type {
  WaitKind,
  WaitRecord,
} from '../../../harness/model/program/program-wait-record-types.ts';

/** A wait: its cause, its request, its start and end, and the number of rows. */
type Row = readonly [
  detail: string,
  operation: number,
  startMs: number,
  endMs: number,
  rows?: number,
  kind?: WaitKind,
];

/** Builds a record in which each detail is a separate call site on a line of its own. */
function recordOf(operations: number, rows: readonly Row[]): WaitRecord {
  const details = [...new Set(rows.map(([detail]) => detail))];
  const own: ProfiledFunction = {
    name: 'load',
    package: null,
    file: '/project/orders.ts',
    line: 1,
    column: 1,
    owner: 'project',
  };
  return {
    functions: [own, { ...own, name: 'query', owner: 'package', package: 'pg' }],
    sites: details.map((detail, index) => ({
      kind: rows.find(([row]) => row === detail)?.[5] ?? 'database',
      detail,
      target: null,
      stack: [1, 0],
      lines: [7, index + 1],
    })),
    operations: Array.from({ length: operations }, () => ({
      name: 'GET /',
      port: 1,
      startMs: 0,
      endMs: 100,
      weight: 1,
      cause: -1,
      program: null,
    })),
    spans: {
      site: Int32Array.from(rows, ([detail]) => details.indexOf(detail)),
      operation: Int32Array.from(rows, (row) => row[1]),
      startMs: Float64Array.from(rows, (row) => row[2]),
      endMs: Float64Array.from(rows, (row) => row[3]),
      rows: Int32Array.from(rows, (row) => row[4] ?? -1),
    },
    loopDelayMs: 0,
    dropped: 0,
  };
}

function counted(operations: number, rows: readonly Row[]) {
  const record = recordOf(operations, rows);
  const all = countSqlStatements(record, groupWaitsByRequest(record));
  return new Map(all.map((found) => [found.statement, found]));
}

const items = (operation: number, count: number): readonly Row[] =>
  Array.from({ length: count }, (_, index) => ['items', operation, 10 + index, 11 + index, 2]);

test('counts a statement in each request separately, with its caller in the project', () => {
  const found = counted(2, [
    ['orders', 0, 0, 5, 3],
    ...items(0, 3),
    ['orders', 1, 0, 5, 1],
    ...items(1, 1),
  ]);
  expect(found.get('items')).toEqual({
    statement: 'items',
    places: [{ file: '/project/orders.ts', line: 2, function: 'load' }],
    requests: 2,
    calls: 4,
    perRequest: { least: 1, median: 1, most: 3 },
    requestMs: 1,
    rowsOf: 'orders',
  });
});

test('treats as chance a count that equals the rows in one request but not in the other', () => {
  const found = counted(2, [
    ['orders', 0, 0, 5, 3],
    ...items(0, 3),
    ['orders', 1, 0, 5, 9],
    ...items(1, 2),
  ]);
  expect(found.get('items')).toMatchObject({ rowsOf: null });
});

test('ignores rows that arrived after the statement began', () => {
  const found = counted(1, [['orders', 0, 0, 50, 3], ...items(0, 3)]);
  expect(found.get('items')).toMatchObject({ rowsOf: null });
});

test('counts separately what a server queries outside its requests', () => {
  const record = recordOf(1, [['orders', 0, 0, 5, 3], ...items(-1, 4)]);
  const inside = countSqlStatements(record, groupWaitsByRequest(record));
  expect(inside.map(({ statement }) => statement)).toEqual(['orders']);
  expect(countSqlStatements(record, [findBackgroundWaits(record)])).toMatchObject([{ calls: 4 }]);
});

test('counts a program without requests as a whole', () => {
  expect(counted(0, items(-1, 4)).get('items')).toMatchObject({ requests: 1, calls: 4 });
});

test('times a transaction from begin to end, including what it waits for', () => {
  const record = recordOf(1, [
    ['begin', 0, 0, 1],
    ['orders', 0, 1, 3, 1],
    ['GET pay', 0, 3, 20, -1, 'network'],
    ['savepoint a', 0, 20, 21],
    ['rollback to savepoint a', 0, 21, 22],
    ['COMMIT', 0, 22, 24],
    ['orders', 0, 25, 26, 1],
  ]);
  expect(timeDatabaseTransactions(record, groupWaitsByRequest(record))).toEqual([
    {
      begin: [{ file: '/project/orders.ts', line: 1, function: 'load' }],
      end: [{ file: '/project/orders.ts', line: 6, function: 'load' }],
      endedBy: 'commit',
      count: 1,
      medianMs: 24,
      longestMs: 24,
      statements: 3,
      otherWaits: { network: 17 },
    },
  ]);
  const statements = countSqlStatements(record, groupWaitsByRequest(record));
  expect(statements.map(({ statement }) => statement)).not.toContain('begin');
});
