import { build, encodeIntoCompressedBase64 } from 'hdr-histogram-js';
import { k6MetricName, parseK6MetricName, percentileStat } from '../../model/k6-metric-name.ts';
import { findMetric } from '../../model/metric.ts';
import {
  createLatencies,
  LATENCY_METRICS,
  PERCENTILES,
} from '../../model/response-time-percentiles.ts';
import type { Block } from '../../model/trial.ts';
import { latencyReadings } from '../latency/latency-metrics.ts';
import { type MetricReadings, splitReadings, unavailableReadings } from '../metric-readings.ts';
import type { ServerUsage } from '../server/measure-server-resource-usage.ts';
import type { K6SeriesType } from './k6-metric-series.ts';
import type { K6Results } from './read-k6-json-output-results.ts';

/** Reason for missing metrics of a script that calls no server over HTTP. */
const NO_REQUESTS = 'the script made no HTTP requests';

/**
 * @param wanted - Metrics that the scenario requests, those of its budgets included. @param notes -
 * Reported with the results.
 */
export function createK6Block(
  results: K6Results,
  wanted: readonly string[],
  { counted, side }: ServerUsage,
  notes: NonNullable<Block['notes']>,
): Block {
  const requests = readCounter(results, 'http_reqs');
  const always = { ...requestReadings(results), ...scriptReadings(results), ...counted };
  const missing = wanted.filter((name) => typeof always[name] !== 'number');
  const metrics = splitReadings({ ...always, ...requestedReadings(missing, results) });
  const duration = results.metrics.get('http_req_duration');
  const units = unitsOf(Object.keys(metrics.measurements), results);
  return {
    operations: requests,
    durationMs: results.seconds * 1_000,
    measurements: metrics.measurements,
    ...(Object.keys(units).length === 0 ? {} : { units }),
    unavailable: metrics.unavailable,
    ...(duration === undefined || duration.series.count() === 0
      ? {}
      : { histogram: encodeLatencies(duration.series.sorted()) }),
    ...(side === null ? {} : { serverSide: side }),
    notes: { ...notesOf(results, requests), ...notes },
  };
}

const UNITS = { time: 'ms', data: 'B' } as const;

function unitsOf(
  names: readonly string[],
  { metrics }: K6Results,
): Readonly<Record<string, 'ms' | 'B'>> {
  const known = names.flatMap((name) => {
    const own = parseK6MetricName(name)?.metric;
    const contains = own === undefined ? undefined : metrics.get(own)?.contains;
    const isPlain = findMetric(name)?.unit === 'score';
    return contains === undefined || contains === 'default' || !isPlain
      ? []
      : [[name, UNITS[contains]] as const];
  });
  return Object.fromEntries(known);
}

export function readCounter({ metrics, seconds }: K6Results, name: string): number {
  return metrics.get(name)?.series.stat('count', seconds) ?? 0;
}

/** Returns the metrics of every load run, over all requests of the script, from k6's own sums. */
function requestReadings({ metrics, seconds }: K6Results): MetricReadings {
  const number = (metric: string, stat: string): number | null =>
    metrics.get(metric)?.series.stat(stat, seconds) ?? null;
  const times = metrics.get('http_req_duration')?.series;
  const answers = times?.count() ?? 0;
  const at = (stat: string): number => times?.stat(stat, 0) ?? Number.NaN;
  const latencies = createLatencies((percentile) => at(percentileStat(percentile)), at('max'));
  return {
    ...(answers > 0
      ? latencyReadings(latencies, answers)
      : unavailableReadings([...LATENCY_METRICS.keys()], NO_REQUESTS)),
    error_rate: number('http_req_failed', 'rate') ?? NO_REQUESTS,
    throughput: number('http_reqs', 'rate') ?? NO_REQUESTS,
  };
}

/** Statistics reported by default, by type of metric. */
const SAID: Readonly<Record<K6SeriesType, readonly string[]>> = {
  counter: ['count'],
  gauge: ['value'],
  rate: ['rate'],
  trend: ['med', 'p(95)'],
};

/** k6's built-in metrics: forty numbers that nobody reads, so they are reported only on request. */
const ONLY_IF_ASKED =
  /^(?:http_reqs|http_req_(?:blocked|connecting|tls_handshaking|sending|receiving|waiting)|data_(?:sent|received)|vus|vus_max|iterations|group_duration|http_req_duration\{expected_response:true\})$/;

/** True if a statistic of a k6 metric is reported by default. */
export function isReportedByDefault(metric: string, type: K6SeriesType, stat: string): boolean {
  return SAID[type].includes(stat) && !ONLY_IF_ASKED.test(metric);
}

function scriptReadings({ metrics, seconds }: K6Results): MetricReadings {
  const readings: Record<string, number> = {};
  for (const { name, series } of metrics.values()) {
    for (const stat of SAID[series.type]) {
      const [ours, value] = [k6MetricName(name, stat), series.stat(stat, seconds)];
      // Metrics with a name of our own are reported above, where there are enough answers.
      const isOwn =
        isReportedByDefault(name, series.type, stat) && parseK6MetricName(ours) !== null;
      if (value !== null && isOwn) readings[ours] = value;
    }
  }
  return readings;
}

const DURATION = 'http_req_duration';
/** k6 statistics by the equivalent metric. */
const STATS: ReadonlyMap<string, string> = new Map(
  Object.entries(PERCENTILES).map(([name, percentile]) => [
    `latency.${name}`,
    percentileStat(percentile),
  ]),
);

function requestedReadings(
  names: readonly string[],
  { metrics, seconds }: K6Results,
): MetricReadings {
  const readings: Record<string, number | string> = {};
  for (const name of names) {
    const percentile = STATS.get(name);
    // A limit is checked against the same statistic as in k6, however few answers there are.
    const of =
      percentile === undefined ? parseK6MetricName(name) : { metric: DURATION, stat: percentile };
    if (of === null) continue;
    const series = metrics.get(of.metric)?.series;
    if (series === undefined) {
      readings[name] =
        of.metric === DURATION ? NO_REQUESTS : `the script never recorded ${of.metric}`;
    } else {
      readings[name] =
        series.stat(of.stat, seconds) ??
        `${of.metric} has no ${of.stat}: it is a ${series.type}, with ${series.count()} values`;
    }
  }
  return readings;
}

function notesOf(results: K6Results, requests: number): NonNullable<Block['notes']> {
  const failedRate = results.metrics.get('http_req_failed')?.series.stat('rate', 0) ?? 0;
  const dropped = readCounter(results, 'dropped_iterations');
  return {
    requests,
    failed_requests: Math.round(failedRate * requests),
    iterations: readCounter(results, 'iterations'),
    ...(dropped > 0 ? { dropped_iterations: dropped } : {}),
  };
}

const US_PER_MS = 1_000;
/** Significant digits of the histogram: a few hundred bytes in a record. */
const DIGITS = 3;

/** Encodes response times for a record. @param timesMs - At least one time, milliseconds. */
export function encodeLatencies(timesMs: Iterable<number>): string {
  const histogram = build({
    bitBucketSize: 32,
    autoResize: true,
    numberOfSignificantValueDigits: DIGITS,
  });
  for (const timeMs of timesMs) histogram.recordValue(Math.max(1, Math.round(timeMs * US_PER_MS)));
  return encodeIntoCompressedBase64(histogram);
}
