import type { SgNode } from '@ast-grep/napi';
import { argumentsOf, onlyDeclarator, scopeOf, stringValue } from '../../../analysis/index.ts';
import type { CodemodEdit, CodemodSource } from '../codemod.ts';
import { replaceNode } from '../syntax/codemod-edits.ts';
import { isConnectionPool, isReadOnlySql } from './classify-read-call.ts';
import { findDeclarationsIn, findReferences } from './find-declarations.ts';
import { listImports } from './module-imports.ts';
import { findAwaitOperand } from './statement-syntax.ts';

/** A query that is awaited, with its text as a constant. */
export interface SqlQuery {
  readonly call: SgNode;
  /** `pool` of `pool.query(…)`. */
  readonly receiver: SgNode;
  /** The literal, with its quotes. */
  readonly literal: SgNode;
  readonly sql: string;
  readonly values: SgNode | null;
}

/** Parses `receiver.query('…', values?)`; null for other calls, or if the SQL is not constant. */
export function parseSqlQuery(call: SgNode | null): SqlQuery | null {
  const callee = call?.kind() === 'call_expression' ? call.field('function') : null;
  if (!call || callee?.kind() !== 'member_expression') return null;
  const receiver = callee.field('object');
  const [literal, values = null, ...more] = argumentsOf(call);
  const sql = literal === undefined ? null : stringValue(literal);
  const isQuery = callee.field('property')?.text() === 'query';
  if (!isQuery || !receiver || !literal || sql === null || more.length > 0) return null;
  return { call, receiver, literal, sql, values };
}

/**
 * True if a name is a pool of pg: made here, or imported and used like one, with numbered
 * placeholders and `rows` in its results.
 */
export function isPostgresPool(source: CodemodSource, receiver: SgNode): boolean {
  if (receiver.kind() !== 'identifier') return false;
  return isConnectionPool(source, receiver) || listImports(source).has(receiver.text());
}

/** True for a single SELECT without function calls or locks. */
export function isReadOnlySelect(sql: string): boolean {
  const withoutLists = sql.replace(/\b(?:in|any)\s*\([^()]*\)/giu, '');
  return isReadOnlySql(sql) && !withoutLists.includes('(') && !/--|\/\*/u.test(sql);
}

/** True if a SELECT can drop columns: computing them cannot fail, so no error disappears. */
export function canDropColumns(sql: string): boolean {
  return isReadOnlySelect(sql) && !/[/%]/u.test(sql);
}

/** Query whose rows a statement stores, with all uses of the rows. */
export interface QueryRows {
  readonly query: SqlQuery;
  /** Nodes that refer to the rows: `rows`, or `result.rows`. */
  readonly rows: readonly SgNode[];
}

/**
 * Parses `const { rows } = await pool.query('…')`, or `const result = await …` if only
 * `result.rows` is used; null for other statements.
 */
export function findQueryRows(source: CodemodSource, statement: SgNode): QueryRows | null {
  const declarator = onlyDeclarator(statement);
  const pattern = declarator?.field('name');
  const value = declarator?.field('value');
  // Importers of an exported declaration may use all of it.
  if (statement.parent()?.kind() === 'export_statement') return null;
  const query = value ? parseSqlQuery(findAwaitOperand(value)) : null;
  if (!pattern || query === null || !isPostgresPool(source, query.receiver)) return null;
  if (declarator?.field('type')) return null;
  if (pattern.text().replaceAll(/\s/gu, '') === '{rows}') {
    return ownUses(statement, 'rows', query, (node) => node);
  }
  if (pattern.kind() !== 'identifier') return null;
  return ownUses(statement, pattern.text(), query, (node) => {
    const parent = node.parent();
    const isRows =
      parent?.kind() === 'member_expression' && parent.field('property')?.text() === 'rows';
    return isRows ? parent : null;
  });
}

function ownUses(
  statement: SgNode,
  name: string,
  query: SqlQuery,
  rowsOf: (use: SgNode) => SgNode | null,
): QueryRows | null {
  const scope = scopeOf(statement);
  if (findDeclarationsIn(scope, name).length !== 1) return null;
  const rows = findReferences(scope, name).map(rowsOf);
  const known = rows.filter((node) => node !== null);
  const isShorthand = known.some((node) => node.kind() === 'shorthand_property_identifier');
  return known.length === rows.length && known.length > 0 && !isShorthand
    ? { query, rows: known }
    : null;
}

/** Replaces the text of a query and keeps its quotes. */
export function replaceSql(query: SqlQuery, sql: string): CodemodEdit {
  const quote = query.literal.text()[0] ?? "'";
  const text = quote === '"' ? sql.replaceAll('"', '\\"') : sql;
  const isLong = text.includes('\n') && quote !== '`';
  return replaceNode(query.literal, isLong ? `\`${text}\`` : `${quote}${text}${quote}`);
}
