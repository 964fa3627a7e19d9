import type { Histogram } from 'hdr-histogram-js';
import type { CombinedBlocks } from '../../model/executor.ts';
import { meanPerOperation } from '../../model/read-base-and-head-metric-values.ts';
import { createLatencies } from '../../model/response-time-percentiles.ts';
import type { Block } from '../../model/trial.ts';
import { ascending, nearestRank } from '../../stats/order-statistics.ts';
import { latencyReadings } from '../latency/latency-metrics.ts';
import { type MetricReadings, splitReadings } from '../metric-readings.ts';

/** Microseconds, the unit of stored histograms, in a millisecond. */
const US_PER_MS = 1_000;

/**
 * Metrics per request that are averaged over the whole unit, instead of taking the median of block
 * means: usage, and every rate. Queries and outgoing requests of the server are not among them: they
 * are treated as exact, and the median block describes a typical request better than a mean that
 * includes the server's occasional work.
 */
const PER_REQUEST = /^(?:cpu_time|gc_time|gc_count|.+_rate)$/u;

/**
 * Combines response times, errors, rates and usage of several short loads of one unit as if they
 * were one load. Histograms are added up, since the median of percentiles is no percentile, and a
 * slow server answers too rarely in one block to have any percentile; the sum is exact to 0.1 %.
 * Rare events, such as a garbage collection, are in no median of short blocks either.
 */
export async function combineLoadRuns(blocks: readonly Block[]): Promise<CombinedBlocks> {
  const metrics = new Set(blocks.flatMap(({ measurements }) => Object.keys(measurements)));
  return splitReadings({
    ...meanPerOperation(
      blocks,
      [...metrics].filter((metric) => PER_REQUEST.test(metric)),
    ),
    ...throughput(blocks),
    ...loopDelay(blocks),
    ...memoryGrowth(blocks),
    ...(await responseTimes(blocks)),
  });
}

/** Adds up each block's growth; a server gets no requests while the other has its turn. */
function memoryGrowth(blocks: readonly Block[]): Readonly<Record<string, number>> {
  const grown = blocks.flatMap(({ measurements }) => measurements.memory_growth ?? []);
  return grown.length === 0 ? {} : { memory_growth: sum(grown) };
}

/** Completed requests over the duration of all blocks, including blocks that completed none. */
function throughput(blocks: readonly Block[]): Readonly<Record<string, number>> {
  const completed = sum(
    blocks.map(({ measurements, durationMs }) => (measurements.throughput ?? 0) * durationMs),
  );
  const rate = completed / sum(blocks.map(({ durationMs }) => durationMs));
  return rate > 0 ? { throughput: rate } : {};
}

/** Short blocks sample the loop once or twice: their 99th percentile stands for all samples. */
function loopDelay(blocks: readonly Block[]): Readonly<Record<string, number>> {
  const name = 'event_loop_delay.p99';
  const seen = ascending(blocks.flatMap(({ measurements }) => measurements[name] ?? []));
  const delayMs = nearestRank(seen, 0.99);
  return delayMs === null ? {} : { [name]: delayMs };
}

async function responseTimes(blocks: readonly Block[]): Promise<MetricReadings> {
  const [first, ...others] = blocks.flatMap(({ histogram }) => histogram ?? []);
  if (first === undefined) return {};
  // Imported on demand, since only load measurements need it.
  const { decodeFromCompressedBase64 } = await import('hdr-histogram-js');
  const total = decodeFromCompressedBase64(first) as Histogram;
  for (const other of others) total.add(decodeFromCompressedBase64(other) as Histogram);
  const maxMs = Math.max(...blocks.map(({ measurements }) => measurements['latency.max'] ?? 0));
  // A bucket returns its upper bound, which may exceed the largest value in it.
  const at = (percentile: number): number =>
    Math.min(total.getValueAtPercentile(percentile) / US_PER_MS, maxMs);
  return latencyReadings(createLatencies(at, maxMs), total.totalCount);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
