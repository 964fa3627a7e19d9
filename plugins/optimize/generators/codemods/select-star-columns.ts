import type { SgNode } from '@ast-grep/napi';
import { argumentsOf, nodesOf, partsOf, scopeOf } from '../../../analysis/index.ts';
import { type CodemodMatch, type CodemodSource, defineCodemod } from '../codemod.ts';
import { findDeclarationsIn, findReferences } from '../io/find-declarations.ts';
import { findQueryRows, isReadOnlySelect, replaceSql } from '../io/sql-queries.ts';
import { createMatch } from '../syntax/codemod-edits.ts';

/** A `SELECT *` from one table, without clauses that add another. */
const STAR =
  /^\s*select\s+\*\s+from\s+[\w.]+(?![\w.]|\s*,)(?!.*\b(?:join|union|intersect|except)\b)/isu;
/** Names of columns that mean the same with quotes and without. */
const COLUMN = /^[a-z_][a-z0-9_]*$/u;

export const selectStarColumns = defineCodemod({
  id: 'select-star-columns',
  title: 'Fetch only the columns that are used',
  classes: ['I/O-DB', 'I/O-Network'],
  risk: 'Medium',
  preconditions:
    'A constant `SELECT *` reads one table on a pg pool. The columns of its rows are only read by name, in a `for … of`, in the callback of `map`, or as `rows[0].name`. The rows never escape and are not spread or changed. Each name that is read is assumed to be a column: if it is not, the query fails, and so do the tests that run the query.',
  seenIn: ['ch3wyb01/news: models/users.models.js'],
  conflictsWith: ['rows-counted', 'rows-existence', 'query-in-loop'],
  find: (source) =>
    nodesOf(source.root, 'lexical_declaration').flatMap((statement) => toMatch(source, statement)),
});

function toMatch(source: CodemodSource, statement: SgNode): readonly CodemodMatch[] {
  const kept = findQueryRows(source, statement);
  if (kept === null || !STAR.test(kept.query.sql) || !isReadOnlySelect(kept.query.sql)) return [];
  // Rejects columns given by position, and a second table after a comma.
  if (/\bby\s+\d|\bfrom\s+[\w.]+(?:\s+(?:as\s+)?\w+)?\s*,/iu.test(kept.query.sql)) return [];
  const uses = kept.rows.map((rows) => columnsOf(rows));
  if (uses.some((columns) => columns === null)) return [];
  const columns = [...new Set(uses.flatMap((use) => use ?? []))];
  if (columns.length === 0 || columns.some((name) => !COLUMN.test(name))) return [];
  const list = columns.map((name) => `"${name}"`).join(', ');
  const sql = kept.query.sql.replace('*', list);
  return [createMatch(statement, [replaceSql(kept.query, sql)])];
}

/** Returns columns that a use of rows reads; none for `rows.length`; null: maybe others. */
function columnsOf(rows: SgNode): readonly string[] | null {
  const parent = rows.parent();
  if (parent?.kind() === 'for_in_statement') {
    const isOf = parent.children().some((child) => child.text() === 'of');
    const left = parent.field('left');
    return isOf && left ? columnsOfRow(left) : null;
  }
  if (parent?.kind() === 'subscript_expression') return memberName(parent);
  if (parent?.kind() !== 'member_expression') return null;
  const property = parent.field('property')?.text();
  if (property === 'length') return [];
  const call = parent.parent();
  if (property !== 'map' || call?.kind() !== 'call_expression') return null;
  const [callback, ...more] = argumentsOf(call);
  if (callback?.kind() !== 'arrow_function' || more.length > 0) return null;
  const parameter = onlyParameter(callback);
  return parameter === null ? null : columnsOfRow(parameter);
}

function onlyParameter(callback: SgNode): SgNode | null {
  const alone = callback.field('parameter');
  if (alone) return alone;
  const list = callback.field('parameters');
  const [first, ...more] = list ? partsOf(list) : [];
  if (first === undefined || more.length > 0) return null;
  return first.kind() === 'required_parameter' ? first.field('pattern') : first;
}

/** Returns the columns read from a row that is a name or a pattern; null if they are unknown. */
function columnsOfRow(row: SgNode): readonly string[] | null {
  if (row.kind() === 'object_pattern') {
    const names = partsOf(row).map((part) => {
      if (part.kind() === 'shorthand_property_identifier_pattern') return part.text();
      return part.kind() === 'pair_pattern' ? (part.field('key')?.text() ?? null) : null;
    });
    const known = names.filter((name) => name !== null);
    return known.length === names.length ? known : null;
  }
  if (row.kind() !== 'identifier') return null;
  const scope = scopeOf(row);
  if (findDeclarationsIn(scope, row.text()).length !== 1) return null;
  const names = findReferences(scope, row.text()).map(memberName);
  const known = names.filter((name) => name !== null);
  return known.length === names.length ? known.flat() : null;
}

/** The property that is read of a node; null: it is used otherwise, called, or written to. */
function memberName(node: SgNode): readonly string[] | null {
  const member = node.parent();
  if (member?.kind() !== 'member_expression' || member.field('object')?.id() !== node.id()) {
    return null;
  }
  const outer = member.parent();
  const isWritten =
    /^(?:assignment_expression|augmented_assignment_expression)$/u.test(String(outer?.kind())) &&
    outer?.field('left')?.id() === member.id();
  const isCalled =
    outer?.kind() === 'call_expression' && outer.field('function')?.id() === member.id();
  const isUpdated = outer?.kind() === 'update_expression' || outer?.kind() === 'unary_expression';
  if (isWritten || isCalled || isUpdated) return null;
  return [member.field('property')?.text() ?? ''];
}
