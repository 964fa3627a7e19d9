import { describe, expect, test } from 'vitest';
import {
  countStatementsPerCall,
  markRepetition,
} from '../../../api/evidence/count-sql-statements-per-application-call.ts';
import { isUsualStall } from '../../../api/evidence/find-event-loop-stalls.ts';
import { groupWaitsByTest } from '../../../api/evidence/group-waits-by-test.ts';
import type { ProfiledFunction } from '../../../harness/model/program/profile.ts';
import type { WaitRecord } from '../../../harness/model/program/program-wait-record-types.ts';
import type { MeasuredStatement } from '../../../harness/model/program/scenario-runtime-evidence.ts';

const APPLICATION = 0;
const TEST = 1;
const HELPER = 2;

function functionIn(file: string): ProfiledFunction {
  return { name: 'f', package: null, file, line: 1, column: 1, owner: 'project' };
}

/** Stacks of waits, innermost function first, and the request of each; −1: none. */
function recordOf(waits: readonly (readonly [stack: readonly number[], request: number])[]) {
  const zeros = new Float64Array(waits.length);
  return {
    functions: ['src/orders.js', 'test/orders.test.js', 'test/helper.js'].map(functionIn),
    sites: waits.map(([stack], index) => ({
      kind: 'database',
      detail: `select ${index}`,
      target: null,
      stack,
      lines: stack.map(() => 1),
    })),
    operations: [],
    spans: {
      site: Int32Array.from(waits, (_, index) => index),
      operation: Int32Array.from(waits, ([, request]) => request),
      startMs: zeros,
      endMs: zeros,
    },
    loopDelayMs: 0,
    dropped: 0,
  } satisfies WaitRecord;
}

const isTestCode = (file: string): boolean => file.startsWith('test/');

describe('groupWaitsByTest', () => {
  test('puts waits of a request together, whichever test sent it', () => {
    const record = recordOf([
      [[APPLICATION], 3],
      [[APPLICATION, TEST], 4],
      [[APPLICATION], 3],
    ]);
    const { requests, tests } = groupWaitsByTest(record, isTestCode);
    expect(requests.map((waits) => waits.map(({ site }) => site))).toEqual([[0, 2], [1]]);
    expect(tests).toEqual([]);
  });

  test('puts waits outside of requests to the line of a test or helper that called', () => {
    const record = recordOf([
      [[APPLICATION, HELPER, TEST], -1],
      [[APPLICATION, TEST], -1],
      [[APPLICATION, HELPER], -1],
      [[APPLICATION], -1],
    ]);
    const { tests, outside } = groupWaitsByTest(record, isTestCode);
    expect(tests.map(({ waits }) => waits.map(({ site }) => site))).toEqual([[0, 2, 3], [1]]);
    expect(tests.map(({ calledAt }) => calledAt)).toEqual([
      { file: 'test/helper.js', line: 1, function: 'f' },
      { file: 'test/orders.test.js', line: 1, function: 'f' },
    ]);
    expect(outside).toEqual([]);
  });

  test('puts waits that follow without the test on their stack to the last test that called', () => {
    const record = recordOf([
      [[APPLICATION], -1],
      [[APPLICATION, TEST], -1],
      [[APPLICATION], -1],
    ]);
    const { tests, outside } = groupWaitsByTest(record, isTestCode);
    expect(tests.map(({ waits }) => waits.map(({ site }) => site))).toEqual([[1, 2]]);
    expect(outside.map(({ site }) => site)).toEqual([0]);
  });

  test('no longer counts functions of tests as those of the project', () => {
    const { record } = groupWaitsByTest(recordOf([]), isTestCode);
    expect(record.functions.map(({ owner }) => owner)).toEqual(['project', 'harness', 'harness']);
  });
});

describe('countStatementsPerCall', () => {
  const file = '/shop/src/orders.js';
  const calledAt = { file: '/shop/test/orders.test.js', line: 20, function: 'test' };
  const functions = (calls: number) => [
    { file, lines: new Map(), functions: [{ name: 'list', fromLine: 1, toLine: 9, calls }] },
  ];
  const lines = (count: number) => [
    { file: calledAt.file, lines: new Map([[20, { entered: 1, most: count }]]), functions: [] },
  ];
  const statement = (calls: number, most = calls): MeasuredStatement => ({
    statement: 'select 1',
    places: [{ file, line: 5, function: 'list' }],
    requests: 1,
    calls,
    perRequest: { least: most, median: most, most },
    requestMs: 12,
    rowsOf: null,
  });
  const count = (calls: number, executions: Parameters<typeof countStatementsPerCall>[1]) =>
    countStatementsPerCall([{ calledAt, statements: [statement(calls)] }], executions);

  test('divides a loop of the application by how often the line of the test ran', () => {
    const { counted } = count(40, [...lines(2), ...functions(500)]);
    expect(counted[0]).toMatchObject({ perRequest: { median: 20 }, requests: 2, requestMs: 6 });
  });

  test('a loop of the test runs the statement once per call', () => {
    const { counted } = count(40, lines(40));
    expect(counted[0]).toMatchObject({ perRequest: { most: 1 }, calls: 40 });
  });

  test('without lines of the test, divides by the calls of the outermost function', () => {
    expect(count(40, functions(2)).counted[0]).toMatchObject({ perRequest: { median: 20 } });
  });

  test.each([
    ['as many calls of its function', 40],
    ['no known calls', 0],
  ])('leaves a statement with %s undecided', (_, calls) => {
    const { counted, undecided } = count(40, functions(calls));
    expect([counted.length, undecided.length]).toEqual([0, 1]);
  });

  test('counts a statement that ran once in its test, whoever else called the function', () => {
    expect(count(1, functions(50)).counted[0]?.perRequest.most).toBe(1);
  });

  test('marks a statement that runs more often than its function is called', () => {
    expect(markRepetition(statement(6), functions(2))).toMatchObject({ repeatsWithinCall: true });
    expect(markRepetition(statement(6), functions(6))).toEqual(statement(6));
    expect(markRepetition(statement(6), [])).toEqual(statement(6));
  });

  test('joins what one place runs for several lines, with the most of them', () => {
    const other = { ...calledAt, line: 30 };
    const { counted } = countStatementsPerCall(
      [
        { calledAt, statements: [statement(12)] },
        { calledAt: other, statements: [statement(1)] },
      ],
      lines(1),
    );
    expect(counted).toMatchObject([{ calls: 13, perRequest: { least: 1, median: 1, most: 12 } }]);
  });
});

test('a stall counts if the function stalls in one of ten calls', () => {
  const place = { file: '/shop/src/report.js', line: 5, function: 'render' };
  const functions = [{ name: 'render', fromLine: 1, toLine: 9, calls: 30 }];
  const executions = [{ file: place.file, lines: new Map(), functions }];
  const isUsual = (count: number) =>
    isUsualStall({ places: [place], count, longestMs: 200 }, executions);
  expect([isUsual(2), isUsual(3)]).toEqual([false, true]);
});

test('the calls of a function without a name are not those of the function around it', () => {
  const place = { file: '/shop/src/middleware.js', line: 5, function: '(anonymous)' };
  const functions = [
    { name: 'middleware', fromLine: 1, toLine: 9, calls: 1 },
    { name: '', fromLine: 2, toLine: 8, calls: 30 },
  ];
  const stall = { places: [place], count: 2, longestMs: 200 };
  expect(isUsualStall(stall, [{ file: place.file, lines: new Map(), functions }])).toBe(false);
});
