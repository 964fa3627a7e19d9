import { describe, expect, test } from 'vitest';
import { countStatementsPerCall } from '../../../api/evidence/count-sql-statements-per-application-call.ts';
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

  test('puts waits outside of requests to the outermost function of a test', () => {
    const record = recordOf([
      [[APPLICATION, HELPER, TEST], -1],
      [[APPLICATION, TEST], -1],
      [[APPLICATION, HELPER], -1],
      [[APPLICATION], -1],
    ]);
    const { tests, outside } = groupWaitsByTest(record, isTestCode);
    expect(tests.map((waits) => waits.map(({ site }) => site))).toEqual([
      [0, 1],
      [2, 3],
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
    expect(tests.map((waits) => waits.map(({ site }) => site))).toEqual([[1, 2]]);
    expect(outside.map(({ site }) => site)).toEqual([0]);
  });

  test('no longer counts functions of tests as those of the project', () => {
    const { record } = groupWaitsByTest(recordOf([]), isTestCode);
    expect(record.functions.map(({ owner }) => owner)).toEqual(['project', 'harness', 'harness']);
  });
});

describe('countStatementsPerCall', () => {
  const file = '/shop/src/orders.js';
  const executions = (calls: number) => [
    { file, lines: new Map(), functions: [{ name: 'list', fromLine: 1, toLine: 9, calls }] },
  ];
  const statement = (calls: number, most: number): MeasuredStatement => ({
    statement: 'select 1',
    places: [{ file, line: 5, function: 'list' }],
    requests: 1,
    calls,
    perRequest: { least: most, median: most, most },
    requestMs: 12,
    rowsOf: null,
  });

  test('divides a loop of the application by the calls of its function', () => {
    const { counted } = countStatementsPerCall([statement(40, 40)], executions(2));
    expect(counted[0]).toMatchObject({ perRequest: { median: 20 }, requests: 2, requestMs: 6 });
  });

  test.each([
    ['a loop of the test', 40, 40],
    ['a function whose calls are unknown', 40, 0],
  ])('leaves %s undecided', (_, statements, calls) => {
    const { counted, undecided } = countStatementsPerCall(
      [statement(statements, statements)],
      executions(calls),
    );
    expect([counted.length, undecided.length]).toEqual([0, 1]);
  });

  test('counts a statement that ran once in its test, whoever else called the function', () => {
    const { counted } = countStatementsPerCall([statement(1, 1)], executions(50));
    expect(counted[0]?.perRequest.most).toBe(1);
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
