import type { DatabaseTrigger } from '../../document/audited-project-context-schema.ts';
import { readNestedValue } from '../manifests/manifest-dependency.ts';
import type { ContextLog } from '../project-context-conflicts-and-unreadable-files.ts';
import { applyDrop } from './apply-drop-statement.ts';
import { parseNonPostgresTrigger } from './non-postgres-trigger.ts';
import type { PostgresParser } from './postgres-parser.ts';
import { RUNTIME_PLACEHOLDER, type SqlText } from './sql-text-with-source-line-numbers.ts';
import type {
  DatabaseState,
  DefinitionLocation,
} from './triggers-and-functions-after-migrations.ts';
import {
  addFunctionBodyEffects,
  addStatementEffects,
  createSqlEffects,
  type SqlEffects,
} from './triggers-and-notifications-in-sql.ts';
import { readLastName, readListAt, readTextAt } from './walk-sql-tree.ts';

/** Parser, state and log for reading SQL. */
export interface SqlReplayContext {
  readonly postgres: PostgresParser;
  readonly state: DatabaseState;
  readonly log: ContextLog;
}

/** Bits of `pg_trigger.tgtype`: https://www.postgresql.org/docs/current/catalog-pg-trigger.html */
const EVENTS: readonly (readonly [bit: number, event: DatabaseTrigger['event']])[] = [
  [4, 'INSERT'],
  [16, 'UPDATE'],
  [8, 'DELETE'],
  [32, 'TRUNCATE'],
];
const MATTERS = /\b(?:trigger|notify|pg_notify)\b/iu;
/** Keywords that start SQL statements which create triggers or use channels. */
const BEGINS = /^(?:create|do|notify|select|perform|alter|begin|insert|update|with)\b/iu;
/** SQL in strings that SQL runs, in strings again. */
const DEEPEST = 3;

/** Replays SQL: records what it creates, replaces, drops and notifies; logs unreadable parts. */
export function applySql(reading: SqlReplayContext, sql: SqlText, depth = 0): void {
  for (const statement of reading.postgres.statementsOf(sql.text)) {
    const place = { file: sql.file, line: sql.lineAt(statement.start) };
    if (statement.tree === null) applyUnparsed(reading, sql, statement.text, place);
    else applyTree(reading, statement, place, depth);
  }
}

function applyUnparsed(
  { postgres, state, log }: SqlReplayContext,
  sql: SqlText,
  text: string,
  place: DefinitionLocation,
): void {
  if (!MATTERS.test(text)) return;
  const trigger = parseNonPostgresTrigger(postgres.tokensOf(text), place);
  if (trigger !== null) {
    state.triggers.set(`${trigger.table}.${trigger.name}`, trigger);
  } else if (!sql.isQuoted || BEGINS.test(text)) {
    log.unread(place.file, place.line, `SQL that names triggers or channels ${WHY_NOT}`);
  }
}

const WHY_NOT = 'is built at run time, or is not PostgreSQL syntax';

function applyTree(
  reading: SqlReplayContext,
  { text, tree }: { readonly text: string; readonly tree: unknown },
  place: DefinitionLocation,
  depth: number,
): void {
  const { state } = reading;
  const trigger = readNestedValue(tree, 'CreateTrigStmt');
  const created = readNestedValue(tree, 'CreateFunctionStmt');
  const block = readNestedValue(tree, 'DoStmt');
  const dropped = readNestedValue(tree, 'DropStmt');
  if (trigger !== undefined) storeTrigger(reading, trigger, place);
  else if (created !== undefined) storeFunction(reading, created, text, place);
  else if (dropped !== undefined) applyDrop(state, dropped);
  else if (block !== undefined) {
    const body = readTextAt(optionOf(readListAt(block, 'args'), 'as'), 'String', 'sval') ?? '';
    const effects = effectsOfBody(reading, wrapped(body), body, place);
    storeNotified(reading, effects, place);
    if (depth < DEEPEST) applyInner(reading, effects, place, depth);
  } else {
    const effects = createSqlEffects();
    addStatementEffects(effects, tree);
    storeNotified(reading, effects, place);
  }
}

/** Wraps the body of a DO block in a function, since only functions are parsed. */
function wrapped(body: string): string {
  return `CREATE FUNCTION block() RETURNS void AS $in_mind$${body}$in_mind$ LANGUAGE plpgsql`;
}

function applyInner(
  reading: SqlReplayContext,
  { inner }: SqlEffects,
  place: DefinitionLocation,
  depth: number,
): void {
  for (const text of inner) {
    applySql(
      reading,
      { file: place.file, text, lineAt: () => place.line, isQuoted: true },
      depth + 1,
    );
  }
}

function storeTrigger(
  { state, log }: SqlReplayContext,
  node: unknown,
  place: DefinitionLocation,
): void {
  const name = readTextAt(node, 'trigname') ?? '';
  const table = readTextAt(node, 'relation', 'relname') ?? '';
  const called = readLastName(readNestedValue(node, 'funcname')) ?? '';
  if (`${table} ${called}`.includes(RUNTIME_PLACEHOLDER)) {
    log.unread(
      place.file,
      place.line,
      'the table or function of a trigger is interpolated at run time',
    );
    return;
  }
  const bits = readNestedValue(node, 'events');
  state.triggers.set(`${table}.${name}`, {
    ...place,
    name,
    table,
    function: called,
    events: EVENTS.flatMap(([bit, event]) => (Number(bits) & bit ? [event] : [])),
    arguments: readListAt(node, 'args').flatMap(
      (argument) => readTextAt(argument, 'String', 'sval') ?? [],
    ),
  });
}

function storeFunction(
  reading: SqlReplayContext,
  node: unknown,
  text: string,
  place: DefinitionLocation,
): void {
  const name = readLastName(readNestedValue(node, 'funcname'));
  if (name === null) return;
  const options = readListAt(node, 'options');
  const language = readTextAt(optionOf(options, 'language'), 'String', 'sval')?.toLowerCase();
  const body = readListAt(optionOf(options, 'as'), 'List', 'items').at(-1);
  const source = readTextAt(body, 'String', 'sval') ?? '';
  const effects =
    language === 'plpgsql'
      ? effectsOfBody(reading, text, source, place)
      : effectsOfSql(reading, source, readNestedValue(node, 'sql_body'));
  reading.state.functions.set(name, {
    ...place,
    returnsTrigger: readLastName(readNestedValue(node, 'returnType', 'names')) === 'trigger',
    channels: [...effects.channels],
    writes: [...effects.writes],
    calls: [...effects.calls],
  });
  tellBuilt(reading, effects, place);
}

function effectsOfBody(
  reading: SqlReplayContext,
  text: string,
  body: string,
  place: DefinitionLocation,
) {
  const effects = createSqlEffects();
  const tree = reading.postgres.bodyOf(text);
  if (tree !== null) addFunctionBodyEffects(effects, reading.postgres, tree);
  else if (MATTERS.test(body)) {
    reading.log.unread(place.file, place.line, 'a function body cannot be parsed as PL/pgSQL');
  }
  for (const inner of effects.inner) {
    for (const { tree: ran } of reading.postgres.statementsOf(inner))
      addStatementEffects(effects, ran);
  }
  return effects;
}

/** `AS $$ SELECT … $$` and `BEGIN ATOMIC … END` of LANGUAGE sql. */
function effectsOfSql({ postgres }: SqlReplayContext, source: string, body: unknown): SqlEffects {
  const effects = createSqlEffects();
  addStatementEffects(effects, body);
  for (const { tree } of postgres.statementsOf(source)) addStatementEffects(effects, tree);
  return effects;
}

function storeNotified(
  reading: SqlReplayContext,
  effects: SqlEffects,
  place: DefinitionLocation,
): void {
  for (const channel of effects.channels) {
    if (typeof channel === 'string' && channel !== RUNTIME_PLACEHOLDER) {
      reading.state.notifications.push({ ...place, channel });
    }
  }
  tellBuilt(reading, effects, place);
}

function tellBuilt(
  { log }: SqlReplayContext,
  { channels, isBuilt }: SqlEffects,
  place: DefinitionLocation,
): void {
  if (isBuilt || channels.has(null) || channels.has(RUNTIME_PLACEHOLDER)) {
    log.unread(place.file, place.line, 'the name of a channel or trigger is set at run time');
  }
}

function optionOf(options: readonly unknown[], name: string): unknown {
  const found = options.find((option) => readTextAt(option, 'DefElem', 'defname') === name);
  return readNestedValue(found, 'DefElem', 'arg');
}
