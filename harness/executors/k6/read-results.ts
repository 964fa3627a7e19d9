import { z } from 'zod';
import { createSeries, type Series } from './series.ts';

/** A metric that k6 has written of, with its parts by tags. */
export interface K6Metric {
  readonly name: string;
  readonly series: Series;
}

/** What a run of k6 wrote with `--out json`. */
export interface K6Results {
  /** By name; parts by tags as `http_req_duration{name:login}`, checks as `checks{check:is up}`. */
  readonly metrics: ReadonlyMap<string, K6Metric>;
  /** From the first point to the last, seconds. */
  readonly seconds: number;
  readonly points: number;
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

/** A metric with what its points are sorted into. */
interface Collected extends K6Metric {
  readonly parts: readonly {
    readonly tags: Readonly<Record<string, string>>;
    readonly series: Series;
  }[];
}

/** Names of checks that are told apart; a script that makes up names would fill memory. */
const MOST_CHECKS = 1_000;

/**
 * Reads what k6 wrote, line by line, so that its size does not matter but for the values themselves.
 * @throws Error where a line in the middle is not k6's.
 */
export async function readResults(lines: AsyncIterable<string>): Promise<K6Results> {
  const metrics = new Map<string, K6Metric>();
  const collected = new Map<string, Collected>();
  let [firstMs, lastMs, points, number] = [Number.POSITIVE_INFINITY, 0, 0, 0];
  let broken: string | null = null;

  for await (const line of lines) {
    number += 1;
    if (broken !== null) throw new Error(`line ${number - 1} is not what k6 writes: ${broken}`);
    if (line === '') continue;
    const entry = parse(line);
    if (entry === null) {
      broken = line.slice(0, 60);
      continue;
    }
    if (entry.type === 'Metric') {
      for (const one of declare(entry, collected)) metrics.set(one.name, one);
      continue;
    }
    const { metric, data } = entry;
    const known = collected.get(metric);
    if (known === undefined)
      throw new Error(`line ${number} has a point of "${metric}", which k6 did not declare`);
    put(known, data, metrics);
    points += 1;
    const timeMs = Date.parse(data.time);
    firstMs = Math.min(firstMs, timeMs);
    lastMs = Math.max(lastMs, timeMs);
  }
  const seconds = points === 0 ? 0 : (lastMs - firstMs) / 1_000;
  return { metrics, seconds, points, isTruncated: broken !== null };
}

function parse(line: string): z.infer<typeof metricSchema> | (Point & { type: 'Point' }) | null {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return null;
  }
  if (isPoint(value)) return value;
  return metricSchema.safeParse(value).data ?? null;
}

/** Checked by hand: there are millions of them. */
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
  const { type } = data;
  const parts = (data.submetrics ?? []).map((part) => ({
    name: part.name,
    series: createSeries(type),
    tags: part.tags ?? {},
  }));
  const whole = { name, series: createSeries(type), parts };
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
    // A part that the script declared has been given the point above.
    if (!parts.some((part) => part.series === known.series)) known.series.add(value);
  } else if (metrics.size < MOST_CHECKS) {
    const own = createSeries('rate');
    own.add(value);
    metrics.set(ofCheck, { name: ofCheck, series: own });
  }
}
