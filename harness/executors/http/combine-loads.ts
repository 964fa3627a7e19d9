import type { Histogram } from 'hdr-histogram-js';
import type { Combined } from '../../model/executor.ts';
import { type Latencies, latenciesOf } from '../../model/latency.ts';
import type { Block } from '../../model/trial.ts';
import { meanPerOperation } from '../../model/values-of-pair.ts';
import { ascending, nearestRank } from '../../stats/order-statistics.ts';
import { latencyMetrics } from '../latency/latency-metrics.ts';

/** The unit of kept histograms. */
const US_PER_MS = 1_000;

/**
 * Of one request, in the mean over all of a unit, not the median of means. Queries and requests of the
 * server's own are not among them: they are held to be exact, and of what a typical request asks for,
 * the median block knows more than a mean with all that the server does now and then.
 */
const PER_REQUEST = ['cpu_time', 'gc_time', 'gc_count', 'cache_hit_rate'] as const;

/**
 * Response times, errors, rates and use over several short loads of one unit, as if they were one.
 * Histograms are added up, since the median of percentiles is no percentile, and a slow server
 * answers too seldom in one block to have any; added up they are exact to 0.1 %. What seldom
 * happens, such as a collection of garbage, is in no median of short blocks either.
 */
export async function combineLoads(blocks: readonly Block[]): Promise<Combined> {
  const times = await responseTimes(blocks);
  return {
    measurements: {
      ...meanPerOperation(blocks, PER_REQUEST),
      ...throughput(blocks),
      ...loopDelay(blocks),
      ...memoryGrowth(blocks),
      ...times.measurements,
    },
    unavailable: times.unavailable,
  };
}

/** What each of the blocks added to it; while the other server has its turn nothing is asked of this one. */
function memoryGrowth(blocks: readonly Block[]): Readonly<Record<string, number>> {
  const grown = blocks.flatMap(({ measurements }) => measurements.memory_growth ?? []);
  return grown.length === 0 ? {} : { memory_growth: sum(grown) };
}

/** Completed requests over the time of all blocks; one in which none was completed counts too. */
function throughput(blocks: readonly Block[]): Readonly<Record<string, number>> {
  const completed = sum(
    blocks.map(({ measurements, durationMs }) => (measurements.throughput ?? 0) * durationMs),
  );
  const rate = completed / sum(blocks.map(({ durationMs }) => durationMs));
  return rate > 0 ? { throughput: rate } : {};
}

/** A short block looks at the event loop once or twice: its 99th percentile is all that it saw. */
function loopDelay(blocks: readonly Block[]): Readonly<Record<string, number>> {
  const name = 'event_loop_delay.p99';
  const seen = ascending(blocks.flatMap(({ measurements }) => measurements[name] ?? []));
  const delayMs = nearestRank(seen, 0.99);
  return delayMs === null ? {} : { [name]: delayMs };
}

async function responseTimes(blocks: readonly Block[]): Promise<Combined> {
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
  return latenciesOf(at, maxMs);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
