/**
 * What a complaint about a metric of a performance map is decided by: metrics of comparisons, the first
 * that a scenario measures. Servers and pages have no wall time; theirs is how long they take to answer.
 */
const DECIDED_BY: Readonly<Record<string, readonly string[]>> = {
  wall_time_ms: ['wall_time', 'latency.p50', 'lcp'],
  cpu_time_ms: ['cpu_time'],
  memory_peak_mb: ['memory_peak'],
  http_round_trips: ['http_round_trips'],
  io_bytes: ['io_read', 'io_write'],
  throughput: ['throughput', 'wall_time', 'latency.p50'],
  cache_hit_rate: ['cache_hit_rate'],
};

/** What the metrics of a comparison are called in a performance map, and their scale. */
const NAMES: Readonly<Record<string, readonly [name: string, scale: number]>> = {
  wall_time: ['wall_time_ms', 1],
  'latency.p50': ['wall_time_ms', 1],
  lcp: ['wall_time_ms', 1],
  'latency.p95': ['latency_p95_ms', 1],
  cpu_time: ['cpu_time_ms', 1],
  memory_peak: ['memory_peak_mb', 1e-6],
  io_read: ['io_read_bytes', 1],
  io_write: ['io_write_bytes', 1],
};

/** Metrics of comparisons that may decide about a primary metric, best first. */
export function decidingMetrics(primary: string): readonly string[] {
  return DECIDED_BY[primary] ?? [primary];
}

/** Name of a comparison's metric in a performance map, and what its values are multiplied by. */
export function nameInMap(metric: string): readonly [name: string, scale: number] {
  return NAMES[metric] ?? [metric, 1];
}

/** Two sides of a metric and the interval of their ratio; null: not measured. */
export interface Decided {
  readonly base: number | null;
  readonly head: number | null;
  readonly ratio: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** A metric that decided, in the unit and the direction of the primary one. */
export function asPrimary(primary: string, metric: string, decided: Decided): Decided {
  const { base, head, ratio, low, high } = decided;
  if (primary === 'throughput' && metric !== 'throughput') {
    return {
      base: rateOf(base),
      head: rateOf(head),
      ratio: inverse(ratio),
      low: inverse(high),
      high: inverse(low),
    };
  }
  const [, scale] = nameInMap(metric);
  const scaled = (value: number | null): number | null => (value === null ? null : value * scale);
  return { base: scaled(base), head: scaled(head), ratio, low, high };
}

/** A single value of a metric that decided, in the unit of the primary one. */
export function valueAsPrimary(primary: string, metric: string, value: number): number {
  if (primary === 'throughput' && metric !== 'throughput') return 1_000 / value;
  return value * nameInMap(metric)[1];
}

/** Operations a second of one that takes so many milliseconds. */
function rateOf(ms: number | null): number | null {
  return ms === null || ms === 0 ? null : 1_000 / ms;
}

function inverse(ratio: number | null): number | null {
  return ratio === null || ratio === 0 ? null : 1 / ratio;
}
