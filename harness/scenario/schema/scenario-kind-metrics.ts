import { LIGHTHOUSE_METRICS, lighthouseMetricName } from '../../model/lighthouse-metrics.ts';
import { findMetric } from '../../model/metric.ts';
import { LATENCY_METRICS } from '../../model/response-time-percentiles.ts';
import type { Scenario } from '../../model/scenario/scenario.ts';
import { SERVER_METRICS, SERVER_METRICS_ON_REQUEST } from '../../model/server-metric-names.ts';

export interface KindMetrics {
  /** Metrics that are always reported. */
  readonly own: readonly string[];
  /** Metrics reported on request, since each costs something. */
  readonly onRequest: readonly string[];
}

/** Metrics of a load with any engine: those of its clients, and those of its server. */
const OF_LOAD = [...LATENCY_METRICS.keys(), 'throughput', 'error_rate', ...SERVER_METRICS];

/** Metrics of each kind, so that a wrong name is found before anything is started. */
const METRICS_OF_KIND: Readonly<Record<Scenario['kind'], KindMetrics>> = {
  function: {
    own: [
      'wall_time',
      'cpu_time',
      'allocated',
      'gc_time',
      'gc_count',
      'memory_peak',
      'event_loop_delay.p99',
    ],
    onRequest: ['instructions'],
  },
  command: {
    own: [
      'wall_time',
      'cpu_time',
      'user_time',
      'system_time',
      'memory_peak',
      'io_read',
      'io_write',
    ],
    onRequest: ['http_round_trips', 'queries', 'memory_growth', 'cache_hit_rate', 'instructions'],
  },
  http: {
    own: OF_LOAD,
    onRequest: [...SERVER_METRICS_ON_REQUEST, 'http_round_trips', 'queries', 'cache_hit_rate'],
  },
  k6: {
    own: OF_LOAD,
    onRequest: [...SERVER_METRICS_ON_REQUEST, 'http_round_trips', 'queries'],
  },
  page: {
    own: [
      'lcp',
      'cls',
      'fcp',
      'ttfb',
      'tbt',
      'speed_index',
      'long_tasks',
      'requests',
      'transferred',
      ...['document', 'script', 'stylesheet', 'image', 'font', 'other'].map(
        (type) => `transferred.${type}`,
      ),
      'cpu_time',
      'js_heap',
    ],
    // With a flow they are always reported.
    onRequest: ['inp', 'heap_growth', ...LIGHTHOUSE_METRICS.map(lighthouseMetricName)],
  },
};

export function listKindMetrics(kind: Scenario['kind']): KindMetrics {
  return METRICS_OF_KIND[kind];
}

/** True if scenarios of a kind can have a metric; only a script itself knows its own metrics. */
export function canHaveMetric(kind: Scenario['kind'], name: string): boolean {
  const { own, onRequest } = listKindMetrics(kind);
  return (
    own.includes(name) || onRequest.includes(name) || (kind === 'k6' && isK6EngineMetric(name))
  );
}

/** True for a metric of k6 under k6's own name. */
export function isK6EngineMetric(name: string): boolean {
  return name.startsWith('k6.') && findMetric(name) !== undefined;
}
