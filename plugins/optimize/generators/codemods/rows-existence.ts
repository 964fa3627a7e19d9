import type { SgNode } from '@ast-grep/napi';
import type { Codemod, CodemodMatch, CodemodSource } from '../codemod.ts';
import { isWithoutItsColumns, keptRows, withSql } from '../io/sql.ts';
import { matchAt, nodesOf } from '../io/syntax.ts';
import { isZeroTest, lengthsOf } from './row-lengths.ts';

export const rowsExistence: Codemod = {
  id: 'rows-existence',
  title: 'A query that only asks whether there is a row stops at the first',
  classes: ['I/O-DB'],
  fixLevel: 4,
  complexity: 'Low',
  risk: 'Low',
  preconditions:
    'A constant SELECT on a pool of pg that calls no function, divides nothing and locks nothing; of what it answers nothing but `rows.length` is used, each time in a comparison with zero.',
  seenIn: [
    'MyPath-ai/backend: db/func/auth/check_email.js',
    'PARAS-KALURA/ToDo-FS-Express: server/app.js',
  ],
  conflictsWith: ['rows-counted'],
  find: (source) =>
    nodesOf(source.root, 'lexical_declaration').flatMap((statement) => toMatch(source, statement)),
};

function toMatch(source: CodemodSource, statement: SgNode): readonly CodemodMatch[] {
  const kept = keptRows(source, statement);
  const lengths = kept === null ? null : lengthsOf(kept);
  if (kept === null || lengths === null || !isWithoutItsColumns(kept.query.sql)) return [];
  // The second half is what this codemod itself writes.
  if (!lengths.every(isZeroTest) || /\blimit\s+1\s*$/iu.test(kept.query.sql)) return [];
  const sql = `SELECT 1 FROM (${kept.query.sql.trim()}) AS found LIMIT 1`;
  return [matchAt(statement, [withSql(kept.query, sql)])];
}
