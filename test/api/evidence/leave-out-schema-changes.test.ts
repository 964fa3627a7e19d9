/** Waits of tests that create or migrate a database. */
import { expect, test } from 'vitest';
import { leaveOutSchemaChanges } from '../../../api/evidence/leave-out-schema-changes.ts';
import type { ProfiledFunction } from '../../../harness/model/program/profile.ts';

const [HANDLER, MIGRATION, TEST] = [0, 1, 2];

function functionOwnedBy(owner: ProfiledFunction['owner']): ProfiledFunction {
  return { name: 'f', package: null, file: '/shop/a.js', line: 1, column: 1, owner };
}

/** Returns the statements that are left, of those that run one after the other. */
function left(...waits: readonly (readonly [stack: readonly number[], statement: string])[]) {
  const record = {
    functions: [functionOwnedBy('project'), functionOwnedBy('project'), functionOwnedBy('harness')],
    sites: waits.map(([stack, detail]) => ({
      kind: 'database' as const,
      detail,
      target: null,
      stack,
      lines: stack.map(() => 1),
    })),
    operations: [],
    spans: {
      site: Int32Array.of(),
      operation: Int32Array.of(),
      startMs: Float64Array.of(),
      endMs: Float64Array.of(),
    },
    loopDelayMs: 0,
    dropped: 0,
  };
  const spans = waits.map((_, site) => ({
    site,
    startMs: site,
    endMs: site + 1,
    rows: 0,
    parameters: 0,
    connection: 0,
  }));
  return leaveOutSchemaChanges(record, spans).map(({ site }) => waits[site]?.[1]);
}

test('a migration is left out up to its last change of the schema, with its caller', () => {
  expect(
    left(
      [[MIGRATION, HANDLER, TEST], 'select version'],
      [[MIGRATION, HANDLER, TEST], 'CREATE TABLE a (id int)'],
      [[MIGRATION, HANDLER, TEST], 'update version'],
      [[MIGRATION, HANDLER, TEST], ' alter table a add b int'],
      [[HANDLER, TEST], 'select a'],
    ),
  ).toEqual(['select a']);
});

test('statements of other functions stay, whoever changes the schema', () => {
  expect(
    left([[HANDLER, TEST], 'select a'], [[MIGRATION, TEST], 'drop table a'], [[TEST], 'select b']),
  ).toEqual(['select a', 'select b']);
});

test('a temporary table is part of the work', () => {
  expect(left([[HANDLER], 'select a'], [[HANDLER], 'CREATE TEMP TABLE b AS SELECT 1'])).toEqual([
    'select a',
    'CREATE TEMP TABLE b AS SELECT 1',
  ]);
});
