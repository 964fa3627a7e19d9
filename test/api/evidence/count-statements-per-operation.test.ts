import { expect, test } from 'vitest';
import { countStatementsPerOperation } from '../../../api/evidence/count-statements-per-operation.ts';
import type { WaitRecord } from '../../../harness/model/program/program-wait-record-types.ts';
import type { MeasuredStatement } from '../../../harness/model/program/scenario-runtime-evidence.ts';

const site = (detail: string, kind: 'database' | 'network' = 'database') => ({
  kind,
  detail,
  target: null,
  stack: [],
  lines: [],
});
const SITES = [site('select ?'), site('begin'), site('GET bank', 'network')];

/** Waits by site and request, in order. */
function recordOf(names: readonly string[], waits: readonly (readonly [number, number])[]) {
  return {
    functions: [],
    sites: SITES,
    operations: names.map((name) => ({ ...OPERATION, name })),
    spans: {
      site: Int32Array.from(waits, ([index]) => index),
      operation: Int32Array.from(waits, ([, operation]) => operation),
      startMs: new Float64Array(waits.length),
      endMs: new Float64Array(waits.length),
    },
    loopDelayMs: 0,
    dropped: 0,
  } satisfies WaitRecord;
}
const OPERATION = { port: 1, startMs: 0, endMs: 1, weight: 1, cause: -1, program: null };

test('the request of a kind with the most statements counts, without begin and other waits', () => {
  const record = recordOf(
    ['GET /a', 'GET /a', 'GET /b'],
    [
      [0, 0],
      [0, 1],
      [0, 1],
      [1, 1],
      [2, 1],
      [0, -1],
    ],
  );
  expect(countStatementsPerOperation(record, [])).toEqual([
    { name: 'GET /a', file: null, statements: 2 },
    { name: 'GET /b', file: null, statements: 0 },
  ]);
});

test('statements of a call are added up for its outermost function', () => {
  const place = (name: string) => ({ file: '/p/a.js', line: 1, function: name });
  const ran = (most: number, ...names: readonly string[]): MeasuredStatement => ({
    statement: 'select ?',
    places: names.map(place),
    requests: 1,
    calls: most,
    perRequest: { least: most, median: most, most },
    requestMs: 1,
    rowsOf: null,
  });
  const counts = countStatementsPerOperation(recordOf([], []), [
    ran(1, 'load', 'list'),
    ran(12, 'item', 'list'),
    ran(1, 'find'),
  ]);
  expect(counts).toEqual([
    { name: 'list', file: '/p/a.js', statements: 13 },
    { name: 'find', file: '/p/a.js', statements: 1 },
  ]);
});
