/** Defects of transactions, from the waits that the process of a test run recorded. */
import { describe, expect, test } from 'vitest';
import {
  countSmallCommits,
  countSqlStatements,
} from '../../../api/evidence/count-sql-statements.ts';
import { findEventLoopStalls } from '../../../api/evidence/find-event-loop-stalls.ts';
import { findEventsSentBeforeCommit } from '../../../api/evidence/find-events-sent-before-commit.ts';
import { findTransactionsLeftOpen } from '../../../api/evidence/find-transactions-left-open.ts';
import { groupWaitsByRequest } from '../../../api/evidence/group-recorded-waits-and-find-call-sites.ts';
import { listTransactions } from '../../../api/evidence/list-transactions.ts';
import { timeDatabaseTransactions } from '../../../api/evidence/time-database-transactions.ts';
import type {
  WaitKind,
  WaitRecord,
} from '../../../harness/model/program/program-wait-record-types.ts';

const FAILED = -2;
const UPDATE = 'update orders set paid = true where id = ?';
const INSERT = 'insert into codes (code) values (?)';

/** One wait of one request; each begins when the one before has ended. */
interface Step {
  readonly detail: string;
  readonly rows?: number;
  readonly connection?: number;
  readonly kind?: WaitKind;
  readonly target?: string;
  /** True for a call that only code of tests makes. */
  readonly isOfTest?: boolean;
}

const step = (detail: string, more: Omit<Step, 'detail'> = {}): Step => ({ detail, ...more });

function recordOf(steps: readonly Step[]): WaitRecord {
  const place = { package: null, file: '/project/orders.ts', line: 1, column: 1 };
  return {
    functions: [
      { ...place, name: 'pay', owner: 'project' },
      { ...place, name: 'afterEach', owner: 'harness' },
    ],
    sites: steps.map(({ detail, kind = 'database', target = null, isOfTest = false }, index) => ({
      ...{ kind, detail, target },
      stack: [isOfTest ? 1 : 0],
      lines: [steps.findIndex((other) => other.detail === detail) === index ? index + 1 : 1],
    })),
    operations: [],
    spans: {
      site: Int32Array.from(steps.keys()),
      operation: Int32Array.from(steps, () => 0),
      startMs: Float64Array.from(steps.keys(), (index) => index * 10),
      endMs: Float64Array.from(steps.keys(), (index) => index * 10 + 8),
      rows: Int32Array.from(steps, ({ rows = 1 }) => rows),
      connection: Int32Array.from(steps, ({ connection = 1 }) => connection),
    },
    loopDelayMs: 0,
    dropped: 0,
  };
}

const GET = step('GET rates', { kind: 'network' });
const POST = step('POST events', { kind: 'network' });
const [BEGIN, COMMIT, ROLLBACK] = [step('BEGIN'), step('COMMIT'), step('ROLLBACK')];

describe('listTransactions', () => {
  test('keeps transactions of two connections apart, with no waits of others in either', () => {
    const record = recordOf([
      ...[BEGIN, step('begin', { connection: 2 }), step(UPDATE), POST],
      ...[step(INSERT, { connection: 2 }), COMMIT, step('commit', { connection: 2 })],
    ]);
    const [spans = []] = groupWaitsByRequest(record);
    const found = listTransactions(record, spans);
    expect(
      found.map(({ statements, others, begin }) => [
        begin.connection,
        statements.map(({ site }) => record.sites[site]?.detail),
        others.length,
      ]),
    ).toEqual([
      [1, [UPDATE], 0],
      [2, [INSERT], 0],
    ]);
  });
});

describe('findTransactionsLeftOpen', () => {
  const failing = [BEGIN, step(INSERT, { rows: FAILED })];

  test.each<[string, readonly Step[], number]>([
    ['finds one that no statement ends after the error', failing, 1],
    ['finds one whose end fails as well', [...failing, step('COMMIT', { rows: FAILED })], 1],
    [
      'finds one that only a test rolls back',
      [...failing, step('ROLLBACK', { isOfTest: true })],
      1,
    ],
    ['accepts a rollback', [...failing, ROLLBACK], 0],
    ['accepts a rollback to a savepoint', [...failing, step('rollback to s1')], 0],
    ['accepts the end of the connection', [...failing, step('disconnect')], 0],
    ['ignores a transaction without an error', [BEGIN, step(INSERT)], 0],
    [
      'ignores an error of another connection',
      [BEGIN, step(INSERT, { rows: FAILED, connection: 2 })],
      0,
    ],
  ])('%s', (_title, steps, count) => {
    expect(findTransactionsLeftOpen(recordOf(steps))).toHaveLength(count);
  });
});

describe('findEventsSentBeforeCommit', () => {
  const early = (steps: readonly Step[]) => {
    const record = recordOf(steps);
    return findEventsSentBeforeCommit(record, groupWaitsByRequest(record));
  };

  test('finds a message between a change and its commit, which is no wait for a service', () => {
    const steps = [BEGIN, step(UPDATE), POST, COMMIT];
    expect(early(steps)).toMatchObject([{ event: 'POST events', statement: UPDATE, count: 1 }]);
    const record = recordOf(steps);
    const [transaction] = timeDatabaseTransactions(record, groupWaitsByRequest(record));
    expect(transaction?.otherWaits).toEqual({ event: 8 });
  });

  test.each<[string, readonly Step[]]>([
    ['after the commit', [BEGIN, step(UPDATE), COMMIT, POST]],
    ['before the first change', [BEGIN, POST, step(UPDATE), COMMIT]],
    ['that only reads', [BEGIN, step(UPDATE), GET, COMMIT]],
    ['after a change that failed', [BEGIN, step(UPDATE, { rows: FAILED }), POST, COMMIT]],
  ])('ignores a request %s', (_title, steps) => expect(early(steps)).toEqual([]));
});

describe('countSmallCommits', () => {
  const most = (steps: readonly Step[]) => {
    const record = recordOf(steps);
    const commits = countSmallCommits(record, groupWaitsByRequest(record));
    return commits.map(({ perRequest }) => perRequest.most);
  };

  test('counts commits of single rows, and no commits of batches or of reads', () => {
    expect(most([BEGIN, step(UPDATE), COMMIT])).toEqual([1]);
    expect(most([BEGIN, step(INSERT, { rows: 20 }), COMMIT])).toEqual([]);
    expect(most([BEGIN, step('select 1'), COMMIT])).toEqual([]);
  });
});

describe('countSqlStatements', () => {
  const reasons = (steps: readonly Step[]) => {
    // All at one place.
    const record = recordOf(steps);
    const sites = record.sites.map((site) => ({ ...site, lines: [1] }));
    const counted = countSqlStatements({ ...record, sites }, groupWaitsByRequest(record));
    return counted.map(({ justification }) => justification);
  };
  const code = (rows: number) => step('select code from codes where code = ?', { rows });
  const row = step(INSERT, { target: 'sqlite' });

  test.each<[string, readonly Step[], string | undefined]>([
    ['a search that ends with the first free name', [code(1), code(1), code(0)], 'search'],
    ['a retry after errors', [code(FAILED), code(FAILED), code(1)], 'search'],
    ['a loop over keys', [code(1), code(1), code(1)], undefined],
    ['batches of rows', [step(INSERT, { rows: 20 }), step(INSERT, { rows: 20 })], 'batch'],
    ['rows one by one', [step(INSERT), step(INSERT)], undefined],
    ['rows in one transaction of SQLite', [BEGIN, row, row, COMMIT], 'in-process transaction'],
    ['rows of SQLite without a transaction', [row, row], undefined],
    ['rows in one transaction of a server', [BEGIN, step(INSERT), step(INSERT), COMMIT], undefined],
  ])('judges %s', (_title, steps, reason) => {
    expect(reasons(steps)).toEqual([reason]);
  });
});

test('countSqlStatements counts a loop once, whose first call has callers that later ones lack', () => {
  const record = recordOf([step(INSERT), step(INSERT), step(INSERT)]);
  const handler = record.functions.length;
  const route = { name: 'route', package: null, file: '/project/app.ts', line: 1, column: 1 };
  const sites = record.sites.map((site, index) => ({
    ...site,
    ...(index === 0 ? { stack: [0, handler], lines: [1, 5] } : { stack: [0], lines: [1] }),
  }));
  const functions = [...record.functions, { ...route, owner: 'project' as const }];
  const counted = countSqlStatements({ ...record, sites, functions }, groupWaitsByRequest(record));
  expect(counted.map(({ perRequest }) => perRequest.most)).toEqual([3]);
});

test('findEventLoopStalls finds the longest stretch of a place, and none without project code', () => {
  const held = (isOfTest: boolean) => step('', { kind: 'event loop', isOfTest });
  const find = (steps: readonly Step[]) => {
    const record = recordOf(steps);
    return findEventLoopStalls(record, groupWaitsByRequest(record));
  };
  expect(find([held(false)])).toMatchObject([{ count: 1, longestMs: 8 }]);
  expect(find([held(true)])).toEqual([]);
});
