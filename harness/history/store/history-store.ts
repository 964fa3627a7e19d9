import type { HistoryEntry } from '../../model/documents/history-entry.ts';
import { EARLIEST_START_MS, latestStartMs } from '../check-run-start-time-plausibility.ts';
import { addHistoryEntries } from './add-history-entries.ts';
import { createTables } from './create-history-tables.ts';
import {
  type PointFilter,
  readPoints,
  readSeries,
  type StoredPoint,
  type StoredSeries,
} from './read-metric-series.ts';
import { findStoredEntries, readStoredEntries } from './read-stored-history-entries.ts';
import type { Sql, SqlValue } from './sql-database.ts';
import {
  addStoredDecisions,
  addStoredNotes,
  type ChangeDecision,
  type Note,
  readStoredDecisions,
  readStoredNotes,
} from './user-notes-and-decisions.ts';

/** Database with the history of a project's scenarios. */
export interface HistoryStore {
  /** Location of the store, for people. */
  readonly location: string;
  /** Adds all runs or none. Existing runs are ignored. @returns Number of new runs. */
  readonly add: (entries: readonly HistoryEntry[]) => Promise<number>;
  /** Returns every metric of every scenario, separately for each kind of machine if it is timed. */
  readonly series: () => Promise<readonly StoredSeries[]>;
  /** Returns the points of a series, in measurement order. */
  readonly points: (series: StoredSeries, filter?: PointFilter) => Promise<readonly StoredPoint[]>;
  /** Returns the sources that were already imported, with their version. */
  readonly sources: () => Promise<ReadonlyMap<string, string>>;
  readonly addSources: (sources: ReadonlyMap<string, string>) => Promise<void>;
  /**
   * Removes runs that began before a given time. Sources other than records count as not imported
   * any more, so that their remaining runs are imported again.
   * @param scenario - Restricts the removal to this scenario; runs of it may then be added again.
   * @returns Number of removed runs.
   */
  readonly forgetBefore: (moment: string, scenario?: string) => Promise<number>;
  /** Counts the runs, and those that began before a moment, of one scenario or of all. */
  readonly count: (
    before: string,
    scenario?: string,
  ) => Promise<{ readonly all: number; readonly before: number }>;
  /** Returns the start, ISO 8601, of the oldest of the newest `count` runs per scenario. */
  readonly oldestOfNewest: (count: number, now: Date) => Promise<ReadonlyMap<string, string>>;
  /** Returns all runs, in the order of their identifiers. */
  readonly entries: () => AsyncIterable<HistoryEntry>;
  /** Returns runs whose id or commit starts with `beginning`, oldest first, at most `limit`. */
  readonly find: (beginning: string, limit: number) => Promise<readonly HistoryEntry[]>;
  /** Returns the decisions about changes in a shared store, oldest first. */
  readonly decisions: () => Promise<readonly ChangeDecision[]>;
  /** Adds decisions; existing decisions are ignored. */
  readonly addDecisions: (decisions: readonly ChangeDecision[]) => Promise<void>;
  /** Returns the notes on trends in a shared store, oldest first. */
  readonly notes: () => Promise<readonly Note[]>;
  /** Adds notes; existing notes are ignored. */
  readonly addNotes: (notes: readonly Note[]) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Opens and migrates a history. @throws UserError */
export async function createHistoryStore(sql: Sql): Promise<HistoryStore> {
  try {
    await createTables(sql);
  } catch (error) {
    await sql.close();
    throw error;
  }
  return {
    location: sql.location,
    add: (entries) => addHistoryEntries(sql, entries),
    series: () => readSeries(sql),
    points: (series, filter = {}) => readPoints(sql, series, filter),
    sources: async () => {
      const rows = await sql.all('SELECT name, version FROM sources');
      return new Map(rows.map(({ name, version }) => [String(name), String(version)]));
    },
    addSources: (sources) => addSources(sql, sources),
    forgetBefore: (moment, scenario) => forgetBefore(sql, Date.parse(moment), scenario),
    count: async (before, scenario) => {
      const [condition, values] = runsBefore(Date.parse(before), scenario);
      const [row] = await sql.all(`SELECT count(*) AS runs FROM runs WHERE ${condition}`, values);
      const [whole] = await sql.all('SELECT count(*) AS runs FROM runs');
      return { all: Number(whole?.runs ?? 0), before: Number(row?.runs ?? 0) };
    },
    oldestOfNewest: async (count, now) => {
      const rows = await sql.all(
        'SELECT scenario, started_at FROM (SELECT scenario, started_at, row_number() OVER (PARTITION BY scenario ORDER BY started_at DESC) AS place FROM runs WHERE started_at BETWEEN ? AND ?) AS placed WHERE place = ?',
        [EARLIEST_START_MS, latestStartMs(now), count],
      );
      return new Map(
        rows.map(({ scenario, started_at: at }) => [
          String(scenario),
          new Date(Number(at)).toISOString(),
        ]),
      );
    },
    entries: () => readStoredEntries(sql),
    find: (beginning, limit) => findStoredEntries(sql, beginning, limit),
    decisions: () => readStoredDecisions(sql),
    addDecisions: (decisions) => addStoredDecisions(sql, decisions),
    notes: () => readStoredNotes(sql),
    addNotes: (notes) => addStoredNotes(sql, notes),
    close: sql.close,
  };
}

/** Returns the condition of `startedBefore`: the age of runs dated before 2000 is unknown. */
function runsBefore(beforeMs: number, scenario?: string): readonly [string, readonly SqlValue[]] {
  const fromMs = beforeMs <= EARLIEST_START_MS ? Number.MIN_SAFE_INTEGER : EARLIEST_START_MS;
  const condition = 'started_at < ? AND started_at >= ?';
  if (scenario === undefined) return [condition, [beforeMs, fromMs]];
  return [`${condition} AND scenario = ?`, [beforeMs, fromMs, scenario]];
}

async function addSources(sql: Sql, sources: ReadonlyMap<string, string>): Promise<void> {
  await sql.transaction(async () => {
    for (const [name, version] of sources) {
      await sql.run(
        'INSERT INTO sources (name, version) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET version = excluded.version',
        [name, version],
      );
    }
  });
}

async function forgetBefore(sql: Sql, beforeMs: number, scenario?: string): Promise<number> {
  const [condition, values] = runsBefore(beforeMs, scenario);
  return sql.transaction(async () => {
    const [row] = await sql.all(`SELECT count(*) AS runs FROM runs WHERE ${condition}`, values);
    await sql.run(
      `DELETE FROM points WHERE run IN (SELECT key FROM runs WHERE ${condition})`,
      values,
    );
    await sql.run(`DELETE FROM runs WHERE ${condition}`, values);
    await sql.run("DELETE FROM sources WHERE name NOT LIKE 'runs/%'");
    await sql.run('DELETE FROM series WHERE key NOT IN (SELECT DISTINCT series FROM points)');
    await sql.run('DELETE FROM conditions WHERE key NOT IN (SELECT DISTINCT conditions FROM runs)');
    if (sql.dialect === 'postgres' && scenario === undefined) {
      await sql.run('DELETE FROM horizon WHERE started_at < ?', [beforeMs]);
      await sql.run('INSERT INTO horizon (started_at) VALUES (?)', [beforeMs]);
    }
    return Number(row?.runs ?? 0);
  }, 'long');
}
