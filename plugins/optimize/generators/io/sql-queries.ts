import type { SgNode } from '@ast-grep/napi';
import { argumentsOf, stringValue } from '../../../analysis/index.ts';
import type { CodemodSource } from '../codemod.ts';
import { isConnectionPool } from './classify-read-call.ts';
import { listImports } from './module-imports.ts';

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
