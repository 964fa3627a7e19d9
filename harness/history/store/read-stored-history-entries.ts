import {
  HISTORY_ENTRY_SCHEMA,
  type HistoryEntry,
  historyEntrySchema,
} from '../../model/documents/history-entry.ts';
import type { Summary } from '../../model/metric-summary.ts';
import { medianInterval } from '../../stats/quantile-confidence-interval.ts';
import { variation } from '../../stats/relative-variation.ts';
import { CONFIDENCE } from '../../stats/summarize-metric.ts';
import { CONDITION_COLUMNS } from './measurement-condition-database-columns.ts';
import type { Sql, SqlRow, SqlValue } from './sql-database.ts';

/** Runs per query, which bounds the memory. */
const RUNS_PER_QUERY = 200;

const RUNS = `SELECT r.*, ${CONDITION_COLUMNS.map((name) => `c.${name}`).join(', ')} FROM runs r JOIN conditions c ON c.key = r.conditions`;

/** Yields all runs of a store, in the order of their identifiers. */
export async function* readStoredEntries(sql: Sql): AsyncGenerator<HistoryEntry> {
  for (let after = ''; ; ) {
    const runs = await sql.all(`${RUNS} WHERE r.id > ? ORDER BY r.id LIMIT ?`, [
      after,
      RUNS_PER_QUERY,
    ]);
    const metrics = await metricsOf(sql, runs);
    for (const run of runs) yield entryOf(run, metrics.get(Number(run.key)) ?? []);
    const last = runs.at(-1);
    if (last === undefined || runs.length < RUNS_PER_QUERY) return;
    after = String(last.id);
  }
}

/** Returns runs whose id or commit starts with a given text, oldest first, at most `limit`. */
export async function findStoredEntries(
  sql: Sql,
  beginning: string,
  limit: number,
): Promise<readonly HistoryEntry[]> {
  const characters = [...beginning].length;
  const runs = await sql.all(
    `${RUNS} WHERE substr(r.id, 1, ?) = ? OR substr(r.commit_hash, 1, ?) = ? ORDER BY r.started_at, r.id LIMIT ?`,
    [characters, beginning, characters, beginning, limit],
  );
  const metrics = await metricsOf(sql, runs);
  return runs.map((run) => entryOf(run, metrics.get(Number(run.key)) ?? []));
}

/** Pairs instead of an object, since names are arbitrary and must not set properties. */
type Metrics = (readonly [name: string, summary: Summary])[];

async function metricsOf(sql: Sql, runs: readonly SqlRow[]): Promise<ReadonlyMap<number, Metrics>> {
  const found = new Map<number, Metrics>();
  if (runs.length === 0) return found;
  const keys = runs.map(({ key }) => Number(key));
  const rows = await sql.all(
    `SELECT p.run, s.metric, s.unit, s.better, s.nature, p.center, p.low, p.high, p.n, p.sample FROM points p JOIN series s ON s.key = p.series WHERE p.run IN (${keys.map(() => '?').join(', ')}) ORDER BY s.metric`,
    keys,
  );
  for (const row of rows) {
    const metrics = found.get(Number(row.run)) ?? [];
    metrics.push([String(row.metric), summaryOf(row)]);
    found.set(Number(row.run), metrics);
  }
  return found;
}

/** Restores a summary; confidence and variation are computed from the sample. */
function summaryOf({ unit, better, nature, center, low, high, n, sample }: SqlRow): Summary {
  const numbers = numbersOf(sample);
  const isEmpty = numbers.length === 0;
  return {
    ...({ unit, better, nature } as Pick<Summary, 'unit' | 'better' | 'nature'>),
    center: Number(center),
    low: Number(low),
    high: Number(high),
    confidence: isEmpty ? CONFIDENCE : medianInterval(numbers, CONFIDENCE).confidence,
    n: Number(n),
    variation: isEmpty ? 0 : variation(numbers),
    sample: numbers,
  };
}

function numbersOf(sample: SqlValue | undefined): readonly number[] {
  // Copied, since a view must begin at a multiple of eight bytes.
  return sample instanceof Uint8Array ? [...new Float64Array(Uint8Array.from(sample).buffer)] : [];
}

function entryOf(run: SqlRow, metrics: Metrics): HistoryEntry {
  const { commit_hash: commit, committed_at: committedAt, machine } = run;
  return historyEntrySchema.parse({
    schema: HISTORY_ENTRY_SCHEMA,
    id: run.id,
    scenario: run.scenario,
    kind: run.kind,
    state: run.state,
    verdict: run.verdict,
    file: run.file,
    startedAt: new Date(Number(run.started_at)).toISOString(),
    git:
      commit === null
        ? null
        : {
            commit,
            branch: run.branch,
            dirty: Number(run.dirty) === 1,
            committedAt: committedAt === null ? null : new Date(Number(committedAt)).toISOString(),
          },
    machine: machine === null ? null : { id: machine, title: run.machine_title },
    node: run.node,
    harness: run.harness,
    tool: run.tool,
    settings: run.settings,
    metrics: Object.fromEntries(metrics),
  });
}
