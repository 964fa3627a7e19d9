import type { Host, PerformanceMap } from 'perf-harness/plugin';
import type { ObservedFunction } from './document/optimization-hypothesis.ts';
import type { ScenarioToWatch } from './strike/plan-execution-types.ts';
import { resolveMeasuredTarget } from './strike/resolve-benchmark-of-optimization-target.ts';

/** Calls to observe. */
export interface ObservationRequest {
  /** The project, absolute; it is only read. */
  readonly root: string;
  /** Modules, from the root. */
  readonly files: readonly string[];
  /** Empty if there are no tests. */
  readonly testCommand: string;
  readonly scenario: ScenarioToWatch;
  /** Time after which the scenario is ended; calls made by then count. Default: 30 s. */
  readonly scenarioMs?: number;
  readonly signal: AbortSignal;
}

/** Describes the calls of functions, a line each and without values. */
export type DescribeCalls = (calls: ObservationRequest) => Promise<readonly string[]>;
/** Observes calls as structured data, for built-in generators. */
export type ObserveCalls = (calls: ObservationRequest) => Promise<readonly ObservedFunction[]>;

/** Performance map whose bottleneck modules can be observed. */
export interface MappedTarget {
  readonly root: string;
  readonly map: PerformanceMap;
  /** Target of the loop; null: unknown, and nothing is run for it. */
  readonly target: string | null;
  readonly testCommand: string;
  readonly signal: AbortSignal;
}

/** Returns the calls of the functions in the bottlenecks; none if they cannot be observed. */
export function observeBottleneckCalls(
  host: Host,
  tell: DescribeCalls,
  mapped: MappedTarget,
): Promise<readonly string[]> {
  const files = mapped.map.top_bottlenecks.flatMap(({ location }) => fileOf(location));
  return observeModuleCalls(host, tell, mapped, files);
}

/** Observes the functions of some modules while the tests and the measured scenario run. */
export async function observeModuleCalls<T>(
  host: Host,
  look: (calls: ObservationRequest) => Promise<readonly T[]>,
  { root, map, target, testCommand, signal }: MappedTarget,
  files: readonly string[],
): Promise<readonly T[]> {
  if (files.length === 0 || target === null) return [];
  const plan = { problem_statement: { target }, performance_map: map };
  const measured = await resolveMeasuredTarget(host, plan, { root, primary: '' });
  const { targets, command } = measured;
  const scenario = {
    ...(targets !== undefined && { targets }),
    ...(command !== undefined && { command }),
  };
  return look({ root, files: [...new Set(files)], testCommand, scenario, signal });
}

/** Returns the file of a location if it belongs to the project itself. */
function fileOf(location: string | null): readonly string[] {
  const file = (location ?? '').replace(/(?::\d+)+$/u, '');
  return file === '' || file.includes('node_modules/') || file.startsWith('..') ? [] : [file];
}
