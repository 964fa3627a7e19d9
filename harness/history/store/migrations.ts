import { EXIT } from '../../model/exit-code.ts';
import { UserError } from '../../model/user-error.ts';
import { CONDITIONS, wordIn } from './conditions.ts';
import type { Sql } from './sql.ts';

/**
 * What makes each version of the store out of the one before it. What was published is never
 * changed: a store of any age is brought here step by step.
 */
const MIGRATIONS: readonly (readonly string[])[] = [
  [
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
      branch TEXT,
      dirty INTEGER NOT NULL,
      machine TEXT,
      machine_title TEXT,
      node TEXT,
      harness TEXT,
      tool TEXT,
      settings TEXT NOT NULL,
      file TEXT
    )`,
    'CREATE INDEX runs_by_scenario ON runs (scenario, started_at)',
    'CREATE INDEX runs_by_time ON runs (started_at)',
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
  ],
  [
    `CREATE TABLE decisions (
      change TEXT NOT NULL,
      decided_at BIGINT NOT NULL,
      decision TEXT NOT NULL,
      reason TEXT NOT NULL,
      author TEXT NOT NULL,
      PRIMARY KEY (change, decided_at, author)
    )`,
    // What began before this moment was removed for good and does not come back.
    'CREATE TABLE horizon (started_at BIGINT NOT NULL)',
  ],
  [
    // Thousands of runs are of few machines, versions and branches: each combination is kept once.
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
    `INSERT INTO conditions (word, ${CONDITIONS.join(', ')}) SELECT DISTINCT ${wordIn('runs')}, ${CONDITIONS.join(', ')} FROM runs`,
    'ALTER TABLE runs ADD COLUMN conditions INTEGER',
    `UPDATE runs SET conditions = (SELECT key FROM conditions WHERE word = ${wordIn('runs')})`,
    ...CONDITIONS.map((name) => `ALTER TABLE runs DROP COLUMN ${name}`),
  ],
  [
    `CREATE TABLE notes (
      scenario TEXT,
      commit_hash TEXT,
      moment BIGINT,
      body TEXT NOT NULL,
      author TEXT NOT NULL,
      noted_at BIGINT NOT NULL,
      PRIMARY KEY (noted_at, author, body)
    )`,
  ],
];

/** What the statements say that the two databases call differently. */
const WORDS: Readonly<Record<Sql['dialect'], readonly (readonly [RegExp, string])[]>> = {
  sqlite: [
    [/ GENERATED\b/gu, ''],
    [/ CLUSTERED\b/gu, ' WITHOUT ROWID'],
    [/\bDIGEST OF (.*?) END\b/gu, '$1'],
  ],
  postgres: [
    [/ PRIMARY KEY GENERATED\b/gu, ' GENERATED ALWAYS AS IDENTITY PRIMARY KEY'],
    [/ CLUSTERED\b/gu, ''],
    // An index of it takes no long text.
    [/\bDIGEST OF (.*?) END\b/gu, "encode(sha256(convert_to($1, 'UTF8')), 'hex')"],
    [/\bBLOB\b/gu, 'BYTEA'],
    // The order of bytes, as in SQLite, whatever the language of the server is.
    [/\bTEXT\b/gu, 'TEXT COLLATE "C"'],
    // SQLite does not look at them here either.
    [/ REFERENCES \w+ \(key\)/gu, ''],
  ],
};

/** The version that this perf-harness reads and writes. */
export const STORE_VERSION = MIGRATIONS.length;

/**
 * Brings a store to the version of this perf-harness, all at one go: killed on the way, it is what
 * it was before.
 * @param version - Default: the newest. @throws UserError where a newer perf-harness has written it.
 */
export async function migrate(sql: Sql, version = STORE_VERSION): Promise<void> {
  if (((await versionOf(sql)) ?? 0) >= version) return;
  await sql.transaction(async () => {
    await sql.run('CREATE TABLE IF NOT EXISTS store_version (version INTEGER NOT NULL)');
    // Another process may have been faster.
    const from = (await versionOf(sql)) ?? 0;
    for (const statement of MIGRATIONS.slice(from, version).flat()) {
      await sql.run(worded(statement, sql.dialect));
    }
    await sql.run('DELETE FROM store_version');
    await sql.run('INSERT INTO store_version (version) VALUES (?)', [version]);
  }, 'long');
}

/** null: there is no store yet. @throws UserError where it is newer. */
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
    message: `The history in ${sql.place} was written by a newer perf-harness: it has version ${version}, and this one knows ${STORE_VERSION}.`,
    remedy: 'Update perf-harness. Nothing was changed.',
    exitCode: EXIT.usage,
  });
}

function worded(statement: string, dialect: Sql['dialect']): string {
  return WORDS[dialect].reduce((text, [word, own]) => text.replace(word, own), statement);
}

/**
 * Takes all out of a store of SQLite and leaves its tables, so that another process that has it open
 * sees an empty one and no file that is gone.
 */
export async function emptyStore(sql: Sql): Promise<void> {
  await sql.transaction(async () => {
    const tables = await sql.all(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'store_version'",
    );
    for (const { name } of tables) await sql.run(`DELETE FROM "${String(name)}"`);
  });
}
