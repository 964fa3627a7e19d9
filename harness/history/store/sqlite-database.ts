import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { EXIT } from '../../model/exit-code.ts';
import { UserError } from '../../model/user-error.ts';
import type { Sql, SqlCells, SqlRow } from './sql-database.ts';

/** Timeout for another writer, milliseconds. */
const BUSY_MS = 10_000;

/** Database page cache, KiB: a trend reads some thousand pages, and 2 MiB hold only 500. */
const CACHE_KIB = 32_768;

/** Path of an in-memory database, used if no file can be written. */
export const IN_MEMORY = ':memory:';

/** Opens or creates a database. @param busyMs - Timeout for another writer. @throws UserError */
export async function openSqlite(path: string, busyMs = BUSY_MS): Promise<Sql> {
  const { DatabaseSync: Database } = loadSqlite();
  const database = withDescribedErrors(path, () => new Database(path, { timeout: busyMs }));
  // The rollback journal works on every file system with locks, including network file systems,
  // where a write-ahead log does not; a lost store is rebuilt.
  try {
    withDescribedErrors(path, () =>
      database.exec(
        `PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL; PRAGMA foreign_keys = OFF; PRAGMA cache_size = -${CACHE_KIB}`,
      ),
    );
  } catch (error) {
    database.close();
    throw error;
  }
  return createSql(database, path);
}

function createSql(database: DatabaseSync, path: string): Sql {
  const asObjects = new Map<string, StatementSync>();
  const asArrays = new Map<string, StatementSync>();
  const statementOf = (text: string, prepared = asObjects): StatementSync => {
    const known = prepared.get(text);
    if (known !== undefined) return known;
    const statement = database.prepare(text);
    if (prepared === asArrays) statement.setReturnArrays(true);
    prepared.set(text, statement);
    return statement;
  };
  const run: Sql['run'] = async (text, values = []) => {
    withDescribedErrors(path, () => statementOf(text).run(...values));
  };
  return {
    dialect: 'sqlite',
    location: path,
    all: async (text, values = []) =>
      withDescribedErrors(path, () => statementOf(text).all(...values) as readonly SqlRow[]),
    rows: async (text, values = []) =>
      withDescribedErrors(
        path,
        () => statementOf(text, asArrays).all(...values) as unknown as readonly SqlCells[],
      ),
    run,
    transaction: async (work) => {
      withDescribedErrors(path, () => database.exec('BEGIN IMMEDIATE'));
      try {
        const result = await work();
        withDescribedErrors(path, () => database.exec('COMMIT'));
        return result;
      } catch (error) {
        // SQLite has rolled back already if the disk is full.
        if (database.isTransaction) database.exec('ROLLBACK');
        throw error;
      }
    },
    close: async () => database.close(),
  };
}

/** SQLite's codes on file systems without locks: `SQLITE_IOERR_LOCK` and related ones. */
const LOCK_ERROR_CODES: ReadonlySet<number> = new Set([2_058, 2_314, 3_594, 3_850]);

/** Errors of SQLite by primary result code (sqlite.org/rescode.html). */
const DESCRIPTIONS_BY_CODE: ReadonlyMap<
  number,
  readonly [code: string, what: string, remedy: string]
> = new Map([
  [
    5,
    [
      'history-locked',
      'another process is writing to it',
      'Wait until that process ends, and try again.',
    ],
  ],
  [8, ['history-read-only', 'it is read-only', 'Give this user permission to write to it.']],
  [10, ['history-disk', 'the disk has failed', 'Check the disk; the records are not affected.']],
  [
    11,
    [
      'history-damaged',
      'its file is damaged',
      'Rebuild the history from the records: perf-harness history rebuild',
    ],
  ],
  [
    13,
    ['history-disk-full', 'the disk is full', 'Free some space, and try again. Nothing is lost.'],
  ],
  [
    15,
    [
      'history-no-locks',
      'its file system does not support locks',
      'Store the records folder on a local disk.',
    ],
  ],
  [14, ['history-unreachable', 'it cannot be opened', 'Check the permissions of its folder.']],
  [
    26,
    [
      'history-damaged',
      'its file is not a database',
      'Rebuild the history from the records: perf-harness history rebuild',
    ],
  ],
]);

/** True if an error says that the file cannot be read as a database. */
export function isCorruptDatabase(error: unknown): boolean {
  return error instanceof UserError && error.code === 'history-damaged';
}

function withDescribedErrors<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const code = (error as { readonly errcode?: unknown }).errcode;
    const known =
      typeof code === 'number'
        ? DESCRIPTIONS_BY_CODE.get(LOCK_ERROR_CODES.has(code) ? 15 : code & 0xff)
        : undefined;
    if (known === undefined) throw error;
    const [id, what, remedy] = known;
    throw new UserError({
      code: id,
      message: `The history in ${path} cannot be used: ${what}.`,
      remedy,
      exitCode: EXIT.usage,
      cause: error,
    });
  }
}

/** Loads SQLite without the warning of Node.js 22 that it is experimental. */
export function loadSqlite(): typeof import('node:sqlite') {
  const { emitWarning } = process;
  process.emitWarning = (() => {}) as typeof process.emitWarning;
  try {
    return process.getBuiltinModule('node:sqlite');
  } finally {
    process.emitWarning = emitWarning;
  }
}
