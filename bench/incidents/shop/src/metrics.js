import { monitorEventLoopDelay, PerformanceObserver } from 'node:perf_hooks';
import { pool } from './database.js';

export const counters = { db_queries_total: 0, cache_requests_total: 0, cache_hits_total: 0 };

const EDGES = [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.2, 1.5, 2, 3, 5, 10];
const histograms = new Map();

export function observe(name, seconds) {
  let found = histograms.get(name);
  if (found === undefined) {
    found = { counts: EDGES.map(() => 0), sum: 0, count: 0 };
    histograms.set(name, found);
  }
  for (const [index, edge] of EDGES.entries()) if (seconds <= edge) found.counts[index] += 1;
  found.sum += seconds;
  found.count += 1;
}

const delay = monitorEventLoopDelay({ resolution: 10 });
delay.enable();
let gcSeconds = 0;
new PerformanceObserver((list) => {
  for (const { duration } of list.getEntries()) gcSeconds += duration / 1_000;
}).observe({ entryTypes: ['gc'] });

/** Returns the metrics in Prometheus format, named as in its Node.js client where that has them. */
export function metricsText() {
  const memory = process.memoryUsage();
  const { user, system } = process.cpuUsage();
  const lag = delay.percentile(99) / 1e9;
  delay.reset();
  const lines = [
    `process_cpu_seconds_total ${(user + system) / 1e6}`,
    `process_resident_memory_bytes ${memory.rss}`,
    `nodejs_heap_size_used_bytes ${memory.heapUsed}`,
    `nodejs_gc_seconds_total ${gcSeconds}`,
    `nodejs_eventloop_lag_p99_seconds ${Number.isNaN(lag) ? 0 : lag}`,
    `db_pool_connections_max ${pool.options.max}`,
    `db_pool_connections_in_use ${pool.totalCount - pool.idleCount}`,
    `db_pool_waiting ${pool.waitingCount}`,
    ...Object.entries(counters).map(([name, value]) => `${name} ${value}`),
  ];
  for (const [name, { counts, sum, count }] of histograms) {
    lines.push(`# TYPE ${name} histogram`);
    for (const [index, edge] of EDGES.entries())
      lines.push(`${name}_bucket{le="${edge}"} ${counts[index]}`);
    lines.push(
      `${name}_bucket{le="+Inf"} ${count}`,
      `${name}_sum ${sum}`,
      `${name}_count ${count}`,
    );
  }
  return `${lines.join('\n')}\n`;
}
