import type { DatabaseTrigger } from '../../document/audit-context.ts';
import type { ContextLog } from '../context-log.ts';
import { valueAt } from '../manifests/dependency.ts';
import type { DatabaseState, StatePlace } from './database-state.ts';
import { dropFrom } from './drop-from.ts';
import { addBody, addEffects, noEffects, type SqlEffects } from './effects-of-sql.ts';
import type { Postgres } from './postgres.ts';
import { PUT_IN, type SqlText } from './sql-text.ts';
import { lastName, listAt, textAt } from './tree-walk.ts';
import { triggerOfOthers } from './trigger-of-others.ts';

/** Parser, state and log for reading SQL. */
export interface SqlReading {
  readonly postgres: Postgres;
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
/** Words that SQL begins with where triggers are made and channels are used. */
const BEGINS = /^(?:create|do|notify|select|perform|alter|begin|insert|update|with)\b/iu;
/** SQL in strings that SQL runs, in strings again. */
const DEEPEST = 3;

/** Runs a text in mind: what it creates, replaces, drops and notifies. What cannot be read is said. */
export function applySql(reading: SqlReading, sql: SqlText, depth = 0): void {
  for (const statement of reading.postgres.statementsOf(sql.text)) {
    const place = { file: sql.file, line: sql.lineAt(statement.start) };
    if (statement.tree === null) applyUnparsed(reading, sql, statement.text, place);
    else applyTree(reading, statement, place, depth);
  }
}

function applyUnparsed(
  { postgres, state, log }: SqlReading,
  sql: SqlText,
  text: string,
  place: StatePlace,
): void {
  if (!MATTERS.test(text)) return;
  const trigger = triggerOfOthers(postgres.tokensOf(text), place);
  if (trigger !== null) {
    state.triggers.set(`${trigger.table}.${trigger.name}`, trigger);
  } else if (!sql.isQuoted || BEGINS.test(text)) {
    log.unread(place.file, place.line, `SQL that names triggers or channels ${WHY_NOT}`);
  }
}

const WHY_NOT = 'is put together at run time, or is not SQL of PostgreSQL';

function applyTree(
  reading: SqlReading,
  { text, tree }: { readonly text: string; readonly tree: unknown },
  place: StatePlace,
  depth: number,
): void {
  const { state } = reading;
  const trigger = valueAt(tree, 'CreateTrigStmt');
  const created = valueAt(tree, 'CreateFunctionStmt');
  const block = valueAt(tree, 'DoStmt');
  const dropped = valueAt(tree, 'DropStmt');
  if (trigger !== undefined) storeTrigger(reading, trigger, place);
  else if (created !== undefined) storeFunction(reading, created, text, place);
  else if (dropped !== undefined) dropFrom(state, dropped);
  else if (block !== undefined) {
    const body = textAt(optionOf(listAt(block, 'args'), 'as'), 'String', 'sval') ?? '';
    const effects = effectsOfBody(reading, wrapped(body), body, place);
    storeNotified(reading, effects, place);
    if (depth < DEEPEST) applyInner(reading, effects, place, depth);
  } else {
    const effects = noEffects();
    addEffects(effects, tree);
    storeNotified(reading, effects, place);
  }
}

/** A body of DO as a function, since only those are parsed. */
function wrapped(body: string): string {
  return `CREATE FUNCTION block() RETURNS void AS $in_mind$${body}$in_mind$ LANGUAGE plpgsql`;
}

function applyInner(
  reading: SqlReading,
  { inner }: SqlEffects,
  place: StatePlace,
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

function storeTrigger({ state, log }: SqlReading, node: unknown, place: StatePlace): void {
  const name = textAt(node, 'trigname') ?? '';
  const table = textAt(node, 'relation', 'relname') ?? '';
  const called = lastName(valueAt(node, 'funcname')) ?? '';
  if (`${table} ${called}`.includes(PUT_IN)) {
    log.unread(
      place.file,
      place.line,
      'the table or the function of a trigger is put in at run time',
    );
    return;
  }
  const bits = valueAt(node, 'events');
  state.triggers.set(`${table}.${name}`, {
    ...place,
    name,
    table,
    function: called,
    events: EVENTS.flatMap(([bit, event]) => (Number(bits) & bit ? [event] : [])),
    arguments: listAt(node, 'args').flatMap((argument) => textAt(argument, 'String', 'sval') ?? []),
  });
}

function storeFunction(reading: SqlReading, node: unknown, text: string, place: StatePlace): void {
  const name = lastName(valueAt(node, 'funcname'));
  if (name === null) return;
  const options = listAt(node, 'options');
  const language = textAt(optionOf(options, 'language'), 'String', 'sval')?.toLowerCase();
  const body = listAt(optionOf(options, 'as'), 'List', 'items').at(-1);
  const source = textAt(body, 'String', 'sval') ?? '';
  const effects =
    language === 'plpgsql'
      ? effectsOfBody(reading, text, source, place)
      : effectsOfSql(reading, source, valueAt(node, 'sql_body'));
  reading.state.functions.set(name, {
    ...place,
    returnsTrigger: lastName(valueAt(node, 'returnType', 'names')) === 'trigger',
    channels: [...effects.channels],
    writes: [...effects.writes],
    calls: [...effects.calls],
  });
  tellBuilt(reading, effects, place);
}

function effectsOfBody(reading: SqlReading, text: string, body: string, place: StatePlace) {
  const effects = noEffects();
  const tree = reading.postgres.bodyOf(text);
  if (tree !== null) addBody(effects, reading.postgres, tree);
  else if (MATTERS.test(body)) {
    reading.log.unread(place.file, place.line, 'the body of a function is no PL/pgSQL');
  }
  for (const inner of effects.inner) {
    for (const { tree: ran } of reading.postgres.statementsOf(inner)) addEffects(effects, ran);
  }
  return effects;
}

/** `AS $$ SELECT … $$` and `BEGIN ATOMIC … END` of LANGUAGE sql. */
function effectsOfSql({ postgres }: SqlReading, source: string, body: unknown): SqlEffects {
  const effects = noEffects();
  addEffects(effects, body);
  for (const { tree } of postgres.statementsOf(source)) addEffects(effects, tree);
  return effects;
}

function storeNotified(reading: SqlReading, effects: SqlEffects, place: StatePlace): void {
  for (const channel of effects.channels) {
    if (typeof channel === 'string' && channel !== PUT_IN) {
      reading.state.notifications.push({ ...place, channel });
    }
  }
  tellBuilt(reading, effects, place);
}

function tellBuilt(
  { log }: SqlReading,
  { channels, isBuilt }: SqlEffects,
  place: StatePlace,
): void {
  if (isBuilt || channels.has(null) || channels.has(PUT_IN)) {
    log.unread(place.file, place.line, 'a channel or a trigger is named at run time');
  }
}

function optionOf(options: readonly unknown[], name: string): unknown {
  const found = options.find((option) => textAt(option, 'DefElem', 'defname') === name);
  return valueAt(found, 'DefElem', 'arg');
}
