import type { Histogram } from 'hdr-histogram-js';
import type { Combined } from '../../model/executor.ts';
import type { Block } from '../../model/trial.ts';
import { type Latencies, latencyMetrics } from '../latency/latency-metrics.ts';

/** The unit of kept histograms. */
const US_PER_MS = 1_000;

/**
 * Response times and errors over several short loads of one unit. Histograms are added up, since
 * the median of percentiles is no percentile, and a slow server answers too seldom in one block to
 * have any. Added up they are exact to 0.1 %.
 */
export async function combineLoads(blocks: readonly Block[]): Promise<Combined> {
  const [first, ...others] = blocks.flatMap(({ histogram }) => histogram ?? []);
  if (first === undefined) return { measurements: {}, unavailable: {} };
  // Not loaded with the executor: whoever measures no load has no use for it.
  const { decodeFromCompressedBase64 } = await import('hdr-histogram-js');
  const total = decodeFromCompressedBase64(first) as Histogram;
  for (const other of others) total.add(decodeFromCompressedBase64(other) as Histogram);
  const maxMs = Math.max(...blocks.map(({ measurements }) => measurements['latency.max'] ?? 0));
  const times = latencyMetrics(percentiles(total, maxMs), total.totalCount);
  const requests = sum(blocks.map(({ operations }) => operations));
  const failed = sum(blocks.map(({ notes }) => Number(notes?.failed_requests ?? 0)));
  return { ...times, measurements: { ...times.measurements, error_rate: failed / requests } };
}

function percentiles(histogram: Histogram, maxMs: number): Latencies {
  // A bucket answers with its upper end, which may lie above the largest value in it.
  const at = (percentile: number): number =>
    Math.min(histogram.getValueAtPercentile(percentile) / US_PER_MS, maxMs);
  return { p50: at(50), p90: at(90), p95: at(95), p99: at(99), p99_9: at(99.9), max: maxMs };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
