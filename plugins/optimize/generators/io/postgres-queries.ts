import type { SgNode } from '@ast-grep/napi';
import { argumentsOf, isAsync, nodesOf, partsOf, stringValue } from '../../../analysis/index.ts';
import type { CodemodSource } from '../codemod.ts';
import { onlyDeclaration } from './find-declarations.ts';
import { listImports, resolveImport } from './module-imports.ts';

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

/**
 * True if a name is a pool made here by `new Pool(…)` of pg or `createPool` of mysql2, or returned
 * by a function of the file that makes one and returns nothing else.
 */
export function isConnectionPool(source: CodemodSource, receiver: SgNode): boolean {
  const made = onlyDeclaration(source.root, receiver.text())?.parent()?.field('value');
  if (receiver.kind() !== 'identifier' || !made) return false;
  return makesPool(source, made) || returnsPool(source, made);
}

/** True for a call without arguments to a function of the file that always returns the one pool. */
function returnsPool({ root, ...file }: CodemodSource, made: SgNode): boolean {
  const callee = made.kind() === 'call_expression' ? made.field('function') : null;
  if (callee?.kind() !== 'identifier' || argumentsOf(made).length > 0) return false;
  const scope = onlyDeclaration(root, callee.text())?.parent();
  if (scope?.kind() !== 'function_declaration' || isAsync(scope)) return false;
  const [name = '', ...more] = new Set(
    nodesOf(scope, 'return_statement').map((node) => partsOf(node)[0]?.text() ?? ''),
  );
  const declared = onlyDeclaration(root, name);
  if (more.length > 0 || declared === null) return false;
  const values = [
    declared.parent()?.field('value'),
    ...nodesOf(root, 'assignment_expression')
      .filter((node) => node.field('left')?.text() === name)
      .map((node) => node.field('right')),
  ].filter((value) => value !== null && value !== undefined);
  return values.length > 0 && values.every((value) => makesPool({ root, ...file }, value));
}

function makesPool(source: CodemodSource, made: SgNode): boolean {
  const maker =
    made.kind() === 'new_expression' ? made.field('constructor') : made.field('function');
  const origin = maker ? resolveImport(source, maker) : null;
  if (origin === null) return false;
  return origin.module === 'pg'
    ? origin.name === 'Pool'
    : origin.module === 'mysql2/promise' && origin.name === 'createPool';
}

/** True for SQL that begins with SELECT and has no locks or side effects. */
export function isReadOnlySql(sql: string): boolean {
  const isLocking =
    /\bfor\s+(?:no\s+)?(?:key\s+)?(?:update|share)|\b(?:nextval|setval|into|pg_\w+)\b|;/iu;
  return /^\s*select\b/iu.test(sql) && !isLocking.test(sql);
}
