import { EXIT } from '../../model/exit-code.ts';
import { UserError } from '../../model/user-error.ts';
import type { Sql } from './sql-database.ts';

/** Version of the tables; stores of other versions are rejected. */
const STORE_VERSION = 4;

const TABLES: readonly string[] = [
  `CREATE TABLE runs (
    key INTEGER PRIMARY KEY GENERATED,
    id TEXT NOT NULL UNIQUE,
    scenario TEXT NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    verdict TEXT NOT NULL,
    started_at BIGINT NOT NULL,
    commit_hash TEXT,
    committed_at BIGINT,
    dirty INTEGER NOT NULL,
    file TEXT,
    conditions INTEGER
  )`,
  'CREATE INDEX runs_by_scenario ON runs (scenario, started_at)',
  'CREATE INDEX runs_by_time ON runs (started_at)',
  // Thousands of runs are of few machines, versions and branches: each combination is stored once.
  `CREATE TABLE conditions (
    key INTEGER PRIMARY KEY GENERATED,
    word TEXT NOT NULL UNIQUE,
    branch TEXT,
    machine TEXT,
    machine_title TEXT,
    node TEXT,
    harness TEXT,
    tool TEXT,
    settings TEXT NOT NULL
  )`,
  `CREATE TABLE series (
    key INTEGER PRIMARY KEY GENERATED,
    scenario TEXT NOT NULL,
    metric TEXT NOT NULL,
    machine TEXT NOT NULL,
    unit TEXT NOT NULL,
    better TEXT NOT NULL,
    nature TEXT NOT NULL,
    UNIQUE (scenario, metric, machine, unit)
  )`,
  `CREATE TABLE points (
    series INTEGER NOT NULL REFERENCES series (key),
    started_at BIGINT NOT NULL,
    run INTEGER NOT NULL REFERENCES runs (key),
    center DOUBLE PRECISION NOT NULL,
    low DOUBLE PRECISION NOT NULL,
    high DOUBLE PRECISION NOT NULL,
    n INTEGER NOT NULL,
    sample BLOB NOT NULL,
    PRIMARY KEY (series, started_at, run)
  ) CLUSTERED`,
  'CREATE INDEX points_by_run ON points (run)',
  'CREATE TABLE sources (name TEXT PRIMARY KEY, version TEXT NOT NULL)',
  `CREATE TABLE decisions (
    change TEXT NOT NULL,
    decided_at BIGINT NOT NULL,
    decision TEXT NOT NULL,
    reason TEXT NOT NULL,
    author TEXT NOT NULL,
    PRIMARY KEY (change, decided_at, author)
  )`,
  // Runs before this time were permanently removed and are not imported again.
  'CREATE TABLE horizon (started_at BIGINT NOT NULL)',
  `CREATE TABLE notes (
    scenario TEXT,
    commit_hash TEXT,
    moment BIGINT,
    body TEXT NOT NULL,
    author TEXT NOT NULL,
    noted_at BIGINT NOT NULL,
    PRIMARY KEY (noted_at, author, body)
  )`,
];

/** Replacements in the statements, which use a syntax common to both databases. */
const DIALECT_REPLACEMENTS: Readonly<
  Record<Sql['dialect'], readonly (readonly [RegExp, string])[]>
> = {
  sqlite: [
    [/ GENERATED\b/gu, ''],
    [/ CLUSTERED\b/gu, ' WITHOUT ROWID'],
  ],
  postgres: [
    [/ PRIMARY KEY GENERATED\b/gu, ' GENERATED ALWAYS AS IDENTITY PRIMARY KEY'],
    [/ CLUSTERED\b/gu, ''],
    [/\bBLOB\b/gu, 'BYTEA'],
    // Byte order, as in SQLite, regardless of the server's locale.
    [/\bTEXT\b/gu, 'TEXT COLLATE "C"'],
    // SQLite does not enforce foreign keys here either.
    [/ REFERENCES \w+ \(key\)/gu, ''],
  ],
};

/** Creates missing tables in a transaction. @throws UserError if a newer perf-harness wrote it. */
export async function createTables(sql: Sql): Promise<void> {
  if ((await versionOf(sql)) !== null) return;
  await sql.transaction(async () => {
    await sql.run('CREATE TABLE IF NOT EXISTS store_version (version INTEGER NOT NULL)');
    // Another process may have created them first.
    if ((await versionOf(sql)) !== 0) return;
    for (const statement of TABLES) await sql.run(toDialect(statement, sql.dialect));
    await sql.run('INSERT INTO store_version (version) VALUES (?)', [STORE_VERSION]);
  }, 'long');
}

/**
 * Returns the version of the store; null if there is no store yet, 0 if its tables are being
 * created. @throws UserError if it is newer.
 */
async function versionOf(sql: Sql): Promise<number | null> {
  const tables =
    sql.dialect === 'sqlite'
      ? "SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'store_version'"
      : "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema() AND table_name = 'store_version'";
  if ((await sql.all(tables)).length === 0) return null;
  const [row] = await sql.all('SELECT version FROM store_version');
  const version = Number(row?.version ?? 0);
  if (version <= STORE_VERSION) return version;
  throw new UserError({
    code: 'history-newer',
    message: `The history in ${sql.location} was written by a newer perf-harness: it has version ${version}, but this version supports ${STORE_VERSION}.`,
    remedy: 'Update perf-harness. Nothing was changed.',
    exitCode: EXIT.usage,
  });
}

function toDialect(statement: string, dialect: Sql['dialect']): string {
  return DIALECT_REPLACEMENTS[dialect].reduce(
    (text, [word, own]) => text.replace(word, own),
    statement,
  );
}

/** Empties a SQLite store but keeps its tables, since another process may have it open. */
export async function clearTables(sql: Sql): Promise<void> {
  await sql.transaction(async () => {
    const tables = await sql.all(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'store_version'",
    );
    for (const { name } of tables) await sql.run(`DELETE FROM "${String(name)}"`);
  });
}
