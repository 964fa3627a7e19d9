import { FIELD_METRICS } from '../model/field-metrics.ts';
import { tryParseJson } from '../model/value/try-parse-json.ts';

/** Error in the content of a file; the message completes "it …" without naming the file. */
export class FieldProblem extends Error {
  override readonly name = 'FieldProblem';
}

/** Metrics that visits to pages reported. */
export interface Beacons {
  /** By path of the page, then by perf-harness name of the metric: one value per visit. */
  readonly pages: ReadonlyMap<string, ReadonlyMap<string, Float64Array>>;
  /** Milliseconds since 1970; null: no beacon has a time. */
  readonly fromMs: number | null;
  readonly toMs: number | null;
}

/** Visits of a page with the last value that each reported of one metric. */
type Visits = Map<string | number, { readonly value: number; readonly timeMs: number }>;

/** Keys in which a beacon may name its page; `navigationURL` is that of web-vitals itself. */
const PAGE_KEYS = ['navigationURL', 'url', 'href', 'page', 'path', 'pathname'] as const;
const TIME_KEYS = ['time', 'timestamp', 'ts'] as const;

/** Page of a beacon that does not name one. */
export const UNKNOWN_PAGE = '(unknown page)';

/**
 * Reads the metrics of the web-vitals package, one object or one list of objects per line. A metric
 * may be reported repeatedly during a visit, under the same `id`: its last value counts.
 * @param isWanted - Selects the pages whose values are stored.
 * @param groupOf - Key by which values are grouped; all values of a page if left out.
 * @throws FieldProblem if a line is invalid.
 */
export async function readBeacons(
  files: readonly AsyncIterable<string>[],
  isWanted: (page: string) => boolean,
  groupOf: (page: string, device: string | null) => string = (page) => page,
): Promise<Beacons> {
  const pages = new Map<string, Map<string, Visits>>();
  let [fromMs, toMs, beacons, serial] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0];
  for (const lines of files) {
    let number = 0;
    for await (const line of lines) {
      number += 1;
      if (line.trim() === '') continue;
      for (const { metric, value, page, device, timeMs, id } of readLine(line, number)) {
        beacons += 1;
        serial += 1;
        if (!isWanted(page)) continue;
        if (timeMs !== null) [fromMs, toMs] = [Math.min(fromMs, timeMs), Math.max(toMs, timeMs)];
        const visits = visitsOf(pages, groupOf(page, device), metric);
        const key = id ?? serial;
        const at = timeMs ?? serial;
        const known = visits.get(key);
        if (known === undefined || known.timeMs <= at) visits.set(key, { value, timeMs: at });
      }
    }
  }
  if (beacons === 0) throw new FieldProblem('it contains no web vitals');
  const isTimed = fromMs <= toMs;
  return {
    pages: new Map([...pages].map(([page, metrics]) => [page, sortedValues(metrics)])),
    fromMs: isTimed ? fromMs : null,
    toMs: isTimed ? toMs : null,
  };
}

interface Beacon {
  readonly metric: string;
  readonly value: number;
  readonly page: string;
  /** Device class, such as `phone`; null if the beacon does not state it. */
  readonly device: string | null;
  readonly timeMs: number | null;
  readonly id: string | null;
}

function readLine(line: string, number: number): readonly Beacon[] {
  const entry = tryParseJson(line);
  if (entry === undefined) {
    throw new FieldProblem(`line ${number} is not JSON: ${line.slice(0, 60)}`);
  }
  const list: readonly unknown[] = Array.isArray(entry) ? entry : [entry];
  return list.flatMap((beacon) => readBeacon(beacon, number) ?? []);
}

/** Returns null for a metric that is not a web vital, such as a custom metric of the site. */
function readBeacon(entry: unknown, number: number): Beacon | null {
  if (typeof entry !== 'object' || entry === null || !('name' in entry) || !('value' in entry)) {
    throw new FieldProblem(
      `line ${number} is not a web-vitals metric, which needs a name and a value`,
    );
  }
  const beacon = entry as Readonly<Record<string, unknown>>;
  const { name, value, id } = beacon;
  const metric = String(name).toLowerCase();
  if (!FIELD_METRICS.includes(metric)) return null;
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) {
    throw new FieldProblem(
      `line ${number} gives ${String(name)} the invalid value ${JSON.stringify(value)}`,
    );
  }
  const page = PAGE_KEYS.map((key) => beacon[key]).find(
    (candidate) => typeof candidate === 'string',
  );
  return {
    metric,
    value,
    page: page === undefined ? UNKNOWN_PAGE : pathOf(String(page)),
    device: typeof beacon.device === 'string' ? beacon.device : null,
    timeMs: TIME_KEYS.map((key) => momentOf(beacon[key])).find((moment) => moment !== null) ?? null,
    id: typeof id === 'string' ? id : null,
  };
}

/** Returns the path of a URL or path, without query and fragment. */
function pathOf(text: string): string {
  return URL.parse(text, 'http://page.invalid')?.pathname ?? text;
}

/**
 * Threshold between times in seconds and in milliseconds: seconds stay below it until the year
 * 5138, milliseconds exceed it since 1973.
 */
const SECONDS_BELOW = 1e11;

/** Text as JavaScript reads dates, or seconds or milliseconds since 1970. */
function momentOf(value: unknown): number | null {
  if (typeof value === 'string') {
    return plausibleMoment(Date.parse(value));
  }
  if (typeof value !== 'number') return null;
  return plausibleMoment(value < SECONDS_BELOW ? value * 1_000 : value);
}

function visitsOf(pages: Map<string, Map<string, Visits>>, page: string, metric: string): Visits {
  const metrics = pages.get(page) ?? new Map<string, Visits>();
  pages.set(page, metrics);
  const visits = metrics.get(metric) ?? new Map();
  metrics.set(metric, visits);
  return visits;
}

function sortedValues(metrics: ReadonlyMap<string, Visits>): ReadonlyMap<string, Float64Array> {
  return new Map(
    [...metrics].map(([metric, visits]) => {
      const values = Float64Array.from(visits.values(), ({ value }) => value);
      return [metric, values.sort()] as const;
    }),
  );
}

/** Before 2000, and after 2099, no user visited a page of today: a clock was wrong, or a file lies. */
const [FIRST_MS, LAST_MS] = [Date.UTC(2_000, 0), Date.UTC(2_100, 0)];

/** Returns a time in ms since 1970; null if implausible, and so treated as absent. */
export function plausibleMoment(ms: number): number | null {
  return ms >= FIRST_MS && ms < LAST_MS ? ms : null;
}
