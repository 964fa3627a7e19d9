import { readNestedValue } from '../manifests/manifest-dependency.ts';
import type { PostgresParser } from './postgres-parser.ts';
import {
  readLastName,
  readListAt,
  readStringConstant,
  readTextAt,
  walkSqlTree,
} from './walk-sql-tree.ts';

/** A channel by its name, or by the argument of the trigger that names it; null: it is known at run time only. */
export type NotifyChannel = string | { readonly argument: number } | null;

/** Effects of SQL that matter to transactions. */
export interface SqlEffects {
  readonly channels: Set<NotifyChannel>;
  readonly writes: Set<string>;
  /** Functions that it calls. */
  readonly calls: Set<string>;
  /** SQL that it runs out of strings, as far as they are written down. */
  readonly inner: string[];
  /** It runs strings that are put together at run time and name triggers or channels. */
  isBuilt: boolean;
}

const MATTERS = /\b(?:notify|pg_notify|trigger)\b/iu;

export function createSqlEffects(): SqlEffects {
  return {
    channels: new Set<NotifyChannel>(),
    writes: new Set<string>(),
    calls: new Set<string>(),
    inner: [],
    isBuilt: false,
  };
}

/** Adds the effects of a statement. */
export function addStatementEffects(effects: SqlEffects, tree: unknown): void {
  for (const [kind, node] of walkSqlTree(tree)) {
    if (kind === 'NotifyStmt') effects.channels.add(readTextAt(node, 'conditionname'));
    if (kind === 'InsertStmt' || kind === 'UpdateStmt' || kind === 'DeleteStmt') {
      const table = readTextAt(node, 'relation', 'relname');
      if (table !== null) effects.writes.add(table);
    }
    if (kind !== 'FuncCall') continue;
    const name = readLastName(readNestedValue(node, 'funcname'));
    if (name === 'pg_notify') effects.channels.add(channelOf(readListAt(node, 'args')[0]));
    else if (name !== null) effects.calls.add(name);
  }
}

/** Adds the effects of a PL/pgSQL function body, which is part of the text of CREATE FUNCTION. */
export function addFunctionBodyEffects(
  effects: SqlEffects,
  postgres: PostgresParser,
  body: unknown,
): void {
  for (const [kind, node] of walkSqlTree(body)) {
    if (kind === 'PLpgSQL_stmt_dynexecute') addExecuted(effects, postgres, node);
    if (kind !== 'PLpgSQL_expr') continue;
    for (const { tree } of postgres.statementsOf(statementOf(node)))
      addStatementEffects(effects, tree);
  }
}

/** `EXECUTE 'CREATE TRIGGER …'`, `EXECUTE format('NOTIFY %I', x)`. */
function addExecuted(effects: SqlEffects, postgres: PostgresParser, node: unknown): void {
  const query = readTextAt(node, 'query', 'PLpgSQL_expr', 'query') ?? '';
  const [statement] = postgres.statementsOf(`SELECT ${query}`);
  const value = readListAt(statement?.tree, 'SelectStmt', 'targetList')[0];
  const constant = readStringConstant(readNestedValue(value, 'ResTarget', 'val'));
  if (constant !== null) effects.inner.push(constant);
  else if (MATTERS.test(query)) effects.isBuilt = true;
}

/** Modes of PostgreSQL's parser for PL/pgSQL expressions: its `RawParseMode`. */
const STATEMENT_MODE = 0;
const EXPRESSION_MODE = 2;

function statementOf(expression: unknown): string {
  const query = readTextAt(expression, 'query') ?? '';
  const mode = readNestedValue(expression, 'parseMode');
  if (mode === STATEMENT_MODE) return query;
  if (mode === EXPRESSION_MODE) return `SELECT ${query}`;
  // For an assignment, the query is the part after the operator.
  return `SELECT ${query.replace(/^[^=]*?:?=/u, '')}`;
}

function channelOf(node: unknown): NotifyChannel {
  const constant = readStringConstant(node);
  if (constant !== null) return constant;
  const isArgument =
    readLastName(readNestedValue(node, 'A_Indirection', 'arg', 'ColumnRef', 'fields')) ===
    'tg_argv';
  const index = readListAt(node, 'A_Indirection', 'indirection')[0];
  const place = readNestedValue(index, 'A_Indices', 'uidx', 'A_Const', 'ival');
  if (!isArgument || place === undefined) return null;
  // The trees omit zero.
  const argument = readNestedValue(place, 'ival') ?? 0;
  return typeof argument === 'number' ? { argument } : null;
}
