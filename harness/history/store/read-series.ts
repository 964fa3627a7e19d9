import type { Summary } from '../../model/summary.ts';
import type { Sql, SqlRow, SqlValue } from './sql.ts';

/** Which points are read. */
export interface PointFilter {
  /** ISO 8601; absent: from the beginning. */
  readonly since?: string;
  readonly branch?: string;
}

/** One metric of one scenario over time, of one kind of machine where it is timed. */
export interface StoredSeries extends Pick<Summary, 'unit' | 'better' | 'nature'> {
  readonly key: number;
  readonly scenario: string;
  readonly metric: string;
  /** Fingerprint of the kind of machine; empty: all of them, since it counts. */
  readonly machine: string;
}

/** One run in a series. */
export interface StoredPoint extends Pick<Summary, 'center' | 'low' | 'high' | 'n'> {
  /** Identifier of the record. */
  readonly run: string;
  readonly startedAt: string;
  readonly commit: string | null;
  readonly committedAt: string | null;
  readonly branch: string | null;
  readonly isDirty: boolean;
  readonly machine: string | null;
  readonly machineTitle: string | null;
  readonly node: string | null;
  readonly harness: string | null;
  readonly tool: string | null;
  readonly settings: string;
}

/** Which points are read. */
export interface PointFilter {
  /** ISO 8601; absent: from the beginning. */
  readonly since?: string;
  readonly branch?: string;
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
  { key }: StoredSeries,
  { since, branch }: PointFilter,
): Promise<readonly StoredPoint[]> {
  const values: SqlValue[] = [key];
  let where = 'p.series = ?';
  if (since !== undefined) {
    where += ' AND p.started_at >= ?';
    values.push(Date.parse(since));
  }
  if (branch !== undefined) {
    where += ' AND r.branch = ?';
    values.push(branch);
  }
  const rows = await sql.all(
    `SELECT r.id, p.started_at, p.center, p.low, p.high, p.n, r.commit_hash, r.committed_at, r.branch, r.dirty, r.machine, r.machine_title, r.node, r.harness, r.tool, r.settings FROM points p JOIN runs r ON r.key = p.run WHERE ${where} ORDER BY p.started_at, p.run`,
    values,
  );
  return rows.map(pointOf);
}

function pointOf(row: SqlRow): StoredPoint {
  return {
    run: String(row.id),
    startedAt: new Date(Number(row.started_at)).toISOString(),
    center: Number(row.center),
    low: Number(row.low),
    high: Number(row.high),
    n: Number(row.n),
    commit: textOf(row.commit_hash),
    committedAt:
      row.committed_at === null ? null : new Date(Number(row.committed_at)).toISOString(),
    branch: textOf(row.branch),
    isDirty: Number(row.dirty) === 1,
    machine: textOf(row.machine),
    machineTitle: textOf(row.machine_title),
    node: textOf(row.node),
    harness: textOf(row.harness),
    tool: textOf(row.tool),
    settings: String(row.settings),
  };
}

function textOf(value: SqlValue | undefined): string | null {
  return value === null || value === undefined ? null : String(value);
}
