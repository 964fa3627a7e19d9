import { expect, test } from 'vitest';
import type { OperationStatements } from '../../../../harness/model/program/scenario-runtime-evidence.ts';
import {
  compareOperations,
  judgeStatements,
} from '../../../../plugins/audit/gate/judge-statements-since-base.ts';
import { EMPTY_TEST_RUN } from '../../../support/empty-test-run-evidence.ts';

/** One run of the tests with the statements of each request. */
const runOf = (counts: Readonly<Record<string, number>>) => ({
  ...EMPTY_TEST_RUN,
  operations: Object.entries(counts).map(
    ([name, statements]): OperationStatements => ({ name, file: null, statements }),
  ),
});

const compare = (
  bases: readonly Readonly<Record<string, number>>[],
  heads: readonly Readonly<Record<string, number>>[],
) => compareOperations(bases.map(runOf), heads.map(runOf), (file) => file);

const judge = (counts: ReturnType<typeof compare>, incomplete: string | null = null) =>
  judgeStatements({ ...counts, command: 'npm test', incomplete }, 3, 'perf-harness audit');

test('a rise that only one of two runs shows does not fail', () => {
  const warm = compare([{ 'GET /a': 4 }, { 'GET /a': 9 }], [{ 'GET /a': 10 }, { 'GET /a': 4 }]);
  expect(warm.changes).toEqual([{ operation: 'GET /a', file: null, base: 9, head: 4 }]);
  expect(judge(warm).outcome).toBe('pass');
});

test('the largest rise is in the sentence, and others are named behind it', () => {
  const { outcome, summary, detail } = judge(
    compare(
      [{ 'GET /a': 1, 'GET /b': 1, 'GET /c': 1 }],
      [{ 'GET /a': 4, 'GET /b': 41, 'GET /c': 3 }],
    ),
  );
  expect(outcome).toBe('fail');
  expect(summary).toBe('statements: GET /b 1 → 41 statements in the tests, and 1 more');
  expect(detail).toBe('GET /a 1 → 4 statements');
});

test('requests that the base does not answer are counted as new, and do not fail', () => {
  const { outcome, summary } = judge(compare([{ 'GET /a': 1 }], [{ 'GET /a': 1, 'GET /b': 50 }]));
  expect(outcome).toBe('pass');
  expect(summary).toContain('1 kind of request or call compared, 1 new');
});

test('tests that reach no watched database leave the check incomplete, as does a reason', () => {
  expect(judge(compare([{}], [{}]))).toMatchObject({
    outcome: 'failed',
    summary:
      'statements: not counted: while `npm test` ran, no statement went through a database library that is watched',
  });
  expect(judge(compare([{ a: 1 }], [{ a: 1 }]), 'the tests failed').outcome).toBe('failed');
});
