import { PERCENTILES } from './response-time-percentiles.ts';

/** Base units. Scaling for people (µs, kB, %) happens in reports only. */
export type Unit = 'ms' | 'B' | 'count' | 'ratio' | '/s' | 'score';

/** Direction that is an improvement. */
export type Better = 'lower' | 'higher';

/** Determines the test: `timed` has the machine's noise, `counted` little, `exact` none. */
export type Nature = 'timed' | 'counted' | 'exact';

/** Metric; an operation is one call of a function, run of a command or request of a load. */
export interface Metric {
  readonly name: string;
  readonly unit: Unit;
  readonly better: Better;
  readonly nature: Nature;
  readonly meaning: string;
}

type Row = readonly [name: string, unit: Unit, better: Better, nature: Nature, meaning: string];

const ROWS: readonly Row[] = [
  ['wall_time', 'ms', 'lower', 'timed', 'elapsed time per operation'],
  [
    'cpu_time',
    'ms',
    'lower',
    'timed',
    'user and system CPU time per operation, whole process tree',
  ],
  ['user_time', 'ms', 'lower', 'timed', 'user CPU time per operation, whole process tree'],
  ['system_time', 'ms', 'lower', 'timed', 'system CPU time per operation, whole process tree'],
  ['allocated', 'B', 'lower', 'counted', 'bytes allocated on the JavaScript heap per operation'],
  ['memory_peak', 'B', 'lower', 'timed', 'peak resident memory of the largest process'],
  ['gc_time', 'ms', 'lower', 'timed', 'time in garbage collection per operation'],
  ['gc_count', 'count', 'lower', 'timed', 'garbage collections per operation'],
  ['event_loop_delay.p50', 'ms', 'lower', 'timed', 'median event-loop delay'],
  ['event_loop_delay.p99', 'ms', 'lower', 'timed', '99th percentile of the event-loop delay'],
  ['event_loop_delay.max', 'ms', 'lower', 'timed', 'longest event-loop delay'],
  [
    'event_loop_utilization',
    'ratio',
    'lower',
    'timed',
    'share of time during which the busiest event loop was not idle',
  ],
  ['cpu_cores', 'count', 'lower', 'timed', 'CPU cores used by the server'],
  ['memory_growth', 'B', 'lower', 'timed', 'increase in resident memory from start to end'],
  [
    'open_handles',
    'count',
    'lower',
    'timed',
    'most file descriptors open at once, including sockets',
  ],
  ['open_sockets', 'count', 'lower', 'timed', 'most sockets open at once'],
  ['pool_wait.p50', 'ms', 'lower', 'timed', 'median wait for a database connection'],
  [
    'pool_wait.p95',
    'ms',
    'lower',
    'timed',
    '95th percentile of the wait for a database connection',
  ],
  ['pool_wait.max', 'ms', 'lower', 'timed', 'longest wait for a database connection'],
  [
    'pool_waiting',
    'count',
    'lower',
    'timed',
    'most callers waiting for a database connection at once',
  ],
  ['query_time.p50', 'ms', 'lower', 'timed', 'median duration of a database query'],
  ['query_time.p95', 'ms', 'lower', 'timed', '95th percentile of the duration of a query'],
  ['instructions', 'count', 'lower', 'counted', 'machine instructions per operation'],
  ...Object.entries(PERCENTILES).map(
    ([name, percentile]): Row => [
      `latency.${name}`,
      'ms',
      'lower',
      'timed',
      percentile === 50
        ? 'median response time'
        : `${percentile}th percentile of the response time`,
    ],
  ),
  ['latency.max', 'ms', 'lower', 'timed', 'longest response time'],
  ['throughput', '/s', 'higher', 'timed', 'completed requests per second'],
  ['error_rate', 'ratio', 'lower', 'timed', 'share of requests that failed'],
  ['http_round_trips', 'count', 'lower', 'exact', 'outgoing HTTP requests per operation'],
  [
    'io_read',
    'B',
    'lower',
    'counted',
    'bytes fetched from storage per operation, whole process tree',
  ],
  ['io_write', 'B', 'lower', 'counted', 'bytes sent to storage per operation, whole process tree'],
  ['queries', 'count', 'lower', 'exact', 'database queries per operation'],
  ['cache_hit_rate', 'ratio', 'higher', 'counted', 'cache hits per cache lookup'],
  ['lcp', 'ms', 'lower', 'timed', 'Largest Contentful Paint'],
  ['cls', 'score', 'lower', 'timed', 'Cumulative Layout Shift'],
  ['inp', 'ms', 'lower', 'timed', 'Interaction to Next Paint'],
  ['fid', 'ms', 'lower', 'timed', 'First Input Delay, field data only; legacy'],
  ['tbt', 'ms', 'lower', 'timed', 'Total Blocking Time'],
  ['fcp', 'ms', 'lower', 'timed', 'First Contentful Paint'],
  ['ttfb', 'ms', 'lower', 'timed', 'Time to First Byte'],
  ['speed_index', 'ms', 'lower', 'timed', 'Speed Index'],
  ['requests', 'count', 'lower', 'exact', 'requests made by a page'],
  ['transferred', 'B', 'lower', 'counted', 'bytes transferred by a page'],
  ['transferred.document', 'B', 'lower', 'counted', 'bytes of the document, including frames'],
  ['transferred.script', 'B', 'lower', 'counted', 'bytes of scripts'],
  ['transferred.stylesheet', 'B', 'lower', 'counted', 'bytes of stylesheets'],
  ['transferred.image', 'B', 'lower', 'counted', 'bytes of images'],
  ['transferred.font', 'B', 'lower', 'counted', 'bytes of fonts'],
  ['transferred.other', 'B', 'lower', 'counted', 'bytes of all other page resources'],
  ['long_tasks', 'count', 'lower', 'timed', 'main-thread tasks over 50 ms'],
  ['js_heap', 'B', 'lower', 'timed', 'JavaScript heap size of a page'],
  ['lighthouse.lcp', 'ms', 'lower', 'timed', 'Largest Contentful Paint (Lighthouse)'],
  ['lighthouse.cls', 'score', 'lower', 'timed', 'Cumulative Layout Shift (Lighthouse)'],
  ['lighthouse.tbt', 'ms', 'lower', 'timed', 'Total Blocking Time (Lighthouse)'],
  ['lighthouse.fcp', 'ms', 'lower', 'timed', 'First Contentful Paint (Lighthouse)'],
  ['lighthouse.ttfb', 'ms', 'lower', 'timed', 'Time to First Byte (Lighthouse)'],
  ['lighthouse.speed_index', 'ms', 'lower', 'timed', 'Speed Index (Lighthouse)'],
  ['heap_growth', 'B', 'lower', 'timed', 'heap retained by each run of a flow'],
];

/** Every metric that perf-harness knows, by name. */
export const METRICS: ReadonlyMap<string, Metric> = new Map(
  ROWS.map(([name, unit, better, nature, meaning]) => [
    name,
    { name, unit, better, nature, meaning },
  ]),
);

/** Names of load engines' own metrics: `k6.http_req_waiting.p95`. */
const ENGINE_METRIC_NAME =
  /^k6\.(?<name>.+)\.(?<stat>avg|min|med|max|p\d+(?:_\d+)?|count|per_second|rate|value)$/;
/** Names of k6 metrics that are times, in milliseconds. */
const ENGINE_TIME_NAME =
  /^(?:http_req_(?!failed)|.*(?:_duration|_time|_ms|latency|waiting|connecting)(?:\{|$))/;
const HIGHER_IS_BETTER_NAME = /^(?:checks|http_reqs|iterations|data_received)(?:\{|$)/;

/** Returns the metric of that name; undefined if no executor may report it. */
export function findMetric(name: string): Metric | undefined {
  return METRICS.get(name) ?? engineMetric(name);
}

function engineMetric(name: string): Metric | undefined {
  const { name: engineName, stat } = ENGINE_METRIC_NAME.exec(name)?.groups ?? {};
  if (engineName === undefined || stat === undefined) return undefined;
  return {
    name,
    unit: engineUnit(engineName, stat),
    better: HIGHER_IS_BETTER_NAME.test(engineName) ? 'higher' : 'lower',
    nature: 'timed',
    meaning: `${stat} of k6's ${engineName}`,
  };
}

function engineUnit(engineName: string, stat: string): Unit {
  if (stat === 'rate') return 'ratio';
  if (stat === 'per_second') return '/s';
  if (stat === 'count') return 'count';
  return ENGINE_TIME_NAME.test(engineName) ? 'ms' : 'score';
}

/** Returns metrics of those names, once each: in catalog order, then those of engines. */
export function selectMetrics(names: Iterable<string>): readonly Metric[] {
  const wanted = new Set(names);
  const known = [...METRICS.values()].filter(({ name }) => wanted.has(name));
  const others = [...wanted].filter((name) => !METRICS.has(name)).sort();
  return [...known, ...others.flatMap((name) => engineMetric(name) ?? [])];
}

/** Returns the position of a metric in catalog order, wall time first, those of engines last. */
export function metricRank(name: string): number {
  const place = [...METRICS.keys()].indexOf(name);
  return place < 0 ? METRICS.size : place;
}

/** Returns the metric of that name. @throws TypeError if no executor may report it. */
export function getMetric(name: string): Metric {
  const metric = findMetric(name);
  if (metric === undefined) throw new TypeError(`unknown metric ${name}`);
  return metric;
}

/** Metrics by the names that people may use instead. */
const METRIC_ALIASES: ReadonlyMap<string, string> = new Map([
  ['response_time', 'wall_time'],
  ['duration', 'wall_time'],
  // Wall time of a program, from start to end.
  ['startup', 'wall_time'],
  ['start-up', 'wall_time'],
  ['latency', 'latency.p50'],
  ['cpu', 'cpu_time'],
  ['memory', 'memory_peak'],
  ['io', 'io_read'],
  ['io_bytes', 'io_read'],
]);

/** Returns the metric with a name or an alias; undefined if there is none. */
export function findMetricByWord(word: string): Metric | undefined {
  const name = word.trim().toLowerCase();
  return findMetric(METRIC_ALIASES.get(name) ?? name);
}
