import {
  type ProjectCode,
  type PythonLiteral,
  pythonLiteral,
  pythonValue,
} from '../../analysis/index.ts';
import type { AuditContext } from '../document/audited-project-context-schema.ts';
import type { ContextLog } from './read-project-text-files.ts';
import {
  findSqlalchemyCalls,
  readDictionaryEntries,
  type SqlalchemyCall,
} from './sqlalchemy-calls.ts';

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
  const calls = findSqlalchemyCalls(code);
  const engines = calls.filter(({ creates }) => creates === 'engine');
  const factories = calls.filter(({ creates }) => creates === 'factory');
  // A session created directly says less about other sessions than a factory does.
  const sessions =
    factories.length > 0 ? factories : calls.filter((call) => call.creates === 'session');
  const reader: SettingsReader = { code, log };
  const isolation = readIsolationLevel(reader, engines);
  const autocommit = readFlag(reader, sessions, 'autocommit');
  return {
    expire_on_commit: readFlag(reader, sessions, 'expire_on_commit'),
    autoflush: readFlag(reader, sessions, 'autoflush'),
    autocommit: isolation === 'AUTOCOMMIT' ? { value: true, defaulted: false } : autocommit,
    isolation_level: isolation,
    pool_size: readNumber(reader, engines, 'pool_size', 0),
    // −1: no limit.
    max_overflow: readNumber(reader, engines, 'max_overflow', -1),
  };
}

type Calls = readonly SqlalchemyCall[];

interface SettingsReader {
  readonly code: ProjectCode;
  readonly log: ContextLog;
}

interface FoundValue<Value> {
  readonly value: Value;
  readonly location: string;
}

type FoundLiteral = FoundValue<PythonLiteral>;

/** Returns a flag's value; an explicit value takes precedence over another call's default. */
function readFlag(reader: SettingsReader, calls: Calls, key: keyof typeof DEFAULTS) {
  const explicit = readKeywords(reader, calls, key).filter(isBoolean);
  const implicit = calls.find(({ keywords, isOpen }) => !keywords.has(key) && !isOpen);
  const defaulted =
    implicit === undefined ? [] : [{ value: DEFAULTS[key], location: locationOf(implicit) }];
  logConflict(reader, key, [...explicit, ...defaulted]);
  const [first] = explicit;
  if (first !== undefined) return { value: first.value, defaulted: false };
  return implicit === undefined ? null : { value: DEFAULTS[key], defaulted: true };
}

function readNumber(
  reader: SettingsReader,
  calls: Calls,
  key: string,
  least: number,
): number | null {
  const explicit = readKeywords(reader, calls, key)
    .filter(isInteger)
    .filter(({ value }) => value >= least);
  logConflict(reader, key, explicit);
  return explicit[0]?.value ?? null;
}

function readIsolationLevel(reader: SettingsReader, engines: Calls): string | null {
  const levels = engines.flatMap((engine) => {
    const keyword = readKeyword(reader, engine, 'isolation_level');
    const found = keyword ?? readExecutionOption(reader, engine);
    const level = String(found?.value ?? '')
      .toUpperCase()
      .replaceAll('_', ' ');
    const isKnown = found !== null && ISOLATION_LEVELS.has(level);
    return isKnown ? [{ value: level, location: found.location }] : [];
  });
  logConflict(reader, 'isolation_level', levels);
  return levels[0]?.value ?? null;
}

/** `execution_options={"isolation_level": "REPEATABLE READ"}`. */
function readExecutionOption({ code }: SettingsReader, call: SqlalchemyCall): FoundLiteral | null {
  const node = call.keywords.get('execution_options');
  const options = node === undefined ? null : pythonValue(code, call.file, node);
  if (options?.kind() !== 'dictionary') return null;
  const level = readDictionaryEntries(options).find(([key]) => key === 'isolation_level')?.[1];
  const value = level === undefined ? undefined : pythonLiteral(level);
  return value === undefined ? null : { value, location: locationOf(call) };
}

/** Returns the values of a keyword; calls that may pass it in a `**` argument are logged. */
function readKeywords(reader: SettingsReader, calls: Calls, key: string): readonly FoundLiteral[] {
  const values = calls.flatMap((call) => readKeyword(reader, call, key) ?? []);
  for (const { keywords, isOpen, file, line } of calls) {
    if (isOpen && !keywords.has(key)) {
      reader.log.unread(file, line, `${key} may be set by a ** argument`);
    }
  }
  return values;
}

/** Returns a keyword's value; null if none, or known only at run time, which is logged. */
function readKeyword(
  { code, log }: SettingsReader,
  { keywords, file, line }: SqlalchemyCall,
  key: string,
): FoundLiteral | null {
  const node = keywords.get(key);
  if (node === undefined) return null;
  const expression = pythonValue(code, file, node);
  const value = expression === null ? undefined : pythonLiteral(expression);
  if (value === undefined) {
    log.unread(file, line, `${key} is known only at run time`);
    return null;
  }
  return { value, location: locationOf({ file, line }) };
}

function locationOf({ file, line }: Pick<SqlalchemyCall, 'file' | 'line'>): string {
  return `${file}:${line}`;
}

function isBoolean(found: FoundLiteral): found is FoundValue<boolean> {
  return typeof found.value === 'boolean';
}

function isInteger(found: FoundLiteral): found is FoundValue<number> {
  return typeof found.value === 'number' && Number.isInteger(found.value);
}

function logConflict(
  { log }: SettingsReader,
  key: string,
  values: readonly FoundValue<string | number | boolean>[],
): void {
  const [first, ...rest] = values;
  const other = rest.find(({ value }) => value !== first?.value);
  if (first === undefined || other === undefined) return;
  log.conflict(
    `${key} is ${first.value} at ${first.location} and ${other.value} at ${other.location}`,
  );
}
