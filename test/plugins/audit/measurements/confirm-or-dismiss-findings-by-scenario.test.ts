import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { FileExecutions } from '../../../../harness/model/program/execution-counts.ts';
import type {
  MeasuredStatement,
  ScenarioEvidence,
} from '../../../../harness/model/program/scenario-runtime-evidence.ts';
import { DEFAULT_AUDITORS } from '../../../../plugins/audit/auditors/auditor-registry.ts';
import { describeObservation } from '../../../../plugins/audit/measurements/describe-runtime-measurement-at-finding.ts';
import { locateFinding } from '../../../../plugins/audit/measurements/finding-location.ts';
import { selectMeasurement } from '../../../../plugins/audit/measurements/select-measurement-for-rule.ts';
import { auditFinding } from '../../../support/audit-category-results.ts';

const ROOT = '/project';
const FILE = join(ROOT, 'src/orders.ts');
const FINDING = auditFinding({
  rule: 'query-in-loop',
  file: 'src/orders.ts',
  line: 12,
  end_line: 12,
  evidence: [{ file: 'src/orders.ts', line: 11, text: 'the loop iterates over found' }],
});

/** A function of lines 8 to 16 with a loop in line 11. */
function passes(calls: number, turns: number): FileExecutions {
  const line = (entered: number) => ({ entered, most: entered });
  return {
    file: FILE,
    lines: new Map([
      [9, line(calls)],
      [11, { entered: calls, most: turns }],
      [12, line(turns)],
    ]),
    functions: [{ name: 'loadOrders', fromLine: 8, toLine: 16, calls }],
  };
}

function statement(calls: number, changes: Partial<MeasuredStatement> = {}): MeasuredStatement {
  return {
    statement: 'select * from items where order_id = ?',
    places: [{ file: FILE, line: 12, function: 'loadOrders' }],
    requests: 5,
    calls: 5 * calls,
    requestMs: 1,
    perRequest: { least: calls, median: calls, most: calls },
    rowsOf: null,
    ...changes,
  };
}

const NOTHING: ScenarioEvidence = {
  scenario: 'orders',
  unit: 'request',
  requests: 5,
  passes: null,
  unmapped: 0,
  outside: [],
  statements: null,
  transactions: [],
  busy: null,
  allocated: null,
  database: null,
  findings: [],
};

function said(changes: Partial<ScenarioEvidence>, finding = FINDING) {
  const evidence = { ...NOTHING, ...changes };
  return describeObservation(
    selectMeasurement(finding.rule, '651'),
    locateFinding(finding, evidence, ROOT),
    evidence,
  );
}

test('knows a measurement for every rule', () => {
  const rules = DEFAULT_AUDITORS.flatMap(({ id, rules: own }) =>
    own.map((rule) => [rule.id, id] as const),
  );
  const byAuditor = rules.map(([rule, auditor]) => [rule, selectMeasurement(rule, auditor)]);
  expect(Object.fromEntries(byAuditor)).toMatchSnapshot();
});

test('reports 1 + N for a statement that ran as often as there were rows', () => {
  const own = statement(40, { rowsOf: 'select * from orders' });
  expect(said({ passes: [passes(5, 200)], statements: [own] })).toEqual({
    type: 'measured',
    text: 'measured: 41 queries per request, 1 + N over 40 rows of `select * from orders`',
  });
});

test('reports a statement that runs several times a request as measured, whatever the rows', () => {
  const own = statement(3, { perRequest: { least: 1, median: 3, most: 7 } });
  expect(said({ passes: [passes(5, 200)], statements: [own] })).toMatchObject({
    type: 'measured',
    text: 'measured: 1 to 7 queries per request',
  });
});

test('dismisses a search, unless another statement of the loop is repeated without a reason', () => {
  const search = statement(7, { justification: 'search' });
  expect(said({ passes: [passes(5, 35)], statements: [search] })).toEqual({
    type: 'dismissed by measurement',
    text: 'measured: 7 queries per request; it is a search that ends with the first answer that differs',
  });
  expect(said({ passes: [passes(5, 35)], statements: [search, statement(3)] })).toEqual({
    type: 'measured',
    text: 'measured: 3 queries per request',
  });
});

test('dismisses a loop that iterates several times but queries once', () => {
  expect(said({ passes: [passes(5, 200)], statements: [statement(1)] })).toEqual({
    type: 'dismissed by measurement',
    text: "measured: the loop ran 40 times per call, and the loop's statement ran at most once per request",
  });
});

test('dismisses nothing for a loop that iterates once', () => {
  expect(said({ passes: [passes(5, 5)], statements: [statement(1)] })).toMatchObject({
    type: 'not decided',
  });
});

test('dismisses nothing for an unseen statement, unless no other is repeated either', () => {
  const elsewhere = { places: [{ file: FILE, line: 9, function: 'loadOrders' }] };
  const round = { passes: [passes(5, 200)] };
  const type = (statements: readonly MeasuredStatement[]) => said({ ...round, statements })?.type;
  expect(type([])).toBe('not decided');
  expect(type([statement(40, elsewhere)])).toBe('not decided');
  expect(type([statement(1, elsewhere)])).toBe('dismissed by measurement');
});

test('dismisses nothing when a job outside the requests runs queries', () => {
  const round = { passes: [passes(5, 200)], outside: [statement(400)] };
  expect(said({ ...round, statements: [statement(1)] })?.type).toBe('not decided');
  expect(said({ ...round, statements: [] })?.type).toBe('not decided');
});

test('reports and keeps a finding that the scenario does not reach', () => {
  expect(said({ passes: [passes(0, 0)], statements: [] })).toEqual({
    type: 'not reached',
    text: 'not reached by the scenario: loadOrders is not called',
  });
  expect(said({ passes: [passes(5, 0)], statements: [] })).toMatchObject({
    text: 'not reached by the scenario: the line does not run',
  });
  const other = { ...passes(5, 5), file: join(ROOT, 'src/other.ts') };
  expect(said({ passes: [other], statements: [] })).toMatchObject({ type: 'not reached' });
});

test('reports nothing where nothing is known', () => {
  expect(said({})).toBeNull();
  expect(said({ passes: [], statements: [] })).toBeNull();
  const built = { ...passes(5, 5), file: join(ROOT, 'dist/server.js') };
  expect(said({ passes: [built], unmapped: 1, statements: [] })).toBeNull();
});

test('reports how long a transaction lasts and what else it waits for', () => {
  const transactions: ScenarioEvidence['transactions'] = [
    {
      begin: [{ file: FILE, line: 9, function: 'loadOrders' }],
      end: [{ file: FILE, line: 14, function: 'loadOrders' }],
      endedBy: 'commit',
      count: 5,
      medianMs: 12.3,
      longestMs: 30,
      statements: 3,
      otherWaits: { network: 10.2 },
    },
  ];
  const finding = { ...FINDING, rule: 'long-held-transaction' };
  expect(said({ passes: [passes(5, 5)], transactions }, finding)).toEqual({
    type: 'measured',
    text: 'measured: a transaction from begin to commit takes a median of 12 ms (longest: 30 ms) with 3 statements, 10 ms of it waiting for other services',
  });
});

test('reports how long work blocks the event loop, and who allocates how much', () => {
  const own = { file: FILE, name: 'loadOrders', line: 8 };
  const measured = {
    passes: [passes(5, 200)],
    busy: [{ ...own, requestMs: 4.21 }],
    allocated: [{ ...own, requestBytes: 217_851 }],
  };
  expect(said(measured, { ...FINDING, rule: 'blocking-io-in-async' })).toMatchObject({
    text: 'measured: loadOrders blocks the event loop for 4.2 ms per request',
  });
  expect(said(measured, { ...FINDING, rule: 'string-concat-in-loop' })).toMatchObject({
    text: 'measured: loadOrders allocates 218 kB a request',
  });
});

test('adds what the database counted for the same statement', () => {
  const own = statement(40, { rowsOf: 'select * from orders' });
  const database = {
    server: 'db:5432/shop',
    statements: [
      {
        statement: 'SELECT * FROM items WHERE order_id = $1',
        calls: 800,
        rows: 2_400,
        totalMs: 40,
        plan: null,
      },
    ],
  };
  expect(said({ passes: [passes(5, 200)], statements: [own], database })?.text).toMatch(
    /; the database counted 800 calls across all trials, with 0\.05 ms and 3 rows per call$/u,
  );
});
