import { z } from 'zod';
import { tryParseJson } from '../../model/value/try-parse-json.ts';
import {
  type ClientSlices,
  recordSlices,
  type SliceRecorder,
} from '../latency/client-latency-histograms-by-time-slice.ts';
import { createSeries, type Series } from './k6-metric-series.ts';

/** A point of a metric without its tags, which most points do not need. */
interface ScannedPoint {
  readonly metric: string;
  /** As k6 writes it, RFC 3339 with nanoseconds. */
  readonly time: string;
  readonly value: number;
}

const METRIC = '{"metric":"';
const TIME = '","type":"Point","data":{"time":"';
const VALUE = '","value":';
const [QUOTE, COMMA] = ['"', ','];

/** True if the line is complete: ends with its tags, or none, then the data and the line. */
function isWhole(line: string): boolean {
  return line.endsWith('}}}') || line.endsWith('null}}');
}

/**
 * Reads a point in the form of k6 since 0.26 (output/json/wrapper.go)
 * without an object for each of millions; null: parse it.
 */
export function scanMetricPoint(line: string): ScannedPoint | null {
  if (!line.startsWith(METRIC) || !isWhole(line)) return null;
  const nameEnd = line.indexOf(QUOTE, METRIC.length);
  const metric = line.slice(METRIC.length, nameEnd);
  // Names with escapes are left to the JSON parser.
  if (!line.startsWith(TIME, nameEnd) || metric.includes('\\')) return null;
  const timeStart = nameEnd + TIME.length;
  const timeEnd = line.indexOf(QUOTE, timeStart);
  if (!line.startsWith(VALUE, timeEnd)) return null;
  const valueStart = timeEnd + VALUE.length;
  const value = Number(line.slice(valueStart, line.indexOf(COMMA, valueStart)));
  if (Number.isNaN(value)) return null;
  return { metric, time: line.slice(timeStart, timeEnd), value };
}

/** A metric that k6 has written of, with its parts by tags. */
export interface K6Metric {
  readonly name: string;
  readonly series: Series;
  /** Kind of values as declared: `new Trend('x', true)` contains times. Default: undeclared. */
  readonly contains?: 'time' | 'data' | 'default';
  /** Script's conditions, such as `p(95)<200`; k6 omits conditions on tags. Absent: none. */
  readonly thresholds?: readonly string[];
}

/** Results of a k6 run, as written by `--out json`. */
export interface K6Results {
  /** By name; parts by tags as `http_req_duration{name:login}`, checks as `checks{check:is up}`. */
  readonly metrics: ReadonlyMap<string, K6Metric>;
  /**
   * First and last point, wall-clock milliseconds; 0 if there is none. Numbers of virtual users do
   * not start it, since k6 is then still waiting.
   */
  readonly span: { readonly firstMs: number; readonly lastMs: number };
  /** Length of that span, seconds; of the whole k6 run if the wall clock was set meanwhile. */
  readonly seconds: number;
  readonly points: number;
  /** Response times by the moment of the answer on the wall clock; null if there was no request. */
  readonly slices: ClientSlices | null;
  /** The last line broke off: k6 was ended while it wrote. */
  readonly isTruncated: boolean;
}

const partSchema = z.object({
  name: z.string(),
  tags: z.record(z.string(), z.string()).nullish(),
});
const metricSchema = z.object({
  type: z.literal('Metric'),
  metric: z.string(),
  data: z.object({
    type: z.enum(['counter', 'gauge', 'rate', 'trend']),
    contains: z.enum(['time', 'data', 'default']).nullish().catch(null),
    thresholds: z.array(z.string()).nullish(),
    submetrics: z.array(partSchema).nullish(),
  }),
});

interface Point {
  readonly metric: string;
  readonly data: {
    readonly time: string;
    readonly value: number;
    readonly tags: Readonly<Record<string, string>> | null;
  };
}

interface Collected extends K6Metric {
  readonly needsTags: boolean;
  readonly parts: readonly {
    readonly tags: Readonly<Record<string, string>>;
    readonly series: Series;
  }[];
}

/** k6's own name of the response time. */
const DURATION = 'http_req_duration';
/** Limit on distinct check names; a script that generates names would fill memory. */
const MOST_CHECKS = 1_000;

/** Reads k6's output by line, of any size. @throws Error if a line before the last is not k6's. */
export async function readResults(lines: AsyncIterable<string>): Promise<K6Results> {
  const metrics = new Map<string, K6Metric>();
  const collected = new Map<string, Collected>();
  let [firstMs, lastMs, points, number] = [Number.POSITIVE_INFINITY, 0, 0, 0];
  let broken: string | null = null;
  // The points of one request have the same time, which is parsed only once.
  let [timeText, timeMs] = ['', 0];
  let slices: SliceRecorder | null = null;
  const took = (metric: string, time: string, value: number): void => {
    if (time !== timeText) [timeText, timeMs] = [time, Date.parse(time)];
    points += 1;
    if (metric !== 'vus' && metric !== 'vus_max') firstMs = Math.min(firstMs, timeMs);
    lastMs = Math.max(lastMs, timeMs);
    if (metric !== DURATION) return;
    slices ??= recordSlices(timeMs - value);
    slices.add(timeMs, value);
  };

  for await (const line of lines) {
    number += 1;
    if (broken !== null) throw new Error(`line ${number - 1} is not valid k6 output: ${broken}`);
    if (line === '') continue;
    const scanned = scanMetricPoint(line);
    const simple = scanned === null ? undefined : collected.get(scanned.metric);
    if (scanned !== null && simple !== undefined && !simple.needsTags) {
      simple.series.add(scanned.value);
      took(scanned.metric, scanned.time, scanned.value);
      continue;
    }
    const entry = parse(line);
    if (entry === null) {
      broken = line.slice(0, 60);
      continue;
    }
    if (entry.type === 'Metric') {
      for (const metric of declare(entry, collected)) metrics.set(metric.name, metric);
      continue;
    }
    const { metric, data } = entry;
    const known = collected.get(metric);
    if (known === undefined)
      throw new Error(`line ${number} has a data point for "${metric}", which k6 did not declare`);
    put(known, data, metrics);
    took(metric, data.time, data.value);
  }
  const span = Number.isFinite(firstMs) ? { firstMs, lastMs } : { firstMs: 0, lastMs: 0 };
  return {
    metrics,
    span,
    seconds: spanSeconds(span),
    points,
    slices: (slices as SliceRecorder | null)?.slices() ?? null,
    isTruncated: broken !== null,
  };
}

export function spanSeconds({ firstMs, lastMs }: K6Results['span']): number {
  return (lastMs - firstMs) / 1_000;
}

function parse(line: string): z.infer<typeof metricSchema> | (Point & { type: 'Point' }) | null {
  const value = tryParseJson(line);
  if (isPoint(value)) return value;
  return metricSchema.safeParse(value).data ?? null;
}

/** Validated without a schema, since there are millions of points. */
function isPoint(value: unknown): value is Point & { type: 'Point' } {
  if (typeof value !== 'object' || value === null) return false;
  const { type, metric, data } = value as Partial<Point & { type: string }>;
  return (
    type === 'Point' &&
    typeof metric === 'string' &&
    typeof data === 'object' &&
    typeof data.value === 'number' &&
    typeof data.time === 'string'
  );
}

/** The metric with its parts. k6 declares a metric once, before its first point. */
function declare(
  { metric: name, data }: z.infer<typeof metricSchema>,
  collected: Map<string, Collected>,
): readonly K6Metric[] {
  const known = collected.get(name);
  if (known !== undefined) return [known];
  const { type, contains } = data;
  const ofKind = contains == null ? {} : { contains };
  const parts = (data.submetrics ?? []).map((part) => ({
    name: part.name,
    series: createSeries(type),
    ...ofKind,
    tags: part.tags ?? {},
  }));
  const needsTags = parts.length > 0 || name === 'checks';
  const thresholds = data.thresholds ?? [];
  const whole = { name, series: createSeries(type), ...ofKind, thresholds, parts, needsTags };
  collected.set(name, whole);
  return [whole, ...parts];
}

function put(
  { name, series, parts }: Collected,
  { value, tags }: Point['data'],
  metrics: Map<string, K6Metric>,
): void {
  series.add(value);
  for (const part of parts) {
    if (Object.entries(part.tags).every(([tag, wanted]) => tags?.[tag] === wanted)) {
      part.series.add(value);
    }
  }
  const check = name === 'checks' ? tags?.check : undefined;
  if (check === undefined) return;
  const ofCheck = `checks{check:${check}}`;
  const known = metrics.get(ofCheck);
  if (known !== undefined) {
    // A part that the script declares has already received the point above.
    if (!parts.some((part) => part.series === known.series)) known.series.add(value);
  } else if (metrics.size < MOST_CHECKS) {
    const own = createSeries('rate');
    own.add(value);
    metrics.set(ofCheck, { name: ofCheck, series: own });
  }
}
