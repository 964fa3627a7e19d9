import { readers } from 'perf-harness/plugin';
import { counterIncrease, type PrometheusSeries } from './prometheus-series.ts';

/** Labels as the usual client libraries and OpenTelemetry call them; the first that is there counts. */
const ROUTE = ['route', 'http_route', 'path', 'handler', 'endpoint', 'uri', 'url'] as const;
const METHOD = ['method', 'http_request_method', 'http_method', 'verb'] as const;
const STATUS = [
  'status_code',
  'http_response_status_code',
  'http_status_code',
  'status',
  'code',
] as const;
/** Milliseconds per unit, by the suffix of the metric name. */
const UNITS: readonly (readonly [RegExp, number])[] = [
  [/_seconds$/, 1_000],
  [/_(?:milliseconds|ms)$/, 1],
  [/_(?:microseconds|us)$/, 0.001],
];
/** Metrics that measure no request: garbage collection and the process as a whole. */
const NO_REQUEST = /(?:^|_)gc(?:_|$)|^(?:process|nodejs|go|scrape|prometheus)_/;

/** Totals of one route from one metric of a file. */
export interface RouteCounts {
  /** Name of the histogram, summary or counter, without the suffix of its parts. */
  readonly metric: string;
  /** `GET /users`; empty: the metric has no route. */
  readonly route: string;
  /** Milliseconds per unit of the metric; null for a metric that only counts. */
  readonly perUnit: number | null;
  readonly buckets: Map<number, number>;
  /** By quantile of a summary, of each process. */
  readonly quantiles: Map<number, number[]>;
  count: number;
  failed: number;
  /** Set when a label distinguishes failed requests. */
  hasStatus: boolean;
  firstMs: number;
  lastMs: number;
}

export function groupByRoute(series: readonly PrometheusSeries[]): {
  readonly routes: readonly RouteCounts[];
  /** Names of metrics that are not about requests. */
  readonly others: readonly string[];
} {
  const routes = new Map<string, RouteCounts>();
  const others = new Set<string>();
  const quantiles = new Set(
    series.filter(({ labels }) => labels.has('quantile')).map(({ name }) => name),
  );
  const ends = new Set(series.map(({ name }) => name).filter((name) => name.endsWith('_bucket')));
  for (const metricSeries of series) {
    const part = partOf(metricSeries, (base) => quantiles.has(base) || ends.has(`${base}_bucket`));
    if (part === null) {
      others.add(metricSeries.name);
      continue;
    }
    const { metric, role, perUnit } = part;
    const route = routeOf(metricSeries.labels);
    const key = JSON.stringify([metric, route]);
    const counts = routes.get(key) ?? { ...EMPTY, ...emptyMaps(), metric, route, perUnit };
    routes.set(key, counts);
    take(counts, metricSeries, role);
  }
  return { routes: [...routes.values()], others: [...others] };
}

type Role = 'bucket' | 'count' | 'sum' | 'quantile' | 'total';

function partOf(
  { name, labels }: PrometheusSeries,
  isTimed: (base: string) => boolean,
): { readonly metric: string; readonly role: Role; readonly perUnit: number | null } | null {
  if (NO_REQUEST.test(name)) return null;
  const [, base = '', end] = /^(.*)_(bucket|count|sum)$/.exec(name) ?? [];
  const isPart = end !== undefined && isTimed(base);
  if (!isPart && !labels.has('quantile'))
    return /request.*_total$/.test(name) ? { metric: name, role: 'total', perUnit: null } : null;
  const metric = isPart ? base : name;
  const perUnit = UNITS.find(([suffix]) => suffix.test(metric))?.[1];
  if (perUnit === undefined) return null;
  return { metric, role: isPart ? (end as Role) : 'quantile', perUnit };
}

const EMPTY = {
  ...{ count: 0, failed: 0, hasStatus: false },
  firstMs: Number.POSITIVE_INFINITY,
  lastMs: Number.NEGATIVE_INFINITY,
};
const emptyMaps = () => ({
  buckets: new Map<number, number>(),
  quantiles: new Map<number, number[]>(),
});

function routeOf(labels: ReadonlyMap<string, string>): string {
  const method = labelOf(labels, METHOD);
  const path = labelOf(labels, ROUTE);
  return [method, path === null ? null : readers.pathPattern(path)]
    .filter((part) => part !== null)
    .join(' ');
}

function labelOf(labels: ReadonlyMap<string, string>, keys: readonly string[]): string | null {
  const found = keys
    .map((key) => labels.get(key))
    .find((label) => label !== undefined && label !== '');
  return found?.slice(0, 200) ?? null;
}

function take(counts: RouteCounts, { labels, points }: PrometheusSeries, role: Role): void {
  for (const { ms } of points) {
    if (ms === null) continue;
    [counts.firstMs, counts.lastMs] = [Math.min(counts.firstMs, ms), Math.max(counts.lastMs, ms)];
  }
  const rise = counterIncrease(points);
  if (role === 'bucket') {
    const end = Number((labels.get('le') ?? '').replace(/^\+?inf$/i, 'Infinity'));
    if (!Number.isNaN(end)) counts.buckets.set(end, (counts.buckets.get(end) ?? 0) + rise);
  } else if (role === 'quantile') {
    const share = Number(labels.get('quantile'));
    const last = points.at(-1)?.value;
    if (last === undefined) return;
    counts.quantiles.set(share, [...(counts.quantiles.get(share) ?? []), last]);
  } else if (role !== 'sum') {
    counts.count += rise;
    const status = labelOf(labels, STATUS);
    counts.hasStatus ||= status !== null;
    if (status !== null && /^[45]/.test(status)) counts.failed += rise;
  }
}

/** Number of observations; for a histogram without `_count`, from its buckets. */
export function countObservations({
  count,
  buckets,
}: {
  readonly count: number;
  readonly buckets: ReadonlyMap<number, number>;
}): number {
  return count > 0 ? count : Math.max(0, ...buckets.values());
}
