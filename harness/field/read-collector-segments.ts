import { join } from 'node:path';
import type { Files } from '../host/file-operations.ts';
import type { FieldMetric } from '../model/field-metrics.ts';
import { aggregateFieldData } from './aggregate-real-user-field-data.ts';
import { formatUtcDay, segmentDay } from './collector-segment-files.ts';
import { wholeLines } from './parse-json-or-json-lines.ts';
import { readBeacons } from './read-web-vitals-beacons.ts';

/** Metrics of one page for users of one class of device. */
export interface FieldRow {
  readonly page: string;
  /** `phone`, `tablet` or `desktop`. */
  readonly device: string;
  /** 75th percentile of each metric, with its interval and the number of visits. */
  readonly metrics: Readonly<Record<string, FieldMetric>>;
}

/** Data that a collector stored over some days. */
export interface FieldRows {
  /** Time of the first visit, ISO 8601; null where there is none. */
  readonly from: string | null;
  readonly to: string | null;
  /** Rows with the most visits first. */
  readonly rows: readonly FieldRow[];
}

/** The first and the last day, both included, as UTC has them. */
export interface Days {
  readonly from: Date;
  readonly to: Date;
}

/** Separator that occurs in no page name accepted by a collector. */
const BETWEEN = '\0';

/**
 * Reads the segments of a collector, except lines cut short by a kill. @throws FieldProblem if a
 * segment was edited by hand.
 */
export async function readCollectorSegments(
  { list, readLines }: Pick<Files, 'list' | 'readLines'>,
  folder: string,
  days: Days,
): Promise<FieldRows> {
  const names = list(folder).filter((name) => isOf(name, days));
  const lines = names.map((name) => wholeLines(readLines(join(folder, name))));
  if (!(await haveAny(names.map((name) => readLines(join(folder, name)))))) {
    return { from: null, to: null, rows: [] };
  }
  const groupOf = (page: string, device: string | null): string =>
    `${device ?? 'unknown'}${BETWEEN}${page}`;
  const beacons = await readBeacons(lines, () => true, groupOf);
  const rows = [...beacons.pages].map(([group, metrics]): FieldRow => {
    const [device = '', page = ''] = group.split(BETWEEN);
    const groupBeacons = { ...beacons, pages: new Map([[page, metrics]]) };
    return {
      page,
      device,
      metrics: aggregateFieldData(groupBeacons, { files: names, page }).metrics,
    };
  });
  const all = aggregateFieldData({ ...beacons, pages: new Map() }, { files: names, page: '*' });
  return { from: all.from, to: all.to, rows: rows.toSorted((a, b) => visits(b) - visits(a)) };
}

function isOf(name: string, { from, to }: Days): boolean {
  const day = segmentDay(name);
  return day !== null && day >= formatUtcDay(from) && day <= formatUtcDay(to);
}

/** True if any of the files has a complete line. */
async function haveAny(files: readonly AsyncIterable<string>[]): Promise<boolean> {
  for (const lines of files) for await (const _line of wholeLines(lines)) return true;
  return false;
}

function visits({ metrics }: FieldRow): number {
  return Math.max(0, ...Object.values(metrics).map(({ n }) => n ?? 0));
}
