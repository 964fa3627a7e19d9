import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHost } from '../../harness/host.ts';
import {
  createObservations,
  type Observations,
} from '../../plugins/investigate/observations/collected-log-observations.ts';
import {
  createTimeGrid,
  sumRequestCells,
} from '../../plugins/investigate/observations/requests-by-interval.ts';
import type { AccessFormat } from '../../plugins/investigate/read/access-log-format.ts';
import type { LogSource } from '../../plugins/investigate/read/log-format-reader-types.ts';
import type { FieldMap } from '../../plugins/investigate/read/log-record-fields.ts';
import { readLog } from '../../plugins/investigate/read/read-log-files.ts';

/** Begin of the hour that logs are read for: 24 November 2026, 12:00 UTC. */
export const LOG_START = Date.UTC(2026, 10, 24, 12);
const HOUR_MS = 3_600_000;
let files = 0;

export interface LogObservations {
  readonly source: LogSource;
  readonly observed: Observations;
  /** `GET /a: 3, 1 failed, p50 120` */
  readonly endpoints: readonly string[];
  /** Values of all series, by name and labels: `pg_deadlocks`, `cpu{host=web-1}`. */
  readonly series: Readonly<Record<string, readonly number[]>>;
  /** `SELECT ?: 2, max 1500` */
  readonly statements: readonly string[];
  /** `connection to ? refused: 3` */
  readonly errors: readonly string[];
}

/** Writes a text into a file and reads it as a log. */
export async function readLogObservations(
  content: string | Uint8Array,
  options: {
    readonly map?: FieldMap;
    readonly formats?: readonly AccessFormat[];
    /** Start of the analysed hour, instead of `LOG_START`. */
    readonly start?: number;
  } = {},
): Promise<LogObservations> {
  files += 1;
  const file = join(mkdtempSync(join(tmpdir(), 'perf-harness-log-')), `log-${files}`);
  writeFileSync(file, content);
  const { formats = [], map = null, start = LOG_START } = options;
  const observed = createObservations(createTimeGrid(start, start + HOUR_MS));
  const { signal } = new AbortController();
  const source = await readLog(createHost(), file, observed, { formats, map, signal });
  observed.events.toSeries(observed.series);
  return {
    source,
    observed,
    endpoints: observed.requests.endpoints().map(({ name, cells }) => {
      const { count, errors, durations } = sumRequestCells(cells);
      return `${name}: ${count}, ${errors} failed, p50 ${Math.round(durations.quantile(0.5) ?? Number.NaN)}`;
    }),
    series: Object.fromEntries(
      observed.series
        .all()
        .map(({ name, labels, values }) => [labels === '' ? name : `${name}{${labels}}`, values]),
    ),
    statements: [...observed.statements.all()].map(([statement, cells]) => {
      const all = [...cells.values()];
      const count = all.reduce((sum, cell) => sum + cell.count, 0);
      return `${statement}: ${count}, max ${Math.max(...all.map(({ max }) => max))}`;
    }),
    errors: observed.errorLines
      .all()
      .map(
        ({ pattern, counts }) =>
          `${pattern}: ${[...counts.values()].reduce((sum, count) => sum + count, 0)}`,
      ),
  };
}
