import { metrics } from 'perf-harness/plugin';

/** Metrics of a loop, by their names in performance maps and context files. */
export type MetricName =
  | 'wall_time_ms'
  | 'cpu_time_ms'
  | 'memory_peak_mb'
  | 'http_round_trips'
  | 'io_bytes'
  | 'throughput'
  | 'cache_hit_rate';

const TIME = { us: 0.001, µs: 0.001, ms: 1, s: 1_000, min: 60_000 };
const MEMORY = { B: 1e-6, kB: 0.001, KB: 0.001, MB: 1, GB: 1_000, KiB: 0.001_024, MiB: 1.048_576 };
const BYTES = { B: 1, kB: 1e3, KB: 1e3, MB: 1e6, GB: 1e9 };
const RATE = { 'req/s': 1, rps: 1, 'ops/s': 1, 'requests/s': 1, '/s': 1 };

interface MapMetric {
  /**
   * Metrics of comparisons that decide about it; the first that a scenario measures is used.
   * Servers and pages have no wall time; their response time takes its place.
   */
  readonly decidedBy: readonly [string, ...string[]];
  /** Unit of stored values. */
  readonly unit: string;
  /** Factors that convert each accepted unit to the stored unit. */
  readonly units: Readonly<Record<string, number>>;
}

export const METRICS: Readonly<Record<MetricName, MapMetric>> = {
  wall_time_ms: { decidedBy: ['wall_time', 'latency.p50', 'lcp'], unit: 'ms', units: TIME },
  cpu_time_ms: { decidedBy: ['cpu_time'], unit: 'ms', units: TIME },
  memory_peak_mb: { decidedBy: ['memory_peak'], unit: 'MB', units: MEMORY },
  http_round_trips: {
    decidedBy: ['http_round_trips'],
    unit: '',
    units: { '': 1, trips: 1, requests: 1 },
  },
  io_bytes: { decidedBy: ['io_read', 'io_write'], unit: 'B', units: BYTES },
  throughput: {
    decidedBy: ['throughput', 'wall_time', 'latency.p50'],
    unit: 'req/s',
    units: RATE,
  },
  cache_hit_rate: { decidedBy: ['cache_hit_rate'], unit: '%', units: { '%': 1 } },
};
const NAMES = Object.keys(METRICS) as readonly MetricName[];

/** Names and scales of comparison metrics in a map, where they differ from the metric's own. */
const IN_MAP: Readonly<Record<string, readonly [name: string, scale: number]>> = {
  wall_time: ['wall_time_ms', 1],
  'latency.p50': ['wall_time_ms', 1],
  lcp: ['wall_time_ms', 1],
  'latency.p95': ['latency_p95_ms', 1],
  cpu_time: ['cpu_time_ms', 1],
  memory_peak: ['memory_peak_mb', 1e-6],
  io_read: ['io_read_bytes', 1],
  io_write: ['io_write_bytes', 1],
};

/** Direction in which a metric improves. */
export type MetricDirection = 'lower' | 'higher';

/** Returns the direction in which a metric of comparisons or of a map improves. */
export function findMetricDirection(metric: string): MetricDirection {
  return metrics.findMetric(decidingMetrics(metric)[0] ?? metric)?.better ?? 'lower';
}

/** Returns the metric a problem report names, by name or everyday word (OPT-52); null: none. */
export function findReportedMetric(type: string): MetricName | null {
  const spoken = metrics.findMetricByWord(type)?.name;
  return NAMES.find((name) => METRICS[name].decidedBy.some((metric) => metric === spoken)) ?? null;
}

/** Returns the metric type that a unit implies; null if it is ambiguous. */
export function inferMetricType(unit: string): string | null {
  if (unit in TIME) return 'response_time';
  if (unit in MEMORY) return 'memory';
  return unit in RATE ? 'throughput' : null;
}

/** Returns the metric of the stop condition, which is the reported metric. */
export function primaryMetric({
  observed_metric: { type },
}: {
  readonly observed_metric: { readonly type: string };
}): MetricName {
  return findReportedMetric(type) ?? 'wall_time_ms';
}

/** Returns baseline values by metric, including derived metrics. */
export function readMetrics(
  values: Readonly<Record<string, number | undefined>>,
): Partial<Record<MetricName, number>> {
  const { io_read_bytes: read, io_write_bytes: written, wall_time_ms: wall } = values;
  const own = NAMES.flatMap((name) =>
    values[name] === undefined ? [] : [[name, values[name]] as const],
  );
  return {
    ...(wall !== undefined && wall > 0 && { throughput: 1_000 / wall }),
    ...((read !== undefined || written !== undefined) && {
      io_bytes: (read ?? 0) + (written ?? 0),
    }),
    ...Object.fromEntries(own),
  };
}

/** Returns the comparison metrics that may decide about a primary metric, best first. */
export function decidingMetrics(primary: string): readonly string[] {
  const name = NAMES.find((known) => known === primary);
  return name === undefined ? [primary] : METRICS[name].decidedBy;
}

/** Returns the name of a comparison metric in a performance map, and the factor for its values. */
export function nameInMap(metric: string): readonly [name: string, scale: number] {
  return IN_MAP[metric] ?? [metric, 1];
}

/** Two sides of a metric and the interval of their ratio; null: not measured. */
export interface MetricComparison {
  readonly base: number | null;
  readonly head: number | null;
  readonly ratio: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** Converts a deciding metric to the unit and the direction of the primary metric. */
export function convertToPrimary(
  primary: string,
  metric: string,
  decided: MetricComparison,
): MetricComparison {
  const { base, head, ratio, low, high } = decided;
  const isRate = isConvertedToRate(primary, metric);
  const convert = (value: number | null): number | null =>
    value === null || (isRate && value === 0)
      ? null
      : convertValueToPrimary(primary, metric, value);
  const values = { base: convert(base), head: convert(head) };
  return isRate
    ? { ...values, ratio: inverse(ratio), low: inverse(high), high: inverse(low) }
    : { ...values, ratio, low, high };
}

/** True where the time of an operation stands for operations per second. */
function isConvertedToRate(primary: string, metric: string): boolean {
  return primary === 'throughput' && metric !== 'throughput';
}

/** Converts a single value of a deciding metric to the unit of the primary metric. */
export function convertValueToPrimary(primary: string, metric: string, value: number): number {
  return isConvertedToRate(primary, metric) ? 1_000 / value : value * nameInMap(metric)[1];
}

function inverse(ratio: number | null): number | null {
  return ratio === null || ratio === 0 ? null : 1 / ratio;
}
