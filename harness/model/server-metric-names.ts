/** Metrics of a server under load, in addition to those observed by clients. */
export const SERVER_METRICS = [
  'cpu_time',
  'gc_time',
  'gc_count',
  'memory_peak',
  'event_loop_delay.p99',
  'event_loop_utilization',
] as const;

/** Server metrics on request: they cost nothing to measure, but take space in every report. */
export const SERVER_METRICS_ON_REQUEST = [
  'event_loop_delay.p50',
  'event_loop_delay.max',
  'cpu_cores',
  'memory_growth',
  'open_handles',
  'open_sockets',
  'pool_wait.p50',
  'pool_wait.p95',
  'pool_wait.max',
  'pool_waiting',
  'query_time.p50',
  'query_time.p95',
] as const;
