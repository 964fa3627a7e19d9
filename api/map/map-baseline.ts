import type { PerformanceMap } from '../../harness/model/documents/performance-map.ts';
import type { CompletedTrial } from '../../harness/model/trial.ts';
import { median } from '../../harness/stats/quantile.ts';

type BaselineField = keyof PerformanceMap['baseline'];

const BYTES_PER_MB = 1_000_000;

/** The metric behind each field of a baseline, and what one of the field's units is of the metric's. */
const SOURCES: Readonly<
  Record<Exclude<BaselineField, 'wall_time_ms'>, readonly [metric: string, perUnit: number]>
> = {
  cpu_time_ms: ['cpu_time', 1],
  memory_peak_mb: ['memory_peak', BYTES_PER_MB],
  memory_delta_mb: ['memory_growth', BYTES_PER_MB],
  io_read_bytes: ['io_read', 1],
  io_write_bytes: ['io_write', 1],
  http_round_trips: ['http_round_trips', 1],
};

/**
 * What an operation takes where nothing but waiting was observed: medians of the same trials, by the
 * names that the map has for metrics (P811-11). What was not measured is not there.
 * @param asked - Metrics that the scenario asks for. Servers tell how their memory grows unasked, which is
 *   no cost of an operation.
 */
export function baselineOf(
  wallMs: number,
  plain: readonly Pick<CompletedTrial, 'measurements'>[],
  asked: readonly string[],
): PerformanceMap['baseline'] {
  const others = Object.entries(SOURCES).flatMap(([field, [metric, perUnit]]) => {
    if (metric === 'memory_growth' && !asked.includes(metric)) return [];
    const values = plain.flatMap(({ measurements }) => measurements[metric] ?? []);
    return values.length === 0 ? [] : [[field, median(values) / perUnit] as const];
  });
  return { wall_time_ms: wallMs, ...Object.fromEntries(others) };
}
