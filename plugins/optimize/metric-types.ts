/** Metrics that somebody may complain about, by the names of maps and context files. */
export type MetricName =
  | 'wall_time_ms'
  | 'cpu_time_ms'
  | 'memory_peak_mb'
  | 'http_round_trips'
  | 'io_bytes'
  | 'throughput'
  | 'cache_hit_rate';

/** Which way is up. */
export type Better = 'lower' | 'higher';

interface MetricKind {
  readonly better: Better;
  /** The unit that values are kept in. */
  readonly unit: string;
  /** What one of a unit is in the unit that values are kept in. */
  readonly units: Readonly<Record<string, number>>;
}

const TIME = { us: 0.001, µs: 0.001, ms: 1, s: 1_000, min: 60_000 };
const MEMORY = { B: 1e-6, kB: 0.001, KB: 0.001, MB: 1, GB: 1_000, KiB: 0.001_024, MiB: 1.048_576 };
const BYTES = { B: 1, kB: 1e3, KB: 1e3, MB: 1e6, GB: 1e9 };
const RATE = { 'req/s': 1, rps: 1, 'ops/s': 1, 'requests/s': 1, '/s': 1 };

export const METRICS: Readonly<Record<MetricName, MetricKind>> = {
  wall_time_ms: { better: 'lower', unit: 'ms', units: TIME },
  cpu_time_ms: { better: 'lower', unit: 'ms', units: TIME },
  memory_peak_mb: { better: 'lower', unit: 'MB', units: MEMORY },
  http_round_trips: { better: 'lower', unit: '', units: { '': 1, trips: 1, requests: 1 } },
  io_bytes: { better: 'lower', unit: 'B', units: BYTES },
  throughput: { better: 'higher', unit: 'req/s', units: RATE },
  cache_hit_rate: { better: 'higher', unit: '%', units: { '%': 1 } },
};

/** What people call a metric, and which one they mean (OPT-52). */
export const METRIC_TYPES: Readonly<Record<string, MetricName>> = {
  response_time: 'wall_time_ms',
  latency: 'wall_time_ms',
  duration: 'wall_time_ms',
  wall_time: 'wall_time_ms',
  cpu_time: 'cpu_time_ms',
  cpu: 'cpu_time_ms',
  memory: 'memory_peak_mb',
  memory_peak: 'memory_peak_mb',
  http_round_trips: 'http_round_trips',
  io: 'io_bytes',
  io_bytes: 'io_bytes',
  throughput: 'throughput',
  cache_hit_rate: 'cache_hit_rate',
};

/** The type that a unit alone stands for; null: it could be several. */
export function typeOfUnit(unit: string): string | null {
  if (unit in TIME) return 'response_time';
  if (unit in MEMORY) return 'memory';
  return unit in RATE ? 'throughput' : null;
}

/** The metric that the stop condition goes by: that of the complaint. */
export function primaryMetric({
  observed_metric: { type },
}: {
  readonly observed_metric: { readonly type: string };
}): MetricName {
  return METRIC_TYPES[type] ?? 'wall_time_ms';
}

/** `480ms`, `1.5MB`, `250req/s`. */
export function amount(value: number, metric: MetricName): string {
  return `${short(value)}${METRICS[metric].unit}`;
}

/** Three digits, or all before the point: `0.168`, `10.2`, `6300`. */
export function short(value: number): number {
  return value >= 100 ? Number(value.toFixed(0)) : Number(value.toPrecision(3));
}

/** Values of a baseline by metric: what it holds, and what follows from it. */
export function metricsOf(
  values: Readonly<Record<string, number | undefined>>,
): Partial<Record<MetricName, number>> {
  const { io_read_bytes: read, io_write_bytes: written, wall_time_ms: wall } = values;
  const own = (Object.keys(METRICS) as readonly MetricName[]).flatMap((name) =>
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
