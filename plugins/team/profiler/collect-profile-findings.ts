import type { measure, PerformanceMap } from 'perf-harness/plugin';
import { flatSteps } from '../../optimize/index.ts';
import type { ProfiledScenario } from '../workers/worker-settings-profile-and-change-files.ts';
import type { ProfileFindings } from './bottleneck-report.ts';
import type { ProjectType } from './detect-project-type-and-tools.ts';
import { isEstimated, rankBottlenecks } from './rank-bottlenecks.ts';

interface ProfileInput {
  readonly project: ProjectType;
  readonly scenarios: readonly ProfiledScenario[];
  readonly report: measure.Report;
  /** Findings from the files of the project, a sentence each. */
  readonly projectFindings: readonly string[];
}

/** Findings of a profiler: bottlenecks, methods, everything else found (TPP-02, 03, 04). */
export function collectProfileFindings(input: ProfileInput): ProfileFindings {
  const { project, scenarios, report, projectFindings } = input;
  return {
    ...rankBottlenecks(...scenarios),
    project,
    methods: scenarios.map(describeMethod),
    also: [
      ...describeScenarioMetrics(report),
      ...scenarios.flatMap(describeCriticalPath),
      ...scenarios.flatMap(describeQueries),
      ...projectFindings,
    ],
  };
}

function describeMethod({ scenario, map }: ProfiledScenario): string {
  return isEstimated(map)
    ? `${scenario}: measured as a whole, but not profiled; ${map.lacks[0] ?? 'step times are estimated'}`
    : `${scenario}: measured, and profiled in separate runs`;
}

function describeCriticalPath({ scenario, map }: ProfiledScenario): readonly string[] {
  const path = findCriticalPath(map);
  if (path === null) return [];
  const known = isEstimated(map) ? 'probably goes' : 'goes';
  return [
    `${scenario}: most of the time ${known} through ${path.functions.join(' → ')} (${path.share.toFixed(1)} % in the last function)`,
  ];
}

function describeQueries({ map }: ProfiledScenario): readonly string[] {
  return [
    ...findRepeatedQueries(map).map(
      ({ route, location, queries: count }) =>
        `${route} sends ${count} queries from ${location ?? 'one place'} during one request`,
    ),
    ...findSlowQueries(map).map(
      ({ route, location, wall_time_ms: ms, share }) =>
        `${route} waits ${ms.toFixed(1)} ms (${share.toFixed(1)} % of the time) for a query from ${location ?? 'one place'}`,
    ),
  ];
}

/** Percent of an operation below which a step is not followed any further. */
const LEAST_SHARE = 5;

/**
 * Finds the longest step of each level (TPP-04), caller first, with the share of the last in
 * percent of an operation; null if no step has a significant share.
 */
export function findCriticalPath({ steps }: Pick<PerformanceMap, 'steps'>): {
  readonly functions: readonly string[];
  readonly share: number;
} | null {
  const chain: measure.Step[] = [];
  for (let next = longest(steps); next !== undefined; next = longest(next.children)) {
    chain.push(next);
  }
  const last = chain.at(-1);
  return last === undefined
    ? null
    : { functions: chain.map((step) => step.function), share: last.time_share_pct };
}

function longest(steps: readonly measure.Step[]): measure.Step | undefined {
  return steps
    .filter((step) => step.time_share_pct >= LEAST_SHARE)
    .toSorted((a, b) => b.wall_time_ms - a.wall_time_ms)[0];
}

interface QueryFinding {
  /** Route, or name of the operation. */
  readonly route: string;
  readonly location: string | null;
}

/** Number of queries from one place in a request; more could be combined into one (TPP-03). */
const ONCE = 1;

export function findRepeatedQueries(
  map: PerformanceMap,
): readonly (QueryFinding & { readonly queries: number })[] {
  const route = routeOf(map);
  return queriesIn(map)
    .filter(({ calls }) => (calls ?? 0) > ONCE)
    .map(({ location, calls }) => ({ route, location, queries: calls ?? 0 }))
    .toSorted((a, b) => b.queries - a.queries);
}

/** Percent of an operation from which one query is slow; less is not worth its own change. */
const SLOW_SHARE = 5;

/**
 * Finds queries that are sent once and take a significant share of an operation, slowest first
 * (TPP-03). A missing index cannot be detected here; that needs a query plan of the database.
 */
export function findSlowQueries(
  map: PerformanceMap,
): readonly (QueryFinding & { readonly wall_time_ms: number; readonly share: number })[] {
  const route = routeOf(map);
  return queriesIn(map)
    .filter(({ calls, time_share_pct: share }) => (calls ?? 0) <= ONCE && share >= SLOW_SHARE)
    .map(({ location, wall_time_ms, time_share_pct: share }) => ({
      route,
      location,
      wall_time_ms,
      share,
    }))
    .toSorted((a, b) => b.wall_time_ms - a.wall_time_ms);
}

function queriesIn({ steps }: PerformanceMap): readonly measure.Step[] {
  return flatSteps(steps).filter(({ type }) => type === 'query');
}

/** The entry point of an operation, as people name it. */
function routeOf({ entry_point_info: entry, operations }: PerformanceMap): string {
  return entry.route ?? operations[0]?.name ?? 'the operation';
}

type Run = measure.Report['runs'][number];

const BYTES_PER_MB = 1_000_000;
/** Growth of a server in bytes below which it may be due to warm-up. */
const LEAST_GROWTH = BYTES_PER_MB;
/** Share of an operation from which on the garbage collector is worth a word. */
const MUCH_COLLECTED = 0.05;

/** Speed and memory figures of scenarios, a sentence each (TPP-03, TPP-04). */
export function describeScenarioMetrics({ runs }: measure.Report): readonly string[] {
  return runs.flatMap((run) =>
    [...speedOf(run), ...memoryOf(run)].map((text) => `${run.scenario}: ${text}`),
  );
}

/** A program starts and ends; everything else is done again and again. */
function speedOf({ kind, metrics }: Run): readonly string[] {
  const { wall_time: time, throughput } = metrics;
  if (throughput !== undefined) return [`${number(throughput.center)} responses per second`];
  if (time === undefined || time.center <= 0) return [];
  return kind === 'command'
    ? [`${time.center.toFixed(1)} ms from start to end`]
    : [`${number(1000 / time.center)} operations per second`];
}

function memoryOf({ metrics }: Run): readonly string[] {
  const { memory_peak: peak, memory_growth: growth, heap_growth: left } = metrics;
  const { allocated, gc_time: collected, wall_time: time } = metrics;
  const collectedShare = collected === undefined ? 0 : collected.center / (time?.center || 1);
  return [
    ...(peak === undefined ? [] : [`${megabytes(peak.center)} peak memory`]),
    ...(allocated === undefined ? [] : [`${megabytes(allocated.center)} allocated per operation`]),
    ...(collectedShare < MUCH_COLLECTED
      ? []
      : [`${(100 * collectedShare).toFixed(1)} % of the time spent in garbage collection`]),
    ...(growth === undefined || growth.center < LEAST_GROWTH
      ? []
      : [
          `${megabytes(growth.center)} more memory in use at the end than at the start: possible leak`,
        ]),
    ...(left === undefined || left.center <= 0
      ? []
      : [`each operation leaks ${megabytes(left.center)} of memory`]),
  ];
}

function megabytes(bytes: number): string {
  return `${(bytes / BYTES_PER_MB).toPrecision(3)} MB`;
}

function number(value: number): string {
  return value >= 100 ? String(Math.round(value)) : value.toPrecision(2);
}
