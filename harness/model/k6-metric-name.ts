/** Names of k6's metrics and their numbers. */
import { PERCENTILES } from './response-time-percentiles.ts';

/** Names of perf-harness metrics equivalent to a value of k6. */
const EQUIVALENT_METRICS: Readonly<Record<string, string>> = {
  'http_req_duration med': 'latency.p50',
  ...Object.fromEntries(
    Object.entries(PERCENTILES).map(([name, percentile]) => [
      `http_req_duration p(${percentile})`,
      `latency.${name}`,
    ]),
  ),
  'http_req_duration max': 'latency.max',
  'http_req_failed rate': 'error_rate',
  'http_reqs rate': 'throughput',
};

/** k6's own counters, whose `rate` is per second; the `rate` of a rate metric is a share. */
const COUNTERS =
  /^(?:http_reqs|iterations|dropped_iterations|data_sent|data_received|ws_msgs_sent|ws_msgs_received|ws_sessions)(?:\{|$)/;

/** @param stat - As k6 writes it, such as `p(95)`. */
export function k6MetricName(metric: string, stat: string): string {
  const ours = EQUIVALENT_METRICS[`${metric} ${stat}`];
  if (ours !== undefined) return ours;
  if (stat === 'rate' && COUNTERS.test(metric)) return `k6.${metric}.per_second`;
  return `k6.${metric}.${stat.replace(/^p\((.+)\)$/, 'p$1').replace('.', '_')}`;
}

/** The number of k6's behind a name of the form `k6.http_req_waiting.p95`; null for any other. */
export function parseK6MetricName(
  name: string,
): { readonly metric: string; readonly stat: string } | null {
  const { metric, stat } = /^k6\.(?<metric>.+)\.(?<stat>[a-z0-9_]+)$/.exec(name)?.groups ?? {};
  if (metric === undefined || stat === undefined) return null;
  const percent = /^p(\d+)(?:_(\d+))?$/.exec(stat);
  if (percent === null) return { metric, stat: stat === 'per_second' ? 'rate' : stat };
  const [, whole = '', part] = percent;
  return { metric, stat: `p(${whole}${part === undefined ? '' : `.${part}`})` };
}

/** Number of a metric of k6 that is a percentile: `p(95)`, of the median `med`. */
export function percentileStat(percentile: number): string {
  return percentile === 50 ? 'med' : `p(${percentile})`;
}
