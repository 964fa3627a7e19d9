import type { Summary } from '../../model/metric-summary.ts';
import {
  type RunConditions,
  readConditions,
  readOptionalText,
} from './measurement-condition-database-columns.ts';
import type { Sql, SqlCells, SqlValue } from './sql-database.ts';

export interface PointFilter {
  /** ISO 8601; absent: from the beginning. */
  readonly since?: string;
  readonly branch?: string;
}

/** Series of one metric of one scenario over time, for one kind of machine if it is timed. */
export interface StoredSeries extends Pick<Summary, 'unit' | 'better' | 'nature'> {
  readonly key: number;
  readonly scenario: string;
  readonly metric: string;
  /** Fingerprint of the kind of machine; empty for counted metrics, equal on all machines. */
  readonly machine: string;
}

export interface StoredPoint extends Pick<Summary, 'center' | 'low' | 'high' | 'n'>, RunConditions {
  /** Identifier of the record. */
  readonly run: string;
  readonly startedAt: string;
  readonly commit: string | null;
  readonly committedAt: string | null;
  readonly isDirty: boolean;
}

export async function readSeries(sql: Sql): Promise<readonly StoredSeries[]> {
  const rows = await sql.all(
    'SELECT key, scenario, metric, machine, unit, better, nature FROM series ORDER BY scenario, metric, machine',
  );
  return rows.map(({ key, scenario, metric, machine, unit, better, nature }) => ({
    key: Number(key),
    scenario: String(scenario),
    metric: String(metric),
    machine: String(machine),
    unit: unit as Summary['unit'],
    better: better as Summary['better'],
    nature: nature as Summary['nature'],
  }));
}

export async function readPoints(
  sql: Sql,
  { key, scenario }: StoredSeries,
  { since, branch }: PointFilter,
): Promise<readonly StoredPoint[]> {
  const values: SqlValue[] = [key, scenario];
  // The scenario is redundant, but lets PostgreSQL find its runs without scanning all others.
  let where = 'p.series = ? AND r.scenario = ?';
  if (since !== undefined) {
    where += ' AND p.started_at >= ?';
    values.push(Date.parse(since));
  }
  const rows = await sql.rows(
    `SELECT p.started_at, p.center, p.low, p.high, p.n, r.id, r.commit_hash, r.committed_at, r.dirty, r.conditions FROM points p JOIN runs r ON r.key = p.run WHERE ${where} ORDER BY p.started_at, p.run`,
    values,
  );
  const conditions = await readConditions(sql, new Set(rows.map((row) => Number(row.at(-1)))));
  const points = rows.flatMap((row) => pointOf(row, conditions));
  return branch === undefined ? points : points.filter((point) => point.branch === branch);
}

function pointOf(row: SqlCells, known: ReadonlyMap<number, RunConditions>): StoredPoint | [] {
  const [startedAt, center, low, high, n, run, commit, committedAt, dirty, key] = row;
  const conditions = known.get(Number(key));
  // The run was removed after its point was read.
  if (conditions === undefined) return [];
  return {
    run: String(run),
    startedAt: isoOf(startedAt),
    center: Number(center),
    low: Number(low),
    high: Number(high),
    n: Number(n),
    commit: readOptionalText(commit),
    committedAt: committedAt === null ? null : isoOf(committedAt),
    isDirty: Number(dirty) === 1,
    ...conditions,
  };
}

function isoOf(ms: SqlValue | undefined): string {
  return new Date(Number(ms)).toISOString();
}
