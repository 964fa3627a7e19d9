import { createHash } from 'node:crypto';
import type { HistoryEntry } from '../../model/documents/history-entry.ts';
import type { Summary } from '../../model/metric-summary.ts';
import { startedBefore } from '../check-run-start-time-plausibility.ts';
import { insertConditions } from './measurement-condition-database-columns.ts';
import { placeholders, type Sql, type SqlValue } from './sql-database.ts';

/** Rows per statement: many, to amortize its cost, but within the limit on values. */
const ROWS_PER_STATEMENT = 500;

/** Maximum bytes of a name: a PostgreSQL index entry has at most 2,704 bytes for all columns. */
const MAX_NAME_BYTES = 800;

const RUN_COLUMNS = [
  'id',
  'scenario',
  'kind',
  'state',
  'verdict',
  'started_at',
  'commit_hash',
  'committed_at',
  'dirty',
  'conditions',
  'file',
] as const;

const POINT_COLUMNS = [
  'series',
  'started_at',
  'run',
  'center',
  'low',
  'high',
  'n',
  'sample',
] as const;

/** Machine key of metrics independent of the machine; others are stored by kind of machine. */
export const EVERY_MACHINE = '';

/** Adds runs with their points in one transaction. @returns Number of new runs. */
export async function addHistoryEntries(
  sql: Sql,
  candidates: readonly HistoryEntry[],
): Promise<number> {
  if (candidates.length === 0) return 0;
  return sql.transaction(async () => {
    // Sorted, since runs of a scenario and points of a series are read together.
    const entries = (await withinHorizon(sql, candidates))
      .map((entry) => withStorableNames(entry, sql.dialect))
      .toSorted((a, b) => Number(a.scenario > b.scenario) - Number(a.scenario < b.scenario));
    const keys = await addRuns(sql, entries);
    const added = entries.filter(({ id }) => keys.has(id));
    const seriesOf = await createSeriesLookup(sql);
    const points: SqlValue[][] = [];
    // An entry given twice is added once.
    for (const entry of new Map(added.map((addedEntry) => [addedEntry.id, addedEntry])).values()) {
      const run = keys.get(entry.id) ?? 0;
      for (const [metric, summary] of Object.entries(entry.metrics)) {
        const series = await seriesOf(entry, metric, summary);
        points.push(pointRow(series, entry, run, summary));
      }
    }
    points.sort(([a], [b]) => Number(a) - Number(b));
    await insert(sql, 'points', POINT_COLUMNS, points);
    return keys.size;
  });
}

/** Drops runs that were permanently removed from a shared store, but that a machine still has. */
async function withinHorizon(
  sql: Sql,
  entries: readonly HistoryEntry[],
): Promise<readonly HistoryEntry[]> {
  const [row] = await sql.all('SELECT max(started_at) AS moment FROM horizon');
  const from = row?.moment ?? null;
  if (from === null) return entries;
  const moment = new Date(Number(from)).toISOString();
  return entries.filter((entry) => !startedBefore(entry, moment));
}

/** Replaces characters that databases cannot store in names, and shortens the names. */
function withStorableNames(entry: HistoryEntry, dialect: Sql['dialect']): HistoryEntry {
  const longest = dialect === 'postgres' ? MAX_NAME_BYTES : Number.POSITIVE_INFINITY;
  const toStorable = (name: string): string =>
    shorten(name.toWellFormed().replaceAll('\0', '\ufffd'), longest);
  const metrics = Object.entries(entry.metrics).map(
    ([name, summary]) => [toStorable(name), summary] as const,
  );
  return {
    ...entry,
    id: toStorable(entry.id),
    scenario: toStorable(entry.scenario),
    machine: entry.machine && {
      id: toStorable(entry.machine.id),
      title: toStorable(entry.machine.title),
    },
    metrics: Object.fromEntries(metrics),
  };
}

/** Shortens a name that is too long; a digest distinguishes it from others with the same start. */
function shorten(name: string, longest: number): string {
  if (Buffer.byteLength(name) <= longest) return name;
  const digest = createHash('sha256').update(name).digest('hex').slice(0, 32);
  return `${name.slice(0, longest / 8).toWellFormed()}…${digest}`;
}

/** Adds runs. @returns Keys of the new ones, by identifier. */
async function addRuns(
  sql: Sql,
  entries: readonly HistoryEntry[],
): Promise<ReadonlyMap<string, number>> {
  const keys = new Map<string, number>();
  const conditionsOf = await insertConditions(sql, entries);
  for (const part of splitIntoBatches([
    ...new Map(entries.map((entry) => [entry.id, entry])).values(),
  ])) {
    const rows = await sql.all(
      `INSERT INTO runs (${RUN_COLUMNS.join(', ')}) VALUES ${placeholders(RUN_COLUMNS.length, part.length)} ON CONFLICT (id) DO NOTHING RETURNING key, id`,
      part.flatMap((entry) => runRow(entry, conditionsOf(entry))),
    );
    for (const { key, id } of rows) keys.set(String(id), Number(key));
  }
  return keys;
}

function runRow(entry: HistoryEntry, conditions: number): readonly SqlValue[] {
  const { git } = entry;
  const committedAt = git?.committedAt ?? null;
  return [
    entry.id,
    entry.scenario,
    entry.kind,
    entry.state,
    entry.verdict,
    Date.parse(entry.startedAt),
    git?.commit ?? null,
    committedAt === null ? null : Date.parse(committedAt),
    git?.dirty ? 1 : 0,
    conditions,
    entry.file,
  ];
}

function pointRow(series: number, entry: HistoryEntry, run: number, summary: Summary): SqlValue[] {
  const { center, low, high, n, sample } = summary;
  const bytes = new Uint8Array(Float64Array.from(sample).buffer);
  return [series, Date.parse(entry.startedAt), run, center, low, high, n, bytes];
}

type SeriesLookup = (entry: HistoryEntry, metric: string, summary: Summary) => Promise<number>;

/** Creates a lookup of the series of a metric, which inserts a missing series. */
async function createSeriesLookup(sql: Sql): Promise<SeriesLookup> {
  const keys = new Map<string, number>();
  const keyOf = (...parts: readonly string[]): string => JSON.stringify(parts);
  const rows = await sql.all('SELECT key, scenario, metric, machine, unit FROM series');
  for (const { key, scenario, metric, machine, unit } of rows) {
    keys.set(keyOf(`${scenario}`, `${metric}`, `${machine}`, `${unit}`), Number(key));
  }
  return async ({ scenario, machine: kind }, metric, summary) => {
    const { unit, better, nature } = summary;
    const machine = nature === 'timed' && kind !== null ? kind.id : EVERY_MACHINE;
    const lookupKey = keyOf(scenario, metric, machine, unit);
    const known = keys.get(lookupKey);
    if (known !== undefined) return known;
    const [inserted] = await sql.all(
      'INSERT INTO series (scenario, metric, machine, unit, better, nature) VALUES (?, ?, ?, ?, ?, ?) RETURNING key',
      [scenario, metric, machine, unit, better, nature],
    );
    const key = Number(inserted?.key);
    keys.set(lookupKey, key);
    return key;
  };
}

async function insert(
  sql: Sql,
  table: string,
  columns: readonly string[],
  rows: readonly (readonly SqlValue[])[],
): Promise<void> {
  for (const part of splitIntoBatches(rows)) {
    await sql.run(
      `INSERT INTO ${table} (${columns.join(', ')}) VALUES ${placeholders(columns.length, part.length)} ON CONFLICT DO NOTHING`,
      part.flat(),
    );
  }
}

function splitIntoBatches<T>(all: readonly T[]): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(all.length / ROWS_PER_STATEMENT) }, (_, index) =>
    all.slice(index * ROWS_PER_STATEMENT, (index + 1) * ROWS_PER_STATEMENT),
  );
}
