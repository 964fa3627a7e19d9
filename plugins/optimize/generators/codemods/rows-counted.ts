import type { SgNode } from '@ast-grep/napi';
import { nodesOf } from '../../../analysis/index.ts';
import { type CodemodMatch, type CodemodSource, defineCodemod } from '../codemod.ts';
import { canDropColumns, findQueryRows, replaceSql } from '../io/sql-queries.ts';
import { createMatch, replaceNode } from '../syntax/codemod-edits.ts';
import { findRowLengthReads, isZeroTest } from './query-result-row-count-uses.ts';

export const rowsCounted = defineCodemod({
  id: 'rows-counted',
  title: 'Count rows in the database instead of fetching them',
  classes: ['I/O-DB'],
  preconditions:
    'A constant SELECT on a pg pool contains no function call, no division and no locking clause. Only `rows.length` of its result is used, and at least one use does more than compare the length with zero.',
  seenIn: ['ThienDuc3112/NUSHealth: backend/src/controller/user.ts'],
  conflictsWith: ['rows-existence'],
  find: (source) =>
    nodesOf(source.root, 'lexical_declaration').flatMap((statement) => toMatch(source, statement)),
});

function toMatch(source: CodemodSource, statement: SgNode): readonly CodemodMatch[] {
  const kept = findQueryRows(source, statement);
  const lengths = kept === null ? null : findRowLengthReads(kept);
  if (kept === null || lengths === null || !canDropColumns(kept.query.sql)) return [];
  if (lengths.every(isZeroTest)) return [];
  const sql = `SELECT count(*)::int AS count FROM (${kept.query.sql.trim()}) AS counted`;
  return [
    createMatch(statement, [
      replaceSql(kept.query, sql),
      ...lengths.map((length) =>
        replaceNode(length, `${length.field('object')?.text() ?? ''}[0].count`),
      ),
    ]),
  ];
}
