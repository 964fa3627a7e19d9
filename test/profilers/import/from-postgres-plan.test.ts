/** Plans written by PostgreSQL, and invalid input. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { postgresPlanImporter } from '../../../profilers/import/from-postgres-plan.ts';
import { functionWeightsByName } from '../../support/function-weights-by-name.ts';

const FOLDER = join(import.meta.dirname, '../../fixtures/profile-files/postgresql-15');
function fixture(name: string): string {
  const bytes = readFileSync(join(FOLDER, name));
  return (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
}
const read = (name: string) => postgresPlanImporter.read(fixture(name));
const findingsOf = (name: string) => read(name).findings.map(({ id, level }) => [id, level]);

/** Imports a hand-written plan, for cases that no recorded plan shows. */
const plan = (node: object, rest: object = {}) =>
  postgresPlanImporter.read(JSON.stringify([{ Plan: node, ...rest }]));
const scan = (rows: number, removed: number, more: object = {}) => ({
  'Node Type': 'Seq Scan',
  'Relation Name': 'orders',
  'Plan Rows': rows,
  'Actual Total Time': 5,
  'Actual Rows': rows,
  'Actual Loops': 1,
  'Rows Removed by Filter': removed,
  ...more,
});

describe('the PostgreSQL plan importer', () => {
  test('LEAD-20: reads nodes as functions, with planning and what surrounds them', () => {
    const profile = read('plan-scan.json');
    expect(profile).toMatchObject({ tool: 'postgresql-plan', weight: 'time', samples: null });
    expect(functionWeightsByName(profile)).toEqual({
      '(planning)': { self: 0.227, total: 0.227 },
      '(execution)': { self: 0.052, total: 3.34 },
      'Seq Scan on orders': { self: 3.288, total: 3.288 },
    });
    expect(profile.functions.every(({ package: name }) => name === 'PostgreSQL')).toBe(true);
  });

  test('gives parallel workers the time of the statement, not the sum of their times', () => {
    const weights = functionWeightsByName(read('plan-parallel.json.gz'));
    // Three processes took 8.037 ms each in the mean, side by side.
    expect(weights['Parallel Seq Scan on orders']).toEqual({ self: 8.037, total: 8.037 });
    expect(weights['Partial HashAggregate']).toEqual({ self: 12.227, total: 20.264 });
    expect(weights['Gather Merge']).toEqual({ self: 8.476, total: 28.763 });
    expect(weights['(execution)']?.total).toBe(28.863);
  });

  test('counts all executions of a node, and no more time than there was', () => {
    const weights = functionWeightsByName(read('plan-nested.json.gz'));
    const inner = weights['Index Scan using customers_pkey on customers c']?.self ?? 0;
    const outer = weights['Seq Scan on orders o']?.self ?? 0;
    // 58,194 × 0.003 ms, plus rounding.
    expect(inner).toBeGreaterThan(170);
    expect(inner + outer).toBeCloseTo(245.854, 2);
    expect(weights['Nested Loop']?.total).toBe(245.854);
    expect(weights['(execution)']?.total).toBe(302.882);
  });

  test('places a CTE where it is read, and gives a part that was never executed no time', () => {
    const weights = functionWeightsByName(read('plan-subplans.json.gz'));
    const below = ['Seq Scan on orders', 'Aggregate'].map((name) => weights[name]?.total ?? 0);
    expect(weights['Seq Scan on orders']).toEqual({ self: 7.199, total: 7.199 });
    // 36.722 in all, of which 7.199 for the CTE, 21.612 for the InitPlan, 2.884 for the SubPlan.
    expect(weights['CTE Scan on big b']).toEqual({ self: 5.027, total: 36.722 });
    expect(below[1]).toBeCloseTo(21.612 + 2.884 + 0.206, 3);
    expect(weights['Seq Scan on customers']).toEqual({ self: 0, total: 0 });
    expect(weights['(execution)']?.total).toBe(37.173);
  });

  test('places an InitPlan where its result is used, which may be further down', () => {
    const weights = functionWeightsByName(read('plan-initplan.json.gz'));
    expect(weights.Aggregate?.total).toBe(76.342);
    // 98.684 with the InitPlan, which the plan lists as a sibling.
    expect(weights['Seq Scan on orders o']).toEqual({ self: 22.342, total: 98.684 });
    expect(weights['Hash Join']).toEqual({ self: 1.368, total: 120.218 });
  });

  test('places an InitPlan of PostgreSQL 17 and later where its result is used', () => {
    const profile = plan({
      'Node Type': 'Nested Loop',
      'Actual Total Time': 100,
      'Actual Rows': 1,
      'Actual Loops': 1,
      Plans: [
        {
          ...scan(1, 0, { 'Relation Name': 'limits', 'Actual Total Time': 60 }),
          'Parent Relationship': 'InitPlan',
          'Subplan Name': 'InitPlan 1',
        },
        scan(1, 0, { Filter: '(total > (InitPlan 1).col1)', 'Actual Total Time': 90 }),
      ],
    });
    expect(functionWeightsByName(profile)).toMatchObject({
      'Nested Loop': { self: 10, total: 100 },
      'Seq Scan on orders': { self: 30, total: 90 },
      'Seq Scan on limits': { self: 60, total: 60 },
    });
  });

  test('reports triggers separately', () => {
    const weights = functionWeightsByName(read('plan-trigger.json.gz'));
    expect(weights['Trigger orders_customer_id_fkey on orders']?.self).toBe(19.392);
    expect(weights['(execution)']?.total).toBe(44.295);
  });

  test('reads a plan as psql frames it', () => {
    const names = Object.keys(functionWeightsByName(read('plan-framed.txt')));
    expect(names).toContain('Index Scan using orders_pkey on orders');
  });

  test('reads all plans of several statements', () => {
    const [plan] = JSON.parse(fixture('plan-scan.json'));
    const profile = postgresPlanImporter.read(JSON.stringify([plan, plan]));
    expect(functionWeightsByName(profile)['Seq Scan on orders']?.self).toBe(2 * 3.288);
  });
});

describe('the list of findings about a plan', () => {
  test.each([
    [10_000, []],
    [10_001, ['warning']],
  ])('LEAD-24: rates a sequential scan that reads %d rows for one row as %j', (rows, levels) => {
    const found = plan(scan(1, rows - 1)).findings;
    expect(found.filter(({ id }) => id === 'sequential-scan').map(({ level }) => level)).toEqual(
      levels,
    );
  });

  test('LEAD-24: names the table, the rows and the condition of a sequential scan', () => {
    const [finding] = read('plan-scan.json').findings;
    expect(finding).toEqual({
      id: 'sequential-scan',
      level: 'warning',
      message: 'Seq Scan on orders reads 60,000 rows to keep 30, taking 3.29 ms in total.',
      remedy: 'Add an index for the condition (customer_id = 7), and check the plan again.',
    });
  });

  test('LEAD-24: adds up the rows of all workers, and does not warn when most are kept', () => {
    expect(findingsOf('plan-parallel.json.gz')).toEqual([['sequential-scan', 'info']]);
    expect(read('plan-parallel.json.gz').findings[0]?.message).toContain('reads 60,000 rows');
  });

  test('LEAD-24: counts a scan of the whole table by each worker once per execution', () => {
    const under = (more: object) =>
      plan({
        'Node Type': 'Gather',
        'Actual Total Time': 10,
        'Actual Rows': 1,
        'Actual Loops': 1,
        Plans: [
          {
            ...scan(1, 5_000, { 'Actual Loops': 3, 'Actual Total Time': 4, ...more }),
            'Parent Relationship': 'Outer',
          },
        ],
      }).findings.map(({ message }) => message);
    expect(under({})).toEqual([]);
    expect(under({ 'Parallel Aware': true })).toEqual([
      'Parallel Seq Scan on orders reads 15,003 rows to keep 3, taking 4 ms in total.',
    ]);
  });

  test.each([
    [100, 999, []],
    [100, 1_000, ['row-misestimate']],
    [1_000, 100, ['row-misestimate']],
    [9, 90, []],
    [5_000, 0, ['row-misestimate']],
  ])('reports a guess of %d rows where there were %d as %j', (planned, actual, ids) => {
    const found = plan(scan(actual, 0, { 'Plan Rows': planned })).findings;
    expect(found.map(({ id }) => id)).toEqual(ids);
  });

  test('reports a wrong guess where it begins, and not where a Limit stopped the node', () => {
    const nested = read('plan-nested.json.gz').findings.filter(
      ({ id }) => id === 'row-misestimate',
    );
    expect(nested).toHaveLength(1);
    expect(nested[0]?.message).toContain(
      'Seq Scan on orders o was planned for 100 rows but returned 58,194',
    );
    const limit = {
      ...scan(10, 0),
      'Node Type': 'Limit',
      Plans: [scan(10, 0, { 'Plan Rows': 60_000 })],
    };
    expect(plan(limit).findings).toEqual([]);
  });

  test('reports a sort and a hash that did not fit into memory', () => {
    expect(findingsOf('plan-spill.json.gz')).toContainEqual(['work-memory-spill', 'warning']);
    expect(read('plan-spill.json.gz').findings[0]?.message).toContain('external merge of 3,288 kB');
    const ids = (more: object) =>
      plan(scan(1, 0, { 'Node Type': 'Hash', ...more })).findings.map(({ id }) => id);
    expect(ids({ 'Hash Batches': 2 })).toEqual(['work-memory-spill']);
    expect(ids({ 'Hash Batches': 1, 'Disk Usage': 0 })).toEqual([]);
    expect(ids({ 'Disk Usage': 8 })).toEqual(['work-memory-spill']);
  });

  test('reports a nested loop with many iterations, with the time of its inner side', () => {
    const found = read('plan-nested.json.gz').findings.find(({ id }) => id === 'nested-loop');
    expect(found?.message).toMatch(
      /^Nested Loop executes Index Scan using customers_pkey on customers c 58,194 times: 17\d ms\.$/,
    );
    const turns = (loops: number) =>
      plan({
        'Node Type': 'Nested Loop',
        'Actual Total Time': 50,
        'Actual Rows': 1,
        'Actual Loops': 1,
        Plans: [
          { ...scan(1, 0), 'Parent Relationship': 'Outer' },
          {
            ...scan(1, 0, { 'Actual Loops': loops, 'Actual Total Time': 0.001 }),
            'Parent Relationship': 'Inner',
          },
        ],
      }).findings.length;
    expect([turns(1_000), turns(1_001)]).toEqual([0, 1]);
  });

  test('reports JIT compilation that takes a tenth of the time', () => {
    const ids = (ms: number) =>
      plan(scan(1, 0, { 'Actual Total Time': 100 }), {
        JIT: { Timing: { Total: ms } },
      }).findings.map(({ id }) => id);
    expect(ids(9.9)).toEqual([]);
    expect(ids(10)).toEqual(['just-in-time-compiling']);
  });
});

describe('an unreadable plan', () => {
  test.each([
    ['plan-plain.json', 'the plan was not executed: use EXPLAIN (ANALYZE, FORMAT JSON)'],
    ['plan-untimed.json', 'the plan has no times: run EXPLAIN without TIMING OFF'],
    ['plan-as-text.txt', 'the plan is in text format: use EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON)'],
  ])('is rejected with the reason in %s', (name, why) => {
    expect(() => read(name)).toThrow(why);
  });

  test.each([
    ['[]', 'the file has no readable PostgreSQL plan'],
    ['[{"Plan": {"Node Type": 7}}]', 'the file has no readable PostgreSQL plan'],
    [
      '{"Plan": {"Node Type": "Seq Scan", "Plans": {}}}',
      'the file has no readable PostgreSQL plan',
    ],
    ['[{"Plan": {"Node Type": "Seq', 'the file is truncated'],
  ])('is rejected with the reason when it is %j', (text, why) => {
    expect(() => postgresPlanImporter.read(text)).toThrow(why);
  });
});
