import {
  type ProjectCode,
  type PythonLiteral,
  pythonLiteral,
  pythonValue,
} from '../../../analysis/index.ts';
import type { AuditContext } from '../../document/audited-project-context-schema.ts';
import type { ContextLog } from '../project-context-conflicts-and-unreadable-files.ts';
import { readDictionaryEntries } from './read-python-keyword-arguments.ts';
import { findSqlalchemyCalls, type SqlalchemyCall } from './sqlalchemy-calls.ts';

type DatabaseSettings = Pick<
  AuditContext['db_config'],
  'expire_on_commit' | 'autoflush' | 'autocommit' | 'isolation_level' | 'pool_size' | 'max_overflow'
>;

/** Defaults of SQLAlchemy: https://docs.sqlalchemy.org/en/20/orm/session_api.html */
const DEFAULTS = { expire_on_commit: true, autoflush: true, autocommit: false } as const;
const ISOLATION_LEVELS: ReadonlySet<string> = new Set([
  'SERIALIZABLE',
  'REPEATABLE READ',
  'READ COMMITTED',
  'READ UNCOMMITTED',
  'AUTOCOMMIT',
  'SNAPSHOT',
]);

/** Returns session and pool settings by keywords of creating calls (AUD-08, AUD-10, T652-04). */
export function readSessionSettings(code: ProjectCode, log: ContextLog): DatabaseSettings {
  const made = findSqlalchemyCalls(code);
  const engines = made.filter(({ makes }) => makes === 'engine');
  const factories = made.filter(({ makes }) => makes === 'factory');
  // A session created directly says less about other sessions than a factory does.
  const sessions =
    factories.length > 0
      ? factories
      : made.filter((construction) => construction.makes === 'session');
  const reading: Reading = { code, log };
  const isolation = isolationOf(reading, engines);
  const autocommit = flagOf(reading, sessions, 'autocommit');
  return {
    expire_on_commit: flagOf(reading, sessions, 'expire_on_commit'),
    autoflush: flagOf(reading, sessions, 'autoflush'),
    autocommit: isolation === 'AUTOCOMMIT' ? { value: true, defaulted: false } : autocommit,
    isolation_level: isolation,
    pool_size: numberOf(reading, engines, 'pool_size', 0),
    // −1: no limit.
    max_overflow: numberOf(reading, engines, 'max_overflow', -1),
  };
}

interface Reading {
  readonly code: ProjectCode;
  readonly log: ContextLog;
}

interface Said<Value> {
  readonly value: Value;
  readonly at: string;
}

/** Returns a flag's value; an explicit value takes precedence over another call's default. */
function flagOf(reading: Reading, made: readonly SqlalchemyCall[], key: keyof typeof DEFAULTS) {
  const said = made
    .flatMap((construction) => givenValue(reading, construction, key) ?? [])
    .filter(isBoolean);
  const silent = made.filter(({ given, isOpen }) => !given.has(key) && !isOpen);
  tellHandedOn(reading, made, key);
  const [quiet] = silent;
  const defaulted =
    quiet === undefined ? [] : [{ value: DEFAULTS[key], at: `${quiet.file}:${quiet.line}` }];
  tellDifferences(reading, key, [...said, ...defaulted]);
  const [first] = said;
  if (first !== undefined) return { value: first.value, defaulted: false };
  return quiet === undefined ? null : { value: DEFAULTS[key], defaulted: true };
}

function numberOf(
  reading: Reading,
  made: readonly SqlalchemyCall[],
  key: string,
  least: number,
): number | null {
  const said = made
    .flatMap((construction) => givenValue(reading, construction, key) ?? [])
    .filter(isWhole)
    .filter(({ value }) => value >= least);
  tellHandedOn(reading, made, key);
  tellDifferences(reading, key, said);
  return said[0]?.value ?? null;
}

function isolationOf(reading: Reading, engines: readonly SqlalchemyCall[]): string | null {
  const said = engines.flatMap((engine) => {
    const found = givenValue(reading, engine, 'isolation_level') ?? inOptions(reading, engine);
    const level = String(found?.value ?? '')
      .toUpperCase()
      .replaceAll('_', ' ');
    return found !== null && ISOLATION_LEVELS.has(level) ? [{ value: level, at: found.at }] : [];
  });
  tellDifferences(reading, 'isolation_level', said);
  return said[0]?.value ?? null;
}

/** `execution_options={"isolation_level": "REPEATABLE READ"}`. */
function inOptions({ code }: Reading, made: SqlalchemyCall): Said<PythonLiteral> | null {
  const given = made.given.get('execution_options');
  const options = given === undefined ? null : pythonValue(code, made.file, given);
  if (options?.kind() !== 'dictionary') return null;
  const level = readDictionaryEntries(options).find(([key]) => key === 'isolation_level')?.[1];
  const value = level === undefined ? undefined : pythonLiteral(level);
  return value === undefined ? null : { value, at: `${made.file}:${made.line}` };
}

/** Returns a key's given value; null if none, or known only at run time, which is logged. */
function givenValue(
  { code, log }: Reading,
  { given, file, line }: SqlalchemyCall,
  key: string,
): Said<PythonLiteral> | null {
  const node = given.get(key);
  if (node === undefined) return null;
  const held = pythonValue(code, file, node);
  const value = held === null ? undefined : pythonLiteral(held);
  if (value === undefined) {
    log.unread(file, line, `${key} is known only at run time`);
    return null;
  }
  return { value, at: `${file}:${line}` };
}

/** Logs the places where a setting may be passed in a form that cannot be read. */
function tellHandedOn({ log }: Reading, made: readonly SqlalchemyCall[], key: string): void {
  for (const { given, isOpen, file, line } of made) {
    if (isOpen && !given.has(key)) {
      log.unread(file, line, `${key} may be set by a ** argument`);
    }
  }
}

function isBoolean(said: Said<PythonLiteral>): said is Said<boolean> {
  return typeof said.value === 'boolean';
}

function isWhole(said: Said<PythonLiteral>): said is Said<number> {
  return typeof said.value === 'number' && Number.isInteger(said.value);
}

function tellDifferences(
  { log }: Reading,
  key: string,
  said: readonly Said<string | number | boolean>[],
): void {
  const [first, ...rest] = said;
  const other = rest.find(({ value }) => value !== first?.value);
  if (first === undefined || other === undefined) return;
  log.conflict(`${key} is ${first.value} at ${first.at} and ${other.value} at ${other.at}`);
}
