import { describe, expect, test } from 'vitest';
import type {
  MeasuredStatement,
  MeasuredTransaction,
  ScenarioEvidence,
} from '../../../../harness/model/program/scenario-runtime-evidence.ts';
import { DEFAULT_AUDITORS } from '../../../../plugins/audit/auditors/auditor-registry.ts';
import { addDefectsObservedInTests } from '../../../../plugins/audit/measurements/add-defects-observed-in-tests.ts';
import type { FindLoop } from '../../../../plugins/audit/measurements/find-loop-among-callers.ts';
import { auditFinding, completedCategory } from '../../../support/audit-category-results.ts';
import { EMPTY_TEST_RUN } from '../../../support/empty-test-run-evidence.ts';

const PLACE = { file: '/shop/src/orders.ts', line: 12, function: 'loadOrders' };

function statement(executions: number, changes: Partial<MeasuredStatement> = {}) {
  return {
    statement: 'select * from items where order_id = ?',
    places: [PLACE, { file: '/shop/src/routes.ts', line: 4, function: 'list' }],
    requests: 1,
    calls: executions,
    requestMs: 1,
    perRequest: { least: executions, median: executions, most: executions },
    rowsOf: null,
    ...changes,
  } satisfies MeasuredStatement;
}

function transaction(networkMs: number): MeasuredTransaction {
  return {
    begin: [PLACE],
    end: [{ ...PLACE, line: 20 }],
    endedBy: 'commit',
    count: 2,
    medianMs: 50,
    longestMs: 60,
    statements: 1,
    otherWaits: { network: networkMs },
  };
}

function seen(
  evidence: Partial<ScenarioEvidence>,
  known = auditFinding(),
  also = '652',
  findLoop: FindLoop = () => ({ type: 'unknown' }),
) {
  const { categories } = addDefectsObservedInTests(
    ['651', also].map((auditor) => completedCategory([known], { auditor })),
    { ...EMPTY_TEST_RUN, ...evidence },
    { auditors: DEFAULT_AUDITORS, root: '/shop', findLoop },
  );
  return categories.flatMap((category) =>
    category.status === 'completed' ? category.findings.filter((finding) => finding !== known) : [],
  );
}

describe('addDefectsObservedInTests', () => {
  test.each([
    ['select * from items where order_id = ?', 'query-in-loop'],
    ['INSERT INTO items VALUES (?)', 'missing-bulk-ops'],
    ['update items set name = ?', 'n-update-delete-loop'],
    ['delete from items where id = ?', 'n-update-delete-loop'],
  ])('reports the repeated statement "%s" by the rule %s', (text, rule) => {
    const [finding, ...others] = seen({ statements: [statement(12, { statement: text })] });
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      rule,
      location: 'src/orders.ts:12',
      severity: 'HIGH',
      evidence: [{ file: 'src/routes.ts', line: 4, text: 'list calls it' }],
      evidence_class: 'measured',
      measured: { type: 'measured', text: 'measured: 12 queries per request or call' },
    });
  });

  test('rates few executions MEDIUM, and reports no statement that ran twice', () => {
    expect(seen({ statements: [statement(3)] })).toMatchObject([{ severity: 'MEDIUM' }]);
    expect(seen({ statements: [statement(2)] })).toEqual([]);
  });

  test('reports a call of a service in a transaction, and none that took no time', () => {
    expect(seen({ transactions: [transaction(30)] })).toMatchObject([
      { rule: 'scope-too-wide', location: 'src/orders.ts:12', severity: 'HIGH' },
    ]);
    expect(seen({ transactions: [transaction(0)] })).toEqual([]);
  });

  test('measures the finding of the text where the rule has found the defect, and adds none', () => {
    const known = (rule: string, line: number) =>
      auditFinding({
        ...{ rule, file: 'src/orders.ts', line, end_line: line },
        ...{ issue: 'from the text', evidence_class: 'suspected' },
      });
    const queries = seen({ statements: [statement(12)] }, known('query-in-loop', 12));
    const waits = seen({ transactions: [transaction(30)] }, known('scope-too-wide', 15));
    for (const findings of [queries, waits]) {
      expect(findings.length).toBeGreaterThan(0);
      for (const finding of findings) {
        expect(finding).toMatchObject({ issue: 'from the text', evidence_class: 'measured' });
        expect(finding.measured?.text).toMatch(/^measured: /u);
      }
    }
  });

  test('reports no repetition that is a search or a batch', () => {
    expect(seen({ statements: [statement(12, { justification: 'search' })] })).toEqual([]);
  });

  test('a read that repeats with the same parameters is redundant and no loop over elements', () => {
    const statements = [statement(12, { readsSame: true })];
    const [{ places = [], statement: text = '' } = {}] = statements;
    expect(seen({ statements })).toEqual([]);
    const repeatedReads = [{ statement: text, places, first: places, requests: 1 }];
    expect(seen({ statements, repeatedReads })).toMatchObject([
      { rule: 'redundant-fetch', issue: expect.stringContaining('again and again') },
    ]);
    expect(seen({ statements: [statement(12)], repeatedReads })).toMatchObject([
      { rule: 'query-in-loop' },
    ]);
  });

  test('statements that one loop repeats are one finding at the loop', () => {
    const loop = { file: '/shop/src/import.ts', line: 40, function: 'importTags' };
    const outer = { file: '/shop/src/routes.ts', line: 9, function: 'post' };
    const called = (line: number, most: number) => {
      return { ...statement(most), places: [{ ...PLACE, line }, loop, outer] };
    };
    const findAll = (...statements: readonly ReturnType<typeof called>[]) =>
      seen({ statements }, auditFinding(), '652', () => ({
        type: 'at',
        place: loop,
        isCaller: true,
      }));
    const [finding, ...others] = findAll(called(12, 3), called(13, 12));
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      location: 'src/import.ts:40',
      severity: 'HIGH',
      issue: 'importTags runs 2 statements in its callees once per element',
      measured: { text: 'measured: 12 queries per request or call' },
    });
    expect(finding?.evidence.map(({ line }) => line)).toEqual([12, 13, 9]);
    expect(findAll(called(12, 3))).toMatchObject([{ location: 'src/orders.ts:12' }]);
  });

  test('reports no statements that no loop repeats', () => {
    const findNone: FindLoop = () => ({ type: 'none' });
    const found = (marks: Parameters<typeof statement>[1]) =>
      seen({ statements: [statement(12, marks)] }, auditFinding(), '652', findNone);
    expect(found({ repeatsWithinCall: true })).toEqual([]);
    expect(found({ isCalledByTest: true })).toEqual([]);
    // A library calls the function for each element.
    expect(found({})).toMatchObject([{ rule: 'query-in-loop' }]);
  });

  test('reports commits of single rows, open transactions, early messages and stalls', () => {
    const found = seen({
      commits: [statement(3, { statement: 'commit' })],
      openTransactions: [
        { places: [PLACE], failed: [{ ...PLACE, line: 14 }], statement: 'insert', count: 2 },
      ],
      earlyEvents: [{ event: 'POST hub/', statement: 'update', places: [PLACE], count: 1 }],
    });
    expect(found.map(({ rule, measured }) => [rule, measured?.text])).toEqual([
      ['missing-rollback', 'measured: 2 times neither a rollback nor a commit followed the error'],
      ['scope-too-wide', 'measured: 1 time sent between a change and its commit'],
      [
        'scope-too-narrow',
        'measured: 3 commits per request or call, each of fewer than 10 changed rows',
      ],
    ]);
    const stalls = [{ places: [PLACE], count: 2, longestMs: 250 }];
    expect(seen({ loopStalls: stalls }, auditFinding(), '653')).toMatchObject([
      {
        rule: 'missing-to-thread',
        measured: { text: 'measured: 2 stretches of up to 250 ms' },
      },
    ]);
  });

  test('adds nothing for a place outside of the project, or without a line', () => {
    const places = (place: object) => [statement(12, { places: [{ ...PLACE, ...place }] })];
    expect(seen({ statements: places({ file: '/lib/db.ts' }) })).toEqual([]);
    expect(seen({ statements: places({ line: 0 }) })).toEqual([]);
  });

  test('adds nothing to the findings of a scenario, whose requests are chosen', () => {
    expect(seen({ unit: 'request', statements: [statement(12)] })).toEqual([]);
  });
});
